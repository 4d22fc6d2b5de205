/** One HTTP request to an upstream, as others may see it. */
import type { ErrorCode } from '../domain/errors.ts'

export interface FollowedRequest {
  /** What goes along with the request to the upstream's own API: where it belongs in a trace. */
  readonly headers: Readonly<Record<string, string>>
  end(exchange: Exchange): void
}

export interface UpstreamRequest {
  readonly account: string
  /** The endpoint by name, e.g. `conversations.list`: never a URL. */
  readonly operation: string
}

/** How one HTTP request to an upstream went. */
export interface Exchange extends UpstreamRequest {
  /** The code of the error that came of it. `LEFT`: nobody waited for it any more. `BUG`: in Parley itself. */
  readonly outcome: 'OK' | ErrorCode | 'LEFT' | 'BUG'
  /** Of HTTP; null where no answer came. */
  readonly status: number | null
  readonly ms: number
}
