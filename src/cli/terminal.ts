import type { ConfigSources } from '../config/load.ts'

/** What a long-running command touches of the process. */
export interface Terminal {
  readonly sources: ConfigSources
  out(line: string): void
  err(line: string): void
  /** Where signals arrive. */
  readonly signals: Pick<NodeJS.EventEmitter, 'on' | 'off'>
  exit(code: number): void
}

export const processTerminal: Terminal = {
  sources: {},
  out: (line) => console.log(line),
  err: (line) => console.error(line),
  signals: process,
  exit: (code) => process.exit(code),
}
