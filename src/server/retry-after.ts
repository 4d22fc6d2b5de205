import type { Instant } from '../domain/time.ts'

/** The header `Retry-After`, in whole seconds: nobody who keeps to it comes too early. */
export const retryAfter = (retryAt: Instant, now: Instant): string =>
  String(Math.max(1, Math.ceil((retryAt - now) / 1_000)))
