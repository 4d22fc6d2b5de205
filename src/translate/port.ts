import type { Origin } from '../domain/errors.ts'

export interface TranslateOptions {
  /** BCP 47, canonical, e.g. `pt-BR`. A provider that does not know it throws `UpstreamRejectedError`. */
  readonly to: string
  /** BCP 47. Left out, the provider finds out by itself. */
  readonly from?: string
  readonly format: 'PLAIN' | 'HTML'
  /** The account whose message it is; errors carry it. */
  readonly origin: Origin
  readonly signal: AbortSignal
}

/**
 * A service that translates texts. Throws `UpstreamRejectedError`, `RateLimitedError`, `UpstreamUnavailableError`,
 * `UpstreamTimeoutError`, `UpstreamBadResponseError` and `UpstreamOverloadedError`: never with a body, a URL or the
 * key in it.
 */
export interface Translator {
  /**
   * How long an HTML text may be, in UTF-16 units: one that is cut has no sense. A longer one is an
   * `UnsupportedError`. Plain texts may have any length.
   */
  readonly maxHtml: number
  /** White space around a plain text, and where a long one is cut, is kept as it is. */
  translate(text: string, options: TranslateOptions): Promise<string>
  /** Ends idle sockets. */
  close(): Promise<void>
}
