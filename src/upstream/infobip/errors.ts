/**
 * Infobip's refusals in the words of the domain. It has three JSON bodies by era and gateway (and an XML one,
 * which arrives here without a body), and says "not found" with HTTP 400: so what the body calls the failure
 * is asked first, and the status only where it says nothing.
 */
import { z } from 'zod'
import {
  type DomainError,
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

/** `{"requestError":{"serviceException":{…}}}` */
const serviceException = z.object({
  requestError: z.object({
    serviceException: z.object({
      messageId: z.string().nullish(),
      text: z.string().nullish(),
      validationErrors: z.record(z.string(), z.array(z.string())).nullish().catch(null),
    }),
  }),
})

/** Since 2019: `{"statusCode":"ERROR","message":"…"}` */
const statusCode = z.object({ statusCode: z.string(), message: z.string().nullish() })

/** The platform's gateway: `{"errorCode":"E429","description":"…","action":"…"}` */
const errorCode = z.object({
  errorCode: z.string(),
  description: z.string().nullish(),
  action: z.string().nullish(),
})

/** What a body says of itself. `word` is the failure's name, comparable between the shapes. */
interface Explanation {
  readonly word: string | null
  readonly text: string | null
}

const maxTextLength = 1_000

export const toError = (response: FailedResponse, origin: Origin, now: Instant): DomainError => {
  const { account } = origin
  const { word, text } = explain(response.body)
  switch (word ?? wordOfStatus(response.status)) {
    case 'NOT_FOUND':
      return new NotFoundError(`${account} has no such object.`, origin)
    case 'UNAUTHORIZED':
      return new UnauthenticatedError(`${account} does not accept the credential.`, origin)
    case 'FORBIDDEN':
      return new ForbiddenError(`${account} does not allow this with the credential given.`, origin)
    case 'TOO_MANY_REQUESTS':
      return new RateLimitedError(
        `${account} takes no more requests for now.`,
        origin,
        retryAfter(response.headers, now),
      )
    case 'GENERAL_ERROR':
      return new UpstreamUnavailableError(
        `${account} failed with status ${response.status}.`,
        origin,
        undefined,
        true,
        retryAfter(response.headers, now),
      )
    case 'REDIRECT':
      return new UpstreamBadResponseError(`${account} answered with status ${response.status}.`, origin)
    default:
      return new UpstreamRejectedError(`${account} refused the request.`, origin, response.status, text)
  }
}

const wordOfStatus = (status: number): string | null => {
  if (status < 400) return 'REDIRECT'
  // 408 too: whether a request that was cut short had its effect is not known.
  if (status >= 500 || status === 408) return 'GENERAL_ERROR'
  return wordOfCode[status] ?? null
}

const wordOfCode: Readonly<Record<string, string>> = {
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  429: 'TOO_MANY_REQUESTS',
}

/** Names that decide; every other one (`BAD_REQUEST`) leaves it to the status. */
const knownWords = new Set([...Object.values(wordOfCode), 'GENERAL_ERROR'])

const explain = (body: unknown): Explanation => {
  const current = serviceException.safeParse(body)
  if (current.success) {
    const { messageId, text, validationErrors } = current.data.requestError.serviceException
    return {
      word: knownWords.has(messageId ?? '') ? (messageId ?? null) : null,
      text: readable(text, validations(validationErrors)),
    }
  }
  const old = statusCode.safeParse(body)
  if (old.success) {
    const { message } = old.data
    return {
      word: /no such entity exists/i.test(message ?? '') ? 'NOT_FOUND' : null,
      text: readable(message),
    }
  }
  const gateway = errorCode.safeParse(body)
  if (gateway.success) {
    const { errorCode: code, description, action } = gateway.data
    const word = /^E5\d\d$/.test(code) ? 'GENERAL_ERROR' : wordOfCode[code.replace(/^E/, '')]
    return { word: word ?? null, text: readable(description, action) }
  }
  return { word: null, text: null }
}

const validations = (
  errors: Readonly<Record<string, readonly string[]>> | null | undefined,
): string | null => {
  const problems = Object.entries(errors ?? {}).map(([field, each]) => `${field}: ${each.join(', ')}`)
  return problems.length > 0 ? `(${problems.join('; ')})` : null
}

const readable = (...parts: readonly (string | null | undefined)[]): string | null =>
  parts
    .filter((part) => part)
    .join(' ')
    .slice(0, maxTextLength) || null
