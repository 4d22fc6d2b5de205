/** Lets others see how each HTTP request went. */
import { DomainError } from '../../domain/errors.ts'
import type { Call, Exchange, UpstreamRequest } from '../port.ts'

/** Told of every request of an account, whoever it was for. */
export type OnExchange = (exchange: Exchange) => void

/** The request on the wire, for whoever sends it. */
export interface Wire {
  /** To be sent along. */
  readonly headers: Readonly<Record<string, string>>
  /** To be called when there is an answer. */
  answered(status: number): void
}

/** Runs `work`, which sends the request; `outcomeOf` says what its result means, an error is its code. */
export const exchanged = async <T>(
  request: UpstreamRequest,
  call: Call,
  onExchange: OnExchange | undefined,
  outcomeOf: (result: T) => Exchange['outcome'],
  work: (wire: Wire) => Promise<T>,
): Promise<T> => {
  const startedAt = performance.now()
  const followed = call.follow?.(request)
  let status: number | null = null
  const end = (outcome: Exchange['outcome']) => {
    const exchange = { ...request, outcome, status, ms: performance.now() - startedAt }
    followed?.end(exchange)
    onExchange?.(exchange)
  }
  call.onRequest?.(request)
  try {
    const result = await work({
      headers: followed?.headers ?? {},
      answered: (code) => {
        status = code
      },
    })
    end(outcomeOf(result))
    return result
  } catch (error) {
    end(outcomeOfError(error))
    throw error
  }
}

export const outcomeOfError = (error: unknown): Exchange['outcome'] => {
  if (error instanceof DomainError) return error.code
  const name = error instanceof Error ? error.name : ''
  return name === 'AbortError' || name === 'TimeoutError' ? 'LEFT' : 'BUG'
}
