/** A Parley as it is put on the internet, in a process of its own that tells how it is, before an upstream that costs nothing. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { accountId, apiToken, startEndlessChatwoot } from './endless-chatwoot.ts'
import { webhookSecret } from './signed-webhook.ts'
import type { Vitals } from './vitals.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

export const startBesieged = async () => {
  await using stack = new AsyncDisposableStack()
  const upstream = stack.use(await startEndlessChatwoot())
  const folder = await mkdtemp(join(tmpdir(), 'parley-besieged-'))
  stack.defer(() => rm(folder, { recursive: true, force: true }))
  const child = fork(join(root, 'bin/parley.js'), ['serve'], {
    cwd: root,
    execArgv: ['--expose-gc', '--import', new URL('vitals.ts', import.meta.url).href],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NODE_ENV: 'production',
      PORT: '0',
      PARLEY_DATA_DIR: folder,
      PARLEY_COST_PER_MINUTE: '1000000000',
      PARLEY_REFUSALS_PER_MINUTE: '1000000',
      CHATWOOT_BASE_URL: upstream.url,
      CHATWOOT_ACCOUNT_ID: String(accountId),
      CHATWOOT_WEBHOOK_SECRET: webhookSecret,
    },
  })
  const exit = once(child, 'exit')
  stack.defer(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
    await exit
  })
  const bugs: string[] = []
  let isUp: (url: string) => void = () => undefined
  const listening = new Promise<string>((resolve, reject) => {
    isUp = resolve
    exit.then(([code]) => reject(new Error(`It ended with ${code} before it listened.`)))
  })
  let rest = ''
  const hear = (chunk: Buffer): void => {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (line.includes('unexpected error')) bugs.push(line)
      const [, endpoint] = /"endpoint":"([^"]+)\/graphql"/.exec(line) ?? []
      if (endpoint) isUp(endpoint)
    }
  }
  child.stdout?.on('data', hear)
  child.stderr?.on('data', hear)
  const url = await listening
  const owned = stack.move()
  return {
    url,
    /** What is good as `Authorization`. */
    authorization: `Bearer ${apiToken}`,
    bugs: bugs as readonly string[],
    vitals: async (): Promise<Vitals> => {
      const answer = once(child, 'message')
      child.send('vitals')
      const [vitals] = await answer
      return vitals as Vitals
    },
    /** Resolves with the exit code. */
    end: async (): Promise<number | null> => {
      child.kill('SIGTERM')
      const [code] = await exit
      return code as number | null
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

export type Besieged = Awaited<ReturnType<typeof startBesieged>>
