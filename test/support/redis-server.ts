/** Redis servers of the tests' own: on a free loopback port, with their data in a temporary folder. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export interface RedisServer {
  readonly port: number
  /** `redis://127.0.0.1:<port>`. */
  readonly url: string
  /** Starts it again after `kill`, on the same port with the same data. */
  start(): Promise<void>
  /** SIGKILL. */
  kill(): Promise<void>
  /** Stops the process without ending it: connections stay open and nothing is answered. */
  freeze(): void
  thaw(): void
  /** Sends one command, its words without spaces, and gives the first line of the reply. */
  command(...words: string[]): Promise<string>
  /** Ends it and removes its data. */
  close(): Promise<void>
}

export interface RedisServerOptions {
  /** Lines of the configuration file. */
  readonly settings?: readonly string[]
  readonly isSentinel?: boolean
  /** Reserve the port and the folder only; `start` does the rest. */
  readonly isAbsent?: boolean
}

export const startRedisServer = async (
  program: string,
  { settings = [], isSentinel = false, isAbsent = false }: RedisServerOptions = {},
): Promise<RedisServer> => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-redis-'))
  const port = await freePort()
  const file = join(folder, 'redis.conf')
  const common = [`port ${port}`, 'bind 127.0.0.1', `dir ${folder}`, 'save ""', 'logfile ""', 'daemonize no']
  writeFileSync(
    file,
    [...(isSentinel ? common.filter((line) => !/^save/.test(line)) : common), ...settings, ''].join('\n'),
  )
  let child: ChildProcess | undefined

  const kill = async () => {
    if (!child) return
    const dead = once(child, 'exit')
    child.kill('SIGKILL')
    await dead
    child = undefined
  }
  const server: RedisServer = {
    port,
    url: `redis://127.0.0.1:${port}`,
    start: async () => {
      child = spawn(program, [file, ...(isSentinel ? ['--sentinel'] : [])], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      await isListening(child)
    },
    kill,
    freeze: () => child?.kill('SIGSTOP'),
    thaw: () => child?.kill('SIGCONT'),
    command: (...words) => command(port, words),
    close: async () => {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
  if (!isAbsent) await server.start()
  return server
}

export const freePort = async (): Promise<number> => {
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const { port } = listener.address() as { port: number }
  listener.close()
  await once(listener, 'close')
  return port
}

const isListening = async (child: ChildProcess): Promise<void> => {
  if (!child.stdout) throw new Error('redis-server has no output to read.')
  const lines: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line)
    if (/Ready to accept connections|Sentinel ID is/.test(line)) {
      child.stdout.resume()
      return
    }
  }
  throw new Error(`redis-server ended before it was ready:\n${lines.join('\n')}`)
}

const command = async (port: number, words: readonly string[]): Promise<string> => {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    socket.write(`${words.join(' ')}\r\n`)
    const [data] = await once(socket, 'data')
    return String(data).split('\r\n')[0] as string
  } finally {
    socket.destroy()
  }
}
