/** Processes of a benchmark's own: what is measured runs in one, clients in another, and both answer questions. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface Child extends AsyncDisposable {
  /** Rejects when the question fails there, and when the process ends before it answers. */
  ask<T>(name: string, input?: unknown): Promise<T>
}

/** Answers by the name of the question. */
export type Answers = Readonly<Record<string, (input: never) => unknown>>

interface Question {
  readonly number: number
  readonly name: string
  readonly input: unknown
}
interface Answer {
  readonly number: number
  readonly value?: unknown
  readonly error?: string
}

/** `file` is a path below `bench`, of a module that calls `answerParent`. */
export const startChild = (file: string): Child => {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), {
    execArgv: ['--expose-gc'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const waiting = new Map<number, (answer: Answer) => void>()
  let count = 0
  child.on('message', (answer: Answer) => waiting.get(answer.number)?.(answer))
  child.on('exit', (code) => {
    for (const [number, settle] of waiting) settle({ number, error: `${file} ended with ${code}.` })
  })
  return {
    ask: <T>(name: string, input?: unknown) =>
      new Promise<T>((resolve, reject) => {
        const number = count++
        waiting.set(number, ({ value, error }) => {
          waiting.delete(number)
          if (error === undefined) resolve(value as T)
          else reject(new Error(error))
        })
        child.send({ number, name, input } satisfies Question)
      }),
    [Symbol.asyncDispose]: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGKILL')
      await ended
    },
  }
}

/** The other side of `startChild`. The process ends with its parent. */
export const answerParent = (answers: Answers): void => {
  const own: Answers = { memory, cpu: () => process.cpuUsage(), ...answers }
  process.on('disconnect', () => process.exit())
  process.on('message', async ({ number, name, input }: Question) => {
    const answer = async (): Promise<Answer> => {
      try {
        return { number, value: await own[name]?.(input as never) }
      } catch (error) {
        return { number, error: String(error) }
      }
    }
    process.send?.(await answer())
  })
}

/** Microseconds of processor time so far. */
export const cpuOf = async (child: Child): Promise<number> => {
  const { user, system } = await child.ask<NodeJS.CpuUsage>('cpu')
  return user + system
}

/** Bytes, without garbage. */
export interface Memory {
  /** What the system has given to the process. */
  readonly resident: number
  /** What is in use: objects, and buffers beside them. */
  readonly used: number
}

const memory = (): Memory => {
  globalThis.gc?.()
  globalThis.gc?.()
  const { rss, heapUsed, external } = process.memoryUsage()
  return { resident: rss, used: heapUsed + external }
}
