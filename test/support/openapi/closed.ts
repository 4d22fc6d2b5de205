/**
 * The documents' schemas, made fit for judging. Both declare hardly any field as required and forbid none, so as
 * they stand they accept almost every object. Here an object that declares properties admits no others.
 */
import type { Json, JsonObject } from '../../../src/domain/json.ts'
import type { OpenApi } from './load.ts'

/** All component schemas as `$defs`: `closed.X` to stand alone, `open.X` to be a part of an `allOf`. */
export const definitionsOf = (api: OpenApi): JsonObject => {
  const names = Object.keys(api.components.schemas)
  const pick = (name: string) => api.components.schemas[name] as JsonObject
  return {
    $id: api.name,
    $defs: Object.fromEntries(
      names.flatMap((name) => [
        [`closed.${name}`, closeSchema(api, pick(name))],
        [`open.${name}`, rewrite(api, pick(name))],
      ]),
    ),
  }
}

export const closeSchema = (api: OpenApi, schema: JsonObject): JsonObject => {
  const { $ref } = schema
  if (typeof $ref === 'string') return { $ref: definition(api, 'closed', $ref) }
  const open = rewrite(api, schema)
  return declaresProperties(api, schema) && !('additionalProperties' in schema)
    ? { ...open, unevaluatedProperties: false }
    : open
}

/** The schema itself stays open; what lies below it is closed. */
const rewrite = (api: OpenApi, schema: JsonObject): JsonObject => {
  const { $ref } = schema
  if (typeof $ref === 'string') return { $ref: definition(api, 'open', $ref) }
  const result: Record<string, Json> = {}
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword === 'properties') result[keyword] = mapValues(value, (each) => closeSchema(api, each))
    else if (keyword === 'allOf') result[keyword] = (value as JsonObject[]).map((each) => rewrite(api, each))
    else if (keyword === 'oneOf' || keyword === 'anyOf')
      Object.assign(result, alternatives(api, schema, keyword))
    else if (keyword === 'items' || keyword === 'additionalProperties')
      result[keyword] = closeValue(api, value)
    else if (assertions.has(keyword)) result[keyword] = keyword === 'enum' ? distinct(value) : value
  }
  return result
}

/** Everything else only annotates; `nullable` means nothing in OpenAPI 3.1. */
const assertions = new Set(
  (
    'type enum const format required pattern minLength maxLength minimum maximum exclusiveMinimum ' +
    'exclusiveMaximum minItems maxItems uniqueItems minProperties maxProperties multipleOf'
  ).split(' '),
)

/** "Null or X" becomes "X unless null", so that a wrong X is told as what is wrong in it. */
const alternatives = (api: OpenApi, schema: JsonObject, keyword: 'oneOf' | 'anyOf'): JsonObject => {
  const branches = schema[keyword] as readonly JsonObject[]
  const [other, ...more] = branches.filter((branch) => branch.type !== 'null')
  if (other && more.length === 0 && branches.length === 2) {
    return { if: { type: 'null' }, else: closeSchema(api, other) }
  }
  const isWhole = !declaresProperties(api, { ...schema, [keyword]: [] })
  return { [keyword]: branches.map((each) => (isWhole ? closeSchema(api, each) : rewrite(api, each))) }
}

const declaresProperties = (api: OpenApi, schema: JsonObject): boolean => {
  if (typeof schema.$ref === 'string') return declaresProperties(api, target(api, schema.$ref))
  if (schema.properties) return true
  return ((schema.allOf ?? []) as readonly JsonObject[]).some((each) => declaresProperties(api, each))
}

const closeValue = (api: OpenApi, value: Json): Json =>
  typeof value === 'object' && value !== null ? closeSchema(api, value as JsonObject) : value

const definition = (api: OpenApi, kind: 'open' | 'closed', ref: string): string =>
  `${api.name}#/$defs/${kind}.${nameIn(ref)}`

const target = (api: OpenApi, ref: string): JsonObject => api.components.schemas[nameIn(ref)] ?? {}

const nameIn = (ref: string): string => ref.split('/').at(-1) ?? ''

/** The Infobip document repeats values, which JSON Schema forbids. */
const distinct = (values: Json): Json => [...new Set(values as readonly Json[])]

const mapValues = (value: Json, change: (each: JsonObject) => JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(value as JsonObject).map(([key, each]) => [key, change(each as JsonObject)]),
  )
