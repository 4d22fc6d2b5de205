import { Buffer } from 'node:buffer'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { brotliDecompress, gunzip, inflate } from 'node:zlib'
import type { ZodType } from 'zod'
import { type Origin, UpstreamBadResponseError } from '../../domain/errors.ts'
import { parseJson } from '../../kit/json.ts'

/** A status outside 2xx, for the provider's `errors.ts` to translate. */
export interface FailedResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Undefined when the body is not JSON. */
  readonly body: unknown
}

/** Reads a body of at most `maxBytes`; a longer one is cut off, not read to the end. */
export const readText = async (body: Readable, maxBytes: number, origin: Origin): Promise<string> =>
  (await readBytes(body, maxBytes, origin)).toString('utf8')

/** As `readText`; a body that came compressed, which nobody asked for, is also inflated to at most `maxBytes`. */
export const readInflated = async (
  body: Readable,
  headers: FailedResponse['headers'],
  maxBytes: number,
  origin: Origin,
): Promise<string> => {
  const bytes = await readBytes(body, maxBytes, origin)
  const coding = String(headers['content-encoding'] ?? 'identity').toLowerCase()
  if (coding === 'identity' || bytes.length === 0) return bytes.toString('utf8')
  try {
    const decompress = decompressors[coding]
    if (!decompress) throw new Error('This content coding is not known.')
    return (await decompress(bytes, { maxOutputLength: maxBytes })).toString('utf8')
  } catch (cause) {
    const isTooLarge = cause instanceof Error && 'code' in cause && cause.code === 'ERR_BUFFER_TOO_LARGE'
    if (isTooLarge) throw tooLarge(maxBytes, origin)
    throw new UpstreamBadResponseError(
      `${origin.account} answered with something that cannot be decompressed.`,
      origin,
      false,
      cause,
    )
  }
}

const decompressors: Readonly<
  Record<string, (bytes: Buffer, limit: { readonly maxOutputLength: number }) => Promise<Buffer>>
> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
}

const readBytes = async (body: Readable, maxBytes: number, origin: Origin): Promise<Buffer> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBytes) {
      body.destroy()
      throw tooLarge(maxBytes, origin)
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

const tooLarge = (maxBytes: number, origin: Origin) =>
  new UpstreamBadResponseError(`${origin.account} answered with more than ${maxBytes} bytes.`, origin, true)

export const decodeJson = <T>(text: string, schema: ZodType<T>, origin: Origin): T => {
  const value = jsonOrUndefined(text)
  if (value === undefined && text !== '') {
    throw new UpstreamBadResponseError(`${origin.account} answered with something that is not JSON.`, origin)
  }
  const decoded = schema.safeParse(value)
  if (decoded.success) return decoded.data
  const where = decoded.error.issues[0]?.path.join('.') || 'the whole'
  throw new UpstreamBadResponseError(`${origin.account} answered with an unknown shape, at ${where}.`, origin)
}

export const jsonOrUndefined = (text: string): unknown => {
  try {
    return parseJson(text)
  } catch {
    return undefined // the caller decides what a body that is not JSON means
  }
}
