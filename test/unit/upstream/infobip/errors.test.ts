import { describe, expect, it } from 'vitest'
import {
  ForbiddenError,
  NotFoundError,
  RateLimitedError,
  UnauthenticatedError,
  UpstreamBadResponseError,
  UpstreamRejectedError,
  UpstreamUnavailableError,
} from '../../../../src/domain/errors.ts'
import { toError } from '../../../../src/upstream/infobip/errors.ts'
import { origin } from './model.ts'

const now = Date.UTC(2026, 10, 20)

const errorOf = (status: number, body?: unknown, headers: Record<string, string> = {}) =>
  toError({ status, headers, body }, origin, now)

const current = (messageId: string, text: string, validationErrors?: Record<string, string[]>) => ({
  requestError: { serviceException: { messageId, text, validationErrors } },
})
const old = (message: string) => ({ statusCode: 'ERROR', message })
const gateway = (errorCode: string) => ({
  errorCode,
  description: 'What happened.',
  action: 'What to do.',
  violations: [],
  resources: [],
})

describe('what Infobip calls a failure counts before the HTTP status', () => {
  it.each([
    [400, current('NOT_FOUND', "Invalid id 'e43bc422' given! No such entity exists."), NotFoundError],
    [400, current('NOT_FOUND', "Invalid tagName 'vip' given! No such entity exists."), NotFoundError],
    [400, old("Invalid id '9F1F' given! No such entity exists."), NotFoundError],
    [404, current('NOT_FOUND', 'Not found'), NotFoundError],
    [400, gateway('E404'), NotFoundError],
    [400, current('UNAUTHORIZED', 'Unauthorized'), UnauthenticatedError],
    [403, gateway('E401'), UnauthenticatedError],
    [400, current('FORBIDDEN', 'Forbidden'), ForbiddenError],
    [400, current('TOO_MANY_REQUESTS', 'Too many requests'), RateLimitedError],
    [400, gateway('E429'), RateLimitedError],
    [400, current('GENERAL_ERROR', 'Something went wrong.'), UpstreamUnavailableError],
    [400, gateway('E500'), UpstreamUnavailableError],
  ])('%d %j', (status, body, expected) => {
    expect(errorOf(status, body)).toBeInstanceOf(expected)
  })
})

describe('the HTTP status counts where the body says nothing, as XML and HTML do', () => {
  it.each([
    [301, UpstreamBadResponseError],
    [400, UpstreamRejectedError],
    [401, UnauthenticatedError],
    [403, ForbiddenError],
    [404, NotFoundError],
    [409, UpstreamRejectedError],
    [429, RateLimitedError],
    [500, UpstreamUnavailableError],
    [503, UpstreamUnavailableError],
  ])('%d', (status, expected) => {
    expect(errorOf(status)).toBeInstanceOf(expected)
    expect(errorOf(status, old('Something.'))).toBeInstanceOf(expected)
    expect(errorOf(status, current('SOMETHING_NEW', 'Something.'))).toBeInstanceOf(expected)
    expect(errorOf(status, ['no', 'known', 'shape'])).toBeInstanceOf(expected)
  })
})

describe("a refusal carries Infobip's own explanation and nothing else of the body", () => {
  it.each([
    [
      current('BAD_REQUEST', 'Closed conversation cannot be changed'),
      'Closed conversation cannot be changed',
    ],
    [
      current('BAD_REQUEST', 'Bad request', {
        to: ['must not be blank'],
        content: ['must not be blank', 'size cannot be longer than 4096 characters.'],
      }),
      'Bad request (to: must not be blank; content: must not be blank, size cannot be longer than 4096 characters.)',
    ],
    [old('Page size must not be less than one!'), 'Page size must not be less than one!'],
    [gateway('E400'), 'What happened. What to do.'],
    [{ secret: 'App key' }, null],
    [undefined, null],
  ])('%j', (body, expected) => {
    const error = errorOf(400, body)
    expect(error).toMatchObject({ upstreamStatus: 400, upstreamMessage: expected, origin })
    expect(error.message).toBe('infobip refused the request.')
  })

  it('is cut at 1,000 characters', () => {
    expect(errorOf(400, old('x'.repeat(5_000)))).toMatchObject({ upstreamMessage: 'x'.repeat(1_000) })
  })
})

describe('Retry-After', () => {
  it.each([
    ['7', now + 7_000],
    ['Fri, 20 Nov 2026 00:01:00 GMT', now + 60_000],
    ['soon', null],
  ])('%s', (value, expected) => {
    expect(errorOf(429, undefined, { 'retry-after': value })).toMatchObject({ retryAt: expected })
  })

  it('is null when it is not sent', () => {
    expect(errorOf(429)).toMatchObject({ retryAt: null })
  })
})
