import type { Json, JsonObject } from '../../../src/domain/json.ts'
import type { OpenApi } from './load.ts'

export interface Parameter {
  readonly name: string
  readonly in: string
  readonly required?: boolean
  readonly schema: JsonObject
}

/** One method of one path template. */
export interface Operation {
  /** `GET /ccaas/1/tags`; where the document has no such operation, the path with its ids taken out. */
  readonly name: string
  readonly parameters: readonly Parameter[]
  readonly pathValues: ReadonlyMap<string, string>
  readonly requestSchema: JsonObject | undefined
  readonly isBodyRequired: boolean
  /** Names of the headers that can carry a credential, in lower case. */
  readonly credentialHeaders: readonly string[]
  /** Undefined for a status that is not declared. */
  readonly responseOf: (status: number) => Response | undefined
}

export interface Response {
  /** Undefined when the document declares no JSON body. */
  readonly schema: JsonObject | undefined
  readonly mediaTypes: readonly string[]
  /** Bodies that the document shows, beside the response or in its schema. */
  readonly examples: readonly Json[]
}

/** The operation that a request reaches; where templates overlap, the one with more literal segments. */
export const findOperation = (api: OpenApi, method: string, path: string): Operation | undefined => {
  const candidates = Object.keys(api.paths)
    .flatMap((template) => {
      const pathValues = matchTemplate(template, path)
      return pathValues && api.paths[template]?.[method.toLowerCase()] ? [{ template, pathValues }] : []
    })
    .sort((a, b) => a.pathValues.size - b.pathValues.size)
  const [best] = candidates
  return best && readOperation(api, method, best.template, best.pathValues)
}

const matchTemplate = (template: string, path: string): Map<string, string> | undefined => {
  const expected = template.split('/')
  const actual = path.split('/')
  if (expected.length !== actual.length) return undefined
  const values = new Map<string, string>()
  for (const [index, segment] of expected.entries()) {
    const value = decode(actual[index] ?? '')
    const name = /^\{(.+)\}$/.exec(segment)?.[1]
    if (!value ? segment !== '' : !name && segment !== value) return undefined
    if (name && value) values.set(name, value)
  }
  return values
}

const decode = (segment: string): string | undefined => {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined // a malformed percent escape
  }
}

const readOperation = (
  api: OpenApi,
  method: string,
  template: string,
  pathValues: ReadonlyMap<string, string>,
): Operation => {
  const item = api.paths[template] as JsonObject
  const operation = item[method.toLowerCase()] as JsonObject
  const body = resolve(api, operation.requestBody)
  const responses = (operation.responses ?? {}) as JsonObject
  return {
    name: `${method} ${template}`,
    parameters: [...listOf(item.parameters), ...listOf(operation.parameters)].map(
      (parameter) => resolve(api, parameter) as unknown as Parameter,
    ),
    pathValues,
    requestSchema: jsonSchemaOf(body),
    isBodyRequired: body?.required === true,
    credentialHeaders: credentialHeadersOf(api, operation),
    responseOf: (status) => {
      const response = resolve(api, responses[String(status)] ?? responses.default)
      return response && readResponse(api, response)
    },
  }
}

const readResponse = (api: OpenApi, response: JsonObject): Response => {
  const media = objectOf(objectOf(response.content)['application/json'])
  const schema = media.schema as JsonObject | undefined
  const shown = Object.values(objectOf(media.examples)).map((each) => objectOf(each).value)
  return {
    schema,
    mediaTypes: Object.keys(objectOf(response.content)),
    examples: [...shown, media.example, resolve(api, schema)?.example].filter((each) => each !== undefined),
  }
}

const credentialHeadersOf = (api: OpenApi, operation: JsonObject): readonly string[] => {
  const schemes = api.components.securitySchemes ?? {}
  return listOf(operation.security)
    .flatMap((requirement) => Object.keys(objectOf(requirement)))
    .map((name) => {
      const scheme = objectOf(schemes[name])
      return scheme.type === 'apiKey' ? String(scheme.name).toLowerCase() : 'authorization'
    })
}

/** Follows a `$ref` into the components. */
const resolve = (api: OpenApi, value: Json | undefined): JsonObject | undefined => {
  if (value === undefined) return undefined
  const object = objectOf(value)
  if (typeof object.$ref !== 'string') return object
  const [, , kind, name] = object.$ref.split('/')
  const target = api.components[kind ?? '']?.[name ?? '']
  if (target === undefined) throw new Error(`${api.name}: ${object.$ref} leads nowhere`)
  return resolve(api, target)
}

const jsonSchemaOf = (holder: JsonObject | undefined): JsonObject | undefined => {
  const media = objectOf(objectOf(holder?.content)['application/json'])
  return media.schema as JsonObject | undefined
}

const listOf = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : [])

const objectOf = (value: Json | undefined): JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}
