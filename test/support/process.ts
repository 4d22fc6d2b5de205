import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface Running extends AsyncDisposable {
  /** Everything it has printed so far, both streams. */
  output(): string
  /** Resolves with the first match in what it prints; rejects when it ends before. */
  printed(pattern: RegExp): Promise<RegExpMatchArray>
  /** Sends the signal, and resolves with the exit code. */
  end(signal?: NodeJS.Signals): Promise<number | null>
  /** Resolves with the exit code when it ends by itself. */
  readonly exit: Promise<number | null>
}

const root = new URL('../../', import.meta.url)

/** Runs `parley` as a user would from a clone, with nothing of this process's own settings. */
export const runParley = (args: readonly string[], env: Record<string, string>): Running =>
  runProgram(process.execPath, ['bin/parley.js', ...args], { cwd: fileURLToPath(root), env })

/** Any program, with nothing of this process's own settings. */
export const runProgram = (
  program: string,
  args: readonly string[],
  { cwd, env }: { readonly cwd: string; readonly env: Record<string, string> },
): Running =>
  watch(spawn(program, args, { cwd, env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env } }))

const watch = (child: ChildProcess): Running => {
  let output = ''
  const listeners = new Set<() => void>()
  const hear = (chunk: Buffer) => {
    output += chunk
    for (const listener of listeners) listener()
  }
  child.stdout?.on('data', hear)
  child.stderr?.on('data', hear)
  const exit = once(child, 'exit').then(([code]) => code as number | null)
  const end = async (signal: NodeJS.Signals = 'SIGTERM') => {
    if (child.exitCode === null) child.kill(signal)
    return exit
  }
  return {
    output: () => output,
    exit,
    end,
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = output.match(pattern)
          if (!match) return
          listeners.delete(look)
          resolve(match)
        }
        listeners.add(look)
        look()
        exit.then((code) =>
          reject(new Error(`It ended with ${code} before it printed ${pattern}:\n${output}`)),
        )
      }),
    [Symbol.asyncDispose]: async () => {
      await end('SIGKILL')
    },
  }
}
