/**
 * Bytes from and to wherever an upstream keeps its files: streamed, bounded in time, size and number, never
 * redirected, and only to public addresses or to what the operator configured. Nothing of the caller goes along
 * but the headers that are given. Every failure leaves as a `DomainError`; one that comes up while the bytes flow
 * breaks the stream off.
 */
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Agent, type Dispatcher } from 'undici'
import {
  type DomainError,
  type Origin,
  UpstreamBadResponseError,
  UpstreamOverloadedError,
} from '../../domain/errors.ts'
import { operatorLookup, type Resolve } from '../../kit/lookup.ts'
import { isTimeout } from '../../kit/timeout.ts'
import type { Call } from '../port.ts'
import { AddressNotPublicError, publicLookup, requireOpenable } from './address.ts'
import { exchanged, type OnExchange, type Wire } from './exchange.ts'
import { type FailedResponse, jsonOrUndefined, readText } from './response.ts'
import { transportError } from './transport-error.ts'

export interface TransferLimits {
  /** Milliseconds to open a socket. Default 1,000. */
  readonly connectTimeout: number
  /** Milliseconds until the response headers are there. Default 5,000. */
  readonly headersTimeout: number
  /** Milliseconds without a byte while somebody waits for it. Default 10,000. */
  readonly idleTimeout: number
  /** Milliseconds for a whole download, which goes at the pace of whoever reads it. Default 10 minutes. */
  readonly downloadTimeout: number
  /** Milliseconds for a whole upload, the answer included. Default 60,000. */
  readonly uploadTimeout: number
  /** Bytes of a download. Default 256 MiB. */
  readonly maxBytes: number
  /** Transfers of this account under way at once; further ones are refused. Default 32. */
  readonly maxInFlight: number
}

export const defaultTransferLimits: TransferLimits = {
  connectTimeout: 1_000,
  headersTimeout: 5_000,
  idleTimeout: 10_000,
  downloadTimeout: 10 * 60_000,
  uploadTimeout: 60_000,
  maxBytes: 256 * 1024 * 1024,
  maxInFlight: 32,
}

/** Bytes of an answer to an upload that are read. */
const maxAnswerBytes = 64 * 1024

export interface TransferConfig {
  readonly origin: Origin
  /** URLs whose origin the operator configured: their addresses may be private. */
  readonly trusted: readonly string[]
  /** The provider's reading of a status that is not a success. */
  readonly toError: (response: FailedResponse) => DomainError
  readonly limits?: Partial<TransferLimits>
  /** Default: the system's. */
  readonly resolve?: Resolve
  readonly onExchange?: OnExchange
}

export type Headers = Readonly<Record<string, string>>

/** A 200, 206, 416 with its bytes, or a redirect with its place and none. */
export interface Download {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly location: string | null
  /** Destroy it when it is not read to its end. */
  readonly body: Readable
}

export interface UploadSpec {
  readonly method: 'PUT' | 'POST'
  readonly headers: Headers
  readonly body: Readable
  /** Bytes of `body`. */
  readonly size: number
}

export interface Transfer {
  get(url: string, headers: Headers, call: Call): Promise<Download>
  /** The text of the answer, at most 64 KiB. */
  send(url: string, upload: UploadSpec, call: Call): Promise<string>
  close(): Promise<void>
}

