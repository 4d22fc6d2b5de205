import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** Starts `process.ts` and notes what it prints. */
export const startProcess = (task: 'append' | 'close' | 'follow', store: string, name: string) => {
  const script = fileURLToPath(new URL('process.ts', import.meta.url))
  const child = spawn(process.execPath, [script, task, store, name], { stdio: ['ignore', 'pipe', 'inherit'] })
  const lines: string[] = []
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line))
  const ended = once(child, 'close')
  return {
    lines,
    /** Its exit code; null when a signal ended it. */
    ended: async () => (await ended)[0] as number | null,
    kill: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}
