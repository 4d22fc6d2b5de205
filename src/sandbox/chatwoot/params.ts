/** Request parameters as Rails reads them. */
import type { Context } from 'hono'
import { toInteger } from './access.ts'
import { malformed } from './errors.ts'

export type Body = Readonly<Record<string, unknown>>

/** A file of a multipart body. */
export class UploadedFile {
  readonly filename: string
  readonly contentType: string
  readonly data: Uint8Array

  constructor(filename: string, contentType: string, data: Uint8Array) {
    this.filename = filename
    this.contentType = contentType
    this.data = data
  }
}

/** The JSON object or the form of the request; empty for no body. Refuses with 400 what is neither. */
export const readBody = async (c: Context): Promise<Body> => {
  if ((c.req.header('content-type') ?? '').startsWith('multipart/form-data')) return readForm(c)
  const text = await c.req.text()
  if (text.trim() === '') return {}
  try {
    const parsed: unknown = JSON.parse(text)
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? (parsed as Body) : {}
  } catch {
    throw malformed()
  }
}

/** Values are text or files; those of a name that ends in `[]` are an array under the name before it. */
const readForm = async (c: Context): Promise<Body> => {
  const form = await c.req.formData().catch(() => {
    throw malformed()
  })
  const body: Record<string, unknown> = {}
  for (const [name, value] of form) {
    const read = typeof value === 'string' ? value : await readFile(value)
    if (!name.endsWith('[]')) body[name] = read
    else body[name.slice(0, -2)] = [...((body[name.slice(0, -2)] as unknown[] | undefined) ?? []), read]
  }
  return body
}

const readFile = async (file: File): Promise<UploadedFile> =>
  new UploadedFile(
    file.name,
    file.type || 'application/octet-stream',
    new Uint8Array(await file.arrayBuffer()),
  )

/** An object, or the same as JSON text; empty for anything else. */
export const parseObject = (value: unknown): Body => {
  if (typeof value === 'string') {
    try {
      return parseObject(JSON.parse(value))
    } catch {
      return {}
    }
  }
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Body) : {}
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