export const createTransfer = (config: TransferConfig): Transfer => {
  const limits = { ...defaultTransferLimits, ...config.limits }
  const { origin } = config
  const trusted = new Set(config.trusted.map((url) => new URL(url).origin))
  const isTrusted = (url: URL) => trusted.has(url.origin)
  const agentWith = (connect: object) =>
    new Agent({
      connect: { timeout: limits.connectTimeout, ...connect },
      headersTimeout: limits.headersTimeout,
      bodyTimeout: limits.idleTimeout,
    })
  const anywhere = agentWith({ lookup: operatorLookup() })
  const publicOnly = agentWith({ lookup: publicLookup(config.resolve) })
  let inFlight = 0

  /** Runs `work` with a place, and leaves the place to whoever calls `release`; a failure gives it back at once. */
  const withPlace = async <T>(
    operation: string,
    call: Call,
    work: (release: () => void, wire: Wire) => Promise<T>,
  ): Promise<T> => {
    call.signal.throwIfAborted()
    if (inFlight >= limits.maxInFlight) {
      throw new UpstreamOverloadedError(`Too many files of ${origin.account} are under way.`, origin)
    }
    inFlight++
    let isHeld = true
    const release = () => {
      if (isHeld) inFlight--
      isHeld = false
    }
    const request = { account: origin.account, operation }
    return exchanged(
      request,
      call,
      config.onExchange,
      () => 'OK',
      async (wire) => {
        try {
          return await work(release, wire)
        } catch (cause) {
          release()
          if (call.signal.aborted && !isTimeout(call.signal.reason)) throw cause // the caller went away
          throw failureOf(cause, origin)
        }
      },
    )
  }

  const request = async (text: string, options: RequestOptions, timeout: number, call: Call, wire: Wire) => {
    const url = requireOpenable(text, isTrusted)
    const response = await (isTrusted(url) ? anywhere : publicOnly).request({
      origin: url.origin,
      path: url.pathname + url.search,
      signal: AbortSignal.any([call.signal, AbortSignal.timeout(timeout)]),
      ...options,
    })
    wire.answered(response.statusCode)
    return response
  }

  const failed = async ({ statusCode, headers, body }: Dispatcher.ResponseData) => {
    const text = await readText(body as Readable, maxAnswerBytes, origin).catch(() => '')
    return config.toError({ status: statusCode, headers, body: jsonOrUndefined(text) })
  }

  return {
    get: (url, headers, call) =>
      withPlace('files.get', call, async (release, wire) => {
        const options = { method: 'GET' as const, headers: { 'accept-encoding': 'identity', ...headers } }
        const response = await request(url, options, limits.downloadTimeout, call, wire)
        const { statusCode: status } = response
        const body = response.body as Readable
        if ([301, 302, 303, 307, 308].includes(status)) {
          body.on('error', () => undefined).destroy()
          release()
          const location = [response.headers.location].flat()[0] ?? null
          return { status, headers: response.headers, location, body }
        }
        if (![200, 206, 416].includes(status)) throw await failed(response)
        if (Number(response.headers['content-length']) > limits.maxBytes) {
          body.on('error', () => undefined).destroy()
          throw tooLarge(origin, limits.maxBytes)
        }
        const meter = createMeter(() => tooLarge(origin, limits.maxBytes), limits.maxBytes)
        pipeline(body, meter).then(release, release)
        return { status, headers: response.headers, location: null, body: meter }
      }),

    send: (url, { method, headers, body, size }, call) =>
      withPlace('files.send', call, async (release, wire) => {
        const options = { method, headers: { ...headers, 'content-length': String(size) }, body }
        try {
          const response = await request(url, options, limits.uploadTimeout, call, wire)
          if (response.statusCode < 200 || response.statusCode > 299) throw await failed(response)
          const text = await readText(response.body as Readable, maxAnswerBytes, origin)
          release()
          return text
        } finally {
          body.destroy()
        }
      }),

    close: async () => {
      await Promise.all([anywhere.close(), publicOnly.close()])
    },
  }
}

interface RequestOptions {
  readonly method: 'GET' | 'PUT' | 'POST'
  readonly headers: Headers
  readonly body?: Readable
}

const failureOf = (cause: unknown, origin: Origin): unknown =>
  cause instanceof AddressNotPublicError
    ? new UpstreamBadResponseError(
        `${origin.account} keeps this file at an address that Parley does not open.`,
        origin,
        false,
        cause,
      )
    : transportError(cause, origin)

const tooLarge = ({ account, provider }: Origin, maxBytes: number) =>
  new UpstreamBadResponseError(
    `${account} answered with a file of more than ${maxBytes} bytes.`,
    { account, provider },
    true,
  )

/** Lets bytes through, and breaks off after `maxBytes`. */
const createMeter = (tooMany: () => Error, maxBytes: number): Transform => {
  let bytes = 0
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      if (bytes > maxBytes) done(tooMany())
      else done(null, chunk)
    },
  })
}
