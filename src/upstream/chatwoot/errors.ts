/**
 * Chatwoot's refusals in the words of the domain. Its texts are written in the user's own language, so nothing
 * here looks at a text to decide: only the status and the shape of the body count.
 */
import { z } from 'zod'
import {
  DomainError,
  ForbiddenError,
  NotFoundError,
  type Origin,
  RateLimitedError,
  UnauthenticatedError,
  UpstreamBadResponseError,
  UpstreamRejectedError,
  UpstreamUnavailableError,
} from '../../domain/errors.ts'
import type { Instant } from '../../domain/time.ts'
import type { FailedResponse } from '../http/response.ts'
import { retryAfter } from '../http/retry-after.ts'

export const createErrorReader =
  (origin: Origin, now: () => Instant) =>
  ({ status, headers, body }: FailedResponse): DomainError => {
    const name = origin.account
    switch (status) {
      case 401:
        // `errors` (plural) is Devise's "sign in first". `error` is said of an unknown token and of a thing that
        // this user may not see alike; `client.ts` finds out which by asking for the profile.
        return noCredential.safeParse(body).success
          ? new UnauthenticatedError(`${name} wants a credential.`, origin)
          : new ForbiddenError(`${name} does not allow this.`, origin)
      case 403:
        return new ForbiddenError(`${name} does not allow this.`, origin)
      case 404:
        return new NotFoundError(`${name} has no such thing.`, origin)
      case 402:
      case 422:
        return new UpstreamRejectedError(`${name} refused the request.`, origin, status, textOf(body))
      case 429:
        return new RateLimitedError(`${name} takes no more requests now.`, origin, retryAfter(headers, now()))
      default:
        if (status >= 500)
          return new UpstreamUnavailableError(
            `${name} answered with status ${status}.`,
            origin,
            undefined,
            true,
            retryAfter(headers, now()),
          )
        return status >= 400 && status !== 408
          ? new UpstreamRejectedError(`${name} refused the request.`, origin, status, textOf(body))
          : new UpstreamBadResponseError(`${name} answered with status ${status}.`, origin)
    }
  }

/**
 * As `createErrorReader`, for what Chatwoot answers in JSON. A proxy that finds no Chatwoot behind it says 404 as well,
 * of everything and in a text of its own: that must not be taken for a conversation that is gone.
 */
export const createApiErrorReader = (origin: Origin, now: () => Instant) => {
  const read = createErrorReader(origin, now)
  return (response: FailedResponse): DomainError => {
    const { status, headers, body } = response
    const isProxy = status === 404 && body === undefined && `${headers['content-type']}`.startsWith('text/')
    return isProxy
      ? new UpstreamUnavailableError(
          `${origin.account} is not where its proxy looks for it.`,
          origin,
          undefined,
          false,
        )
      : read(response)
  }
}

const noCredential = z.object({ errors: z.array(z.unknown()) })

/** A validation puts its text under `message`, everything else under `error`. */
const explanation = z.union([
  z.object({ message: z.string() }).transform(({ message }) => message),
  z.object({ error: z.string() }).transform(({ error }) => error),
])

const textOf = (body: unknown): string | null => explanation.safeParse(body).data?.slice(0, 1_000) ?? null

/**
 * Creating and retrying a message answer 422 to whatever goes wrong, also after the message was stored. Only a
 * validation tells that nothing happened, and Rails says so in English only: elsewhere nobody knows.
 */
export const asUncertain = (error: unknown, origin: Origin): unknown =>
  error instanceof UpstreamRejectedError &&
  error.upstreamStatus === 422 &&
  !error.upstreamMessage?.startsWith('Validation failed')
    ? new UpstreamRejectedError(error.message, origin, 422, error.upstreamMessage, false)
    : error

/** Null for what does not exist and for what the caller may not see: the two are not told apart for callers. */
export const orNull = async <T>(answer: Promise<T>): Promise<T | null> => {
  try {
    return await answer
  } catch (error) {
    if (error instanceof NotFoundError || error instanceof ForbiddenError) return null
    throw error
  }
}

/** Null for whatever goes wrong: for an answer that would only explain, or show, something that is decided. */
export const orNothing = async <T>(answer: Promise<T>): Promise<T | null> => {
  try {
    return await answer
  } catch (error) {
    if (error instanceof DomainError) return null
    throw error
  }
}
