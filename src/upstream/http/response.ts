import { Buffer } from 'node:buffer'
import type { Readable } from 'node:stream'
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
export const readText = async (body: Readable, maxBytes: number, origin: Origin): Promise<string> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBytes) {
      body.destroy()
      throw new UpstreamBadResponseError(
        `${origin.account} answered with more than ${maxBytes} bytes.`,
        origin,
        true,
      )
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

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
