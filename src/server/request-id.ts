import { randomUUID } from 'node:crypto'

/** The caller's own id for the request when it is harmless in a log, else a new one. */
export const requestIdOf = (given: string | null | undefined): string =>
  given && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID()
