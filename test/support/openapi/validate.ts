import type { JsonObject } from '../../../src/domain/json.ts'
import type { ApiName, OpenApi } from './load.ts'
import { findOperation, type Operation, type Parameter, type Response } from './operation.ts'
import { type Complaint, createSchemaCheck, type SchemaCheck } from './schema-check.ts'

/** One request and its answer. */
export interface Exchange {
  readonly method: string
  /** Without the query. */
  readonly path: string
  /** As sent, without the question mark; empty when there is none. */
  readonly query: string
  /** Names in lower case. */
  readonly requestHeaders?: Headers
  /** Parsed JSON; undefined when nothing was sent. */
  readonly requestBody?: unknown
  readonly status: number
  readonly responseHeaders?: Headers
  /** Parsed JSON, or the text where it is not JSON; undefined when nothing came. */
  readonly responseBody: unknown
}

export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/** One way in which an exchange is not what the document describes. */
export interface Finding {
  readonly api: ApiName
  /** Method and path template. */
  readonly operation: string
  /** E.g. `request query status`, `response 200 payload[].sender.name`. */
  readonly where: string
  /** E.g. `is null, declared string`. */
  readonly what: string
  /** `<operation> <where> <what>`: the same for the same deviation in another exchange. */
  readonly key: string
  /** For people. */
  readonly sentence: string
}

/** The right schema of a response whose declared one is known to be wrong. */
export type Correction = (operation: string, status: number) => JsonObject | undefined

type Report = (where: string, complaint: Complaint) => void

/**
 * Compares one exchange with the document. A response that has a correction, and is not what is declared, gives
 * the finding `misdeclared` and is judged by the correction.
 */
export const judgeExchange = (
  api: OpenApi,
  exchange: Exchange,
  correct: Correction = () => undefined,
): Finding[] => {
  const operation = findOperation(api, exchange.method, exchange.path)
  const name = operation?.name ?? `${exchange.method} ${withoutIds(exchange.path)}`
  const findings = new Map<string, Finding>()
  const report: Report = (part, { at, what }) => {
    const where = at ? `${part} ${at}` : part
    const key = `${name} ${where} ${what}`
    findings.set(key, {
      api: api.name,
      operation: name,
      where,
      what,
      key,
      sentence: `${api.name}, ${name}: the ${where} ${what}.`,
    })
  }

  if (operation) {
    const check = schemaCheckOf(api)
    judgePath(check, operation, report)
    judgeQuery(check, operation, exchange.query, report)
    judgeRequestBody(check, operation, exchange.requestBody, report)
    judgeCredential(operation, exchange, report)
    judgeResponse(check, operation, exchange, correct(name, exchange.status), report)
  } else report('operation', { at: '', what: 'is not declared' })
  return [...findings.values()]
}

const judgePath = (check: SchemaCheck, operation: Operation, report: Report) => {
  for (const [name, value] of operation.pathValues) {
    const parameter = operation.parameters.find((each) => each.in === 'path' && each.name === name)
    if (!parameter) continue // the document names it in the template only
    for (const { what } of check(parameter.schema, parsed(parameter.schema, value))) {
      report('request path', { at: name, what })
    }
  }
}

const judgeQuery = (check: SchemaCheck, operation: Operation, query: string, report: Report) => {
  const declared = operation.parameters.filter((each) => each.in === 'query')
  const search = new URLSearchParams(query)
  for (const name of new Set(search.keys())) {
    const parameter = declared.find((each) => each.name === name)
    if (!parameter) report('request query', { at: name, what: 'is not declared' })
    else {
      for (const { at, what } of check(parameter.schema, queryValue(parameter, search.getAll(name)))) {
        report('request query', { at: name + at, what })
      }
    }
  }
  for (const { name, required } of declared) {
    if (required && !search.has(name)) report('request query', { at: name, what: 'is missing' })
  }
}

const queryValue = ({ schema }: Parameter, values: readonly string[]): unknown => {
  if (schema.type === 'array') return values.map((value) => parsed((schema.items ?? {}) as JsonObject, value))
  return values.length === 1 ? parsed(schema, values[0] ?? '') : values
}

/** A parameter is text on the wire; text that does not read as its type stays text, and is found by the schema. */
const parsed = ({ type }: JsonObject, text: string): unknown => {
  if ((type === 'integer' || type === 'number') && /^-?\d+(\.\d+)?$/.test(text)) return Number(text)
  if (type === 'boolean' && /^(true|false)$/.test(text)) return text === 'true'
  return text
}

const judgeRequestBody = (check: SchemaCheck, operation: Operation, body: unknown, report: Report) => {
  const { requestSchema, isBodyRequired } = operation
  if (body === undefined) {
    if (isBodyRequired) report('request body', { at: '', what: 'is missing' })
  } else if (!requestSchema) report('request body', { at: '', what: 'is not declared' })
  else for (const complaint of check(requestSchema, body)) report('request body', complaint)
}

const judgeCredential = (operation: Operation, exchange: Exchange, report: Report) => {
  const { credentialHeaders } = operation
  if (!exchange.requestHeaders || exchange.status >= 400 || credentialHeaders.length === 0) return
  if (credentialHeaders.some((name) => exchange.requestHeaders?.[name] !== undefined)) return
  report('request credential', { at: '', what: `is missing, and the answer is ${exchange.status}` })
}

const judgeResponse = (
  check: SchemaCheck,
  operation: Operation,
  exchange: Exchange,
  correction: JsonObject | undefined,
  report: Report,
) => {
  const complaints = complaintsAbout(check, operation.responseOf(exchange.status), exchange)
  const part = `response ${exchange.status}`
  if (correction && complaints.length > 0) {
    report(part, { at: '', what: misdeclared })
    for (const complaint of check(correction, exchange.responseBody)) report(part, complaint)
  } else for (const complaint of complaints) report(part, complaint)
}

/** What a finding says of a response that was judged by a correction. */
export const misdeclared = 'is not what is declared'

const complaintsAbout = (
  check: SchemaCheck,
  response: Response | undefined,
  { responseBody, responseHeaders }: Exchange,
): readonly Complaint[] => {
  if (!response) return [{ at: '', what: 'is not declared' }]
  const { schema, mediaTypes } = response
  if (!schema) return responseBody === undefined ? [] : [{ at: 'body', what: 'is not declared' }]
  if (responseBody === undefined) return [{ at: 'body', what: 'is missing' }]
  const type = String(responseHeaders?.['content-type'] ?? 'application/json').split(';')[0] ?? ''
  if (!mediaTypes.includes(type)) return [{ at: 'content type', what: `is ${type}, which is not declared` }]
  return check(schema, responseBody)
}

const withoutIds = (path: string): string =>
  path
    .split('/')
    .map((segment) => (/^(\d{2,}|[\da-f-]{32,36})$/i.test(segment) ? '{id}' : segment))
    .join('/')

const checks = new WeakMap<OpenApi, SchemaCheck>()

const schemaCheckOf = (api: OpenApi): SchemaCheck => {
  const check = checks.get(api) ?? createSchemaCheck(api)
  checks.set(api, check)
  return check
}
