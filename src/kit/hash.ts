import { createHash } from 'node:crypto'

/** SHA-256 of a JSON value, as 43 URL-safe characters. The order of an object's keys does not count. */
export const hashOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value, inKeyOrder)).digest('base64url')

const inKeyOrder = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([one], [two]) => (one < two ? -1 : 1)))
    : value
