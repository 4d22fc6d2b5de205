import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { collect, conversationEvents, exampleConversation, wsClient } from '../../support/live-stack.ts'
import { until } from '../../support/until.ts'

test('SIGTERM closes sockets with 1012 and ends the process with 0, while somebody subscribes', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-stop-'))
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('../../../src/cli/main.ts', import.meta.url)), 'serve'],
    {
      cwd: folder,
      env: { PATH: process.env.PATH, PORT: '0', PARLEY_SANDBOX_PORT: '0', PARLEY_DATA_DIR: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  )
  try {
    const url = await addressOf(child.stdout)
    const codes: number[] = []
    const client = wsClient(url.replace('http', 'ws'), {
      retryAttempts: 0,
      on: { closed: (event) => codes.push((event as { code: number }).code) },
    })
    const seen = collect(client, conversationEvents, { id: exampleConversation })
    const sse = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify({ query: conversationEvents, variables: { id: exampleConversation } }),
    })
    const read = sse.text().catch(() => 'cut')
    const exited = once(child, 'exit')
    child.kill('SIGTERM')
    expect(await exited).toEqual([0, null])
    expect(await read).toBe('cut')
    await until(seen.isOver)
    expect(codes).toEqual([1012])
  } finally {
    child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
})

const addressOf = async (output: NodeJS.ReadableStream): Promise<string> => {
  for await (const line of createInterface({ input: output })) {
    const [address] = /http:\S+\/graphql/.exec(line) ?? []
    if (address) {
      output.resume()
      return address
    }
  }
  throw new Error('It did not start.')
}
