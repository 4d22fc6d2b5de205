import type { Instant } from '../../domain/time.ts'
import type { FailedResponse } from './response.ts'

const httpDate = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/

/** When `Retry-After`, in seconds or as a date, asks to be asked again; null when it is absent or makes no sense. */
export const retryAfter = (headers: FailedResponse['headers'], now: Instant): Instant | null => {
  const value = [headers['retry-after']].flat()[0]?.trim() ?? ''
  if (/^\d{1,9}$/.test(value)) return now + Number(value) * 1_000
  const date = httpDate.test(value) ? Date.parse(value) : Number.NaN // else `Date.parse` finds a date in any words
  return Number.isNaN(date) ? null : date
}
