import { expect, test } from 'vitest'
import {
  RateLimitedError,
  StateUnavailableError,
  UpstreamOverloadedError,
  UpstreamUnavailableError,
} from '../../../../src/domain/errors.ts'
import { restErrorResponse } from '../../../../src/server/rest/error.ts'

const now = 1_784_800_000_000
const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
const answerTo = (error: unknown) => restErrorResponse(error, 'id', { log, now: () => now })
const retryAfterOf = (error: unknown) => answerTo(error).headers.get('retry-after')

test.each([
  [1, '1'],
  [1_000, '1'],
  [1_001, '2'],
  [59_500, '60'],
  [0, '1'],
  [-5_000, '1'],
])('a refusal that ends in %i ms may be asked again after %s s', (ms, seconds) => {
  expect(retryAfterOf(new RateLimitedError('Too much.', undefined, now + ms))).toBe(seconds)
  expect(retryAfterOf(new UpstreamOverloadedError('Too much.', undefined, undefined, now + ms))).toBe(seconds)
})

test('the answer says when in words of its own too', async () => {
  const response = answerTo(new RateLimitedError('Too much.', undefined, now + 1_500))
  expect(response.status).toBe(429)
  expect(await response.json()).toEqual({
    error: { code: 'RATE_LIMITED', message: 'Too much.', retryAt: new Date(now + 1_500).toISOString() },
  })
})

test('nothing is said where nobody knows, or where the status is of something else', () => {
  const down = new UpstreamUnavailableError('Away.', undefined, undefined, true, now + 1_500)
  expect(answerTo(down).status).toBe(502)
  for (const error of [
    new RateLimitedError('Too much.', undefined, null),
    new StateUnavailableError('Away.'),
    down,
  ]) {
    expect(retryAfterOf(error)).toBeNull()
  }
})
