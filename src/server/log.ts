import type { Logger } from 'pino'

/** One JSON line an event. Credentials and bodies never go in. */
export type Log = Pick<Logger, 'info' | 'warn' | 'error'>
