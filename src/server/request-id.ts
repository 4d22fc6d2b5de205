import { randomBytes } from 'node:crypto'

/**
 * The caller's own id for the request when it is harmless in a log, else a new one: in one piece, which subscriptions
 * keep. Node puts a UUID together from twenty.
 */
export const requestIdOf = (given: string | null | undefined): string =>
  given && /^[\w.:-]{1,128}$/.test(given) ? given : randomBytes(16).toString('hex')
