/** Lists: their conditions, their page, their order and their envelope. */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import type { Request } from './auth.ts'
import { type ApiFault, invalid, pageSizeBelowZero } from './faults.ts'
import { parseTime } from './time.ts'

export interface Condition {
  readonly sql: string
  readonly values: readonly SQLInputValue[]
}

export const where = (sql: string, ...values: readonly SQLInputValue[]): Condition => ({ sql, values })

/** Undefined when the parameter was not sent. A parameter with one value refuses several. */
export const single = (c: Request, name: string): string | undefined => {
  const values = c.req.queries(name)
  if (values && values.length > 1) throw invalid({ [name]: ['must be a single value'] })
  return values?.[0]
}

export const equals = (c: Request, name: string, column = name): Condition | undefined => {
  const value = single(c, name)
  return value === undefined ? undefined : where(`${column} = ?`, value)
}

/** A parameter with one of a closed list of values. */
export const oneOf = (c: Request, name: string, allowed: readonly string[]): Condition | undefined => {
  const value = single(c, name)
  if (value !== undefined && !allowed.includes(value)) {
    throw invalid({ [name]: [`must be one of ${allowed.join(', ')}`] })
  }
  return equals(c, name)
}

/** A repeated parameter: any of its values. `sql` holds one `?`, the JSON array of them. */
export const anyOf = (c: Request, name: string, sql: string): Condition | undefined => {
  const values = c.req.queries(name)
  return values && where(sql, JSON.stringify(values))
}

export const anyId = (c: Request, name: string, column: string): Condition | undefined =>
  anyOf(c, name, `${column} IN (SELECT value FROM json_each(?))`)

/**
 * `<property>After` and `<property>Before` of a time `<property>At`. Whether a row of exactly that millisecond
 * belongs is undocumented; here it does not, as the words say.
 */
export const within = (c: Request, ...properties: readonly string[]): (Condition | undefined)[] =>
  properties.flatMap((property) => [
    bound(c, `${property}After`, `${property}At > ?`),
    bound(c, `${property}Before`, `${property}At < ?`),
  ])

const bound = (c: Request, name: string, sql: string): Condition | undefined => {
  const text = single(c, name)
  if (text === undefined) return undefined
  const time = parseTime(text)
  if (time === undefined) throw invalid({ [name]: ["must be formatted as yyyy-MM-dd'T'HH:mm:ss.SSSZ"] })
  return where(sql, time)
}

export interface ListSpec {
  readonly table: string
  /** Columns to order by, under the names of the properties that callers know. */
  readonly orderable: Readonly<Record<string, string>>
  readonly where: readonly (Condition | undefined)[]
  /** Default `id:asc`. */
  readonly defaultOrder?: string
  /** Default: a negative limit is refused, and zero gives an empty page. */
  readonly smallestLimit?: { readonly limit: number; readonly refusal: () => ApiFault }
}

export interface ListPage<Row> {
  readonly rows: readonly Row[]
  readonly pagination: {
    readonly totalItems: number
    readonly page: number
    readonly limit: number
    readonly orderBy: string
  }
}

export const listPage = <Row>(db: DatabaseSync, c: Request, spec: ListSpec): ListPage<Row> => {
  const limit = integer(c, 'limit', 10)
  const page = integer(c, 'page', 0)
  const smallest = spec.smallestLimit ?? { limit: 0, refusal: pageSizeBelowZero }
  if (limit < smallest.limit) throw smallest.refusal()
  // The documents name this bound, not its refusal.
  if (limit > 999) throw invalid({ limit: ['must be less than or equal to 999'] })
  if (page < 0) throw invalid({ page: ['must be greater than or equal to 0'] })
  const order = readOrder(single(c, 'orderBy') ?? spec.defaultOrder ?? 'id:asc', spec.orderable)

  const conditions = spec.where.filter((condition) => condition !== undefined)
  const values = conditions.flatMap((condition) => condition.values)
  const from = `FROM ${spec.table} WHERE ${conditions.map((condition) => condition.sql).join(' AND ') || 'true'}`
  const { total } = db.prepare(`SELECT count(*) AS total ${from}`).get(...values) as { total: number }
  const offset = page * limit
  const rows =
    offset >= total || limit === 0
      ? []
      : db.prepare(`SELECT * ${from} ORDER BY ${order.sql} LIMIT ? OFFSET ?`).all(...values, limit, offset)
  return { rows: rows as Row[], pagination: { totalItems: total, page, limit, orderBy: order.echo } }
}

const integer = (c: Request, name: string, preset: number): number => {
  const text = single(c, name)
  if (text === undefined) return preset
  const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(value)) throw invalid({ [name]: ['must be an integer'] })
  return value
}

/** How rows with the same value follow each other is undocumented; here by id, ascending in both directions. */
const readOrder = (text: string, orderable: ListSpec['orderable']) => {
  const [property = '', direction = 'asc', ...rest] = text.split(':')
  const upper = direction.toUpperCase()
  if (!Object.hasOwn(orderable, property) || (upper !== 'ASC' && upper !== 'DESC') || rest.length > 0) {
    throw invalid({ orderBy: [`cannot order by '${text}'`] })
  }
  return { sql: `${orderable[property]} ${upper}, id ASC`, echo: `${property}:${upper}` }
}

/** `orderable` for properties that are columns of the same name. */
export const columns = (...names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [name, name]))
