/** The public keys of whoever issues tokens, from the address that the operator configured. */
import { createLocalJWKSet, createRemoteJWKSet, customFetch, errors, type JWTVerifyGetKey } from 'jose'
import { Agent, request } from 'undici'
import { UpstreamUnavailableError } from '../domain/errors.ts'
import type { Instant } from '../domain/time.ts'
import { operatorLookup } from '../kit/lookup.ts'
import { type KeyReport, reportOf } from './key-report.ts'

export interface KeySetConfig {
  readonly url: string
  /** Milliseconds between two looks for a key that was not there. Default 30,000. */
  readonly cooldown?: number
  /** Milliseconds for one look. Default 3,000. */
  readonly timeout?: number
}

export interface KeySetDeps {
  readonly now: () => Instant
  /** Told why the keys could not be fetched: for the operator, not for callers. Holds no address. */
  readonly onTrouble: (reason: string) => void
}

export interface KeySet {
  /** Rejects with `UpstreamUnavailableError` when the keys are not there, and with one of jose's errors for anything else. */
  readonly keyOf: JWTVerifyGetKey
  /** All of them as they are now, for the operator. Rejects with `UpstreamUnavailableError`. */
  report(): Promise<KeyReport>
  close(): Promise<void>
}

const maxBytes = 256 * 1024
/** Milliseconds after a failed look in which there is no other. */
const rest = 5_000

export const createKeySet = (
  { url, cooldown, timeout = 3_000 }: KeySetConfig,
  { now, onTrouble }: KeySetDeps,
): KeySet => {
  const agent = new Agent({
    connect: { timeout: 1_000, lookup: operatorLookup() },
    maxResponseSize: maxBytes,
  })
  let retryAt: Instant = Number.NEGATIVE_INFINITY

  /** Follows no redirect. */
  const fetchText = async (address: string, signal: AbortSignal): Promise<string> => {
    const { statusCode, body } = await request(address, {
      dispatcher: agent,
      headers: { accept: 'application/json' },
      signal,
    })
    const text = await body.text()
    if (statusCode !== 200) throw new Error(`It answered with status ${statusCode}.`)
    return text
  }
  const look = async (address: string, signal: AbortSignal): Promise<Response> => {
    if (now() < retryAt) throw away(retryAt)
    try {
      const text = await fetchText(address, signal)
      createLocalJWKSet(JSON.parse(text))
      return new Response(text)
    } catch (error) {
      retryAt = now() + rest
      onTrouble(reasonOf(error))
      throw away(retryAt)
    }
  }
  const keys = createRemoteJWKSet(new URL(url), {
    timeoutDuration: timeout,
    ...(cooldown !== undefined && { cooldownDuration: cooldown }),
    [customFetch]: (address, { signal }) => look(address, signal),
  })

  return {
    keyOf: async (header, token) => {
      try {
        return await keys(header, token)
      } catch (error) {
        if (error instanceof UpstreamUnavailableError || error instanceof errors.JOSEError) throw error
        throw new errors.JWKSInvalid('The key is none.', { cause: error })
      }
    },
    report: async () => {
      await keys.reload()
      return reportOf(keys.jwks() ?? { keys: [] })
    },
    close: () => agent.close(),
  }
}

/** The messages of sockets hold addresses, and those of parsers what they read. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown'
  if (error.name === 'TimeoutError') return 'It did not answer in time.'
  if (error instanceof SyntaxError || error instanceof errors.JOSEError) return 'It is no JSON Web Key Set.'
  return 'code' in error ? String(error.code) : error.message
}

const away = (retryAt: Instant) =>
  new UpstreamUnavailableError(
    'The keys that tokens are checked with cannot be fetched now.',
    undefined,
    undefined,
    false,
    retryAt,
  )
