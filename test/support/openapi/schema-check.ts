import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { JsonObject } from '../../../src/domain/json.ts'
import { closeSchema, definitionsOf } from './closed.ts'
import type { OpenApi } from './load.ts'

export interface Complaint {
  /** `payload[].sender.name`; empty for the whole. */
  readonly at: string
  /** Completes the sentence "the field …". */
  readonly what: string
}

/** What is wrong with a value under one of the document's schemas, each kind once. */
export type SchemaCheck = (schema: JsonObject, value: unknown) => readonly Complaint[]

export const createSchemaCheck = (api: OpenApi): SchemaCheck => {
  const ajv = new Ajv2020({ strict: false, allErrors: true, verbose: true, validateFormats: true })
  addFormats.default(ajv)
  ajv.addSchema(definitionsOf(api))
  const compiled = new WeakMap<JsonObject, ValidateFunction>()

  return (schema, value) => {
    const validate = compiled.get(schema) ?? ajv.compile(closeSchema(api, schema))
    compiled.set(schema, validate)
    if (validate(value)) return []
    const complaints = (validate.errors ?? []).filter(({ keyword }) => keyword !== 'if').map(complaintOf)
    return [...new Map(complaints.map((each) => [`${each.at} ${each.what}`, each])).values()]
  }
}

const complaintOf = ({ instancePath, keyword, params, data, message }: ErrorObject): Complaint => {
  const at = fieldPath(instancePath)
  const below = (name: string) => (at ? `${at}.${name}` : name)
  switch (keyword) {
    case 'unevaluatedProperties':
      return { at: below(params.unevaluatedProperty), what: 'is not declared' }
    case 'additionalProperties':
      return { at: below(params.additionalProperty), what: 'is not declared' }
    case 'required':
      return { at: below(params.missingProperty), what: 'is missing' }
    case 'type':
      return { at, what: `is ${typeOf(data)}, declared ${[params.type].flat().join(' or ')}` }
    case 'enum':
      return { at, what: `is ${JSON.stringify(data)?.slice(0, 60)}, which is not in the enum` }
    case 'format':
      return { at, what: `is not in the format ${params.format}` }
    default:
      return { at, what: message ?? keyword }
  }
}

/** `/payload/3/sender` → `payload[].sender`. */
const fieldPath = (pointer: string): string =>
  pointer
    .split('/')
    .slice(1)
    .map((segment) => (/^\d+$/.test(segment) ? '[]' : segment.replaceAll('~1', '/').replaceAll('~0', '~')))
    .join('.')
    .replaceAll('.[]', '[]')

const typeOf = (value: unknown): string => {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}
