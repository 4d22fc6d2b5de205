import { type DestinationStream, type Logger, pino } from 'pino'
import { withoutSecretFields, withoutSecretTexts } from './redact.ts'

/** One JSON line an event. Credentials and bodies never go in. */
export type Log = Pick<Logger, 'info' | 'warn' | 'error'> & Partial<Pick<Logger, 'debug'>>

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent'

/** `level`: default `info`. `destination`: default the standard output. */
export const createLog = (level: LogLevel = 'info', destination?: DestinationStream): Log => {
  const options = {
    level,
    serializers: { err: (error: unknown) => error }, // pino's own would show fields of errors
    formatters: { log: (line: object) => withoutSecretFields(line) as Record<string, unknown> },
    hooks: { streamWrite: withoutSecretTexts },
  }
  return destination ? pino(options, destination) : pino(options)
}
