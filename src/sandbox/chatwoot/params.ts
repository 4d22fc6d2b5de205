/** Request parameters as Rails reads them. */
import type { Context } from 'hono'
import { toInteger } from './access.ts'
import { malformed } from './errors.ts'

export type Body = Readonly<Record<string, unknown>>

/** The JSON object of the request; empty for no body. Refuses with 400 what is not JSON. */
export const readBody = async (c: Context): Promise<Body> => {
  const text = await c.req.text()
  if (text.trim() === '') return {}
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? (parsed as Body) : {}
  } catch {
    throw malformed()
  }
}

/** A query parameter; an empty one counts as absent. */
export const text = (c: Context, name: string): string | undefined => c.req.query(name) || undefined

/** `name[]=a&name[]=b`; undefined without any. */
export const array = (c: Context, name: string): string[] | undefined => c.req.queries(`${name}[]`)

/** An array, or one string with commas. */
export const list = (c: Context, name: string): string[] | undefined =>
  array(c, name) ??
  text(c, name)
    ?.split(',')
    .map((part) => part.trim())

/** 1-based; anything else is the first page. */
export const page = (c: Context): number => Math.max(1, toInteger(c.req.query('page') ?? '1'))
