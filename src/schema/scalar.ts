import { GraphQLError, Kind, type ValueNode } from 'graphql'
import type { Json } from '../domain/json.ts'
import type { Instant } from '../domain/time.ts'
import { builder } from './builder.ts'

const badInput = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } })

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/i

builder.scalarType('DateTime', {
  description:
    'An ISO 8601 instant. Answers are always UTC with milliseconds, e.g. `2026-11-20T14:03:05.123Z`; input may have any offset.',
  specifiedByURL: 'https://scalars.graphql.org/andimarek/date-time.html',
  serialize: (value: Instant) => {
    const date = new Date(value)
    if (Number.isNaN(date.getTime())) {
      throw new GraphQLError('The upstream told a time that no calendar has.', {
        extensions: { code: 'UPSTREAM_BAD_RESPONSE' },
      })
    }
    return date.toISOString()
  },
  parseValue: (value): Instant => {
    const [date = ''] = typeof value === 'string' && instant.test(value) ? value.split(/T/i) : []
    const parsed = Date.parse(String(value))
    // The parser rolls the 30th of February over into March.
    const isDay = date !== '' && new Date(`${date}T00:00:00Z`).toJSON()?.startsWith(date)
    if (!isDay || Number.isNaN(parsed)) throw badInput('Expected an instant such as `2026-11-20T14:03:05Z`.')
    return parsed
  },
})

builder.scalarType('URL', {
  description: 'An absolute http(s) URL.',
  specifiedByURL: 'https://url.spec.whatwg.org/',
  serialize: (value: string) => value,
  parseValue: (value): string => {
    const url = typeof value === 'string' ? URL.parse(value) : null
    if (!url || !/^https?:$/.test(url.protocol)) throw badInput('Expected an absolute http(s) URL.')
    return String(value)
  },
})

builder.scalarType('LanguageTag', {
  description: 'A BCP 47 language tag, e.g. `en` or `pt-BR`.',
  specifiedByURL: 'https://www.rfc-editor.org/info/bcp47',
  serialize: (value: string) => value,
  parseValue: (value): string => {
    try {
      const [tag] = Intl.getCanonicalLocales(typeof value === 'string' ? value : '')
      if (tag) return tag
    } catch {
      // not a language tag
    }
    throw badInput('Expected a language tag such as `en` or `pt-BR`.')
  },
})

builder.scalarType('JSON', {
  description: 'Any JSON value. Only used for upstream data that has no typed field.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc8259',
  serialize: (value: Json) => value,
  parseValue: (value) => value as Json,
  parseLiteral: (node) => literalToJson(node),
})

const literalToJson = (node: ValueNode): Json => {
  switch (node.kind) {
    case Kind.NULL:
      return null
    case Kind.STRING:
    case Kind.BOOLEAN:
    case Kind.ENUM:
      return node.value
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value)
    case Kind.LIST:
      return node.values.map(literalToJson)
    case Kind.OBJECT:
      return Object.fromEntries(node.fields.map((field) => [field.name.value, literalToJson(field.value)]))
    case Kind.VARIABLE:
      throw badInput('A variable cannot stand inside a JSON literal; pass the whole value as a variable.')
  }
}
