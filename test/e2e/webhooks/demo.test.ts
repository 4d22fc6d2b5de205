import { EventEmitter } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createApp } from '../../../src/app.ts'
import { serve } from '../../../src/cli/commands/serve.ts'
import { encodeRef } from '../../../src/domain/ref.ts'
import { sandboxCredentials } from '../../../src/sandbox/index.ts'
import { collect, conversationEvents, sendMessage, wsClient } from '../../support/live-stack.ts'
import { until } from '../../support/until.ts'

const quiet = { info: () => undefined, warn: () => undefined, error: console.error }
const { conversationId } = sandboxCredentials.example
const id = encodeRef({ type: 'Conversation', account: 'chatwoot', path: [conversationId] })

const ask = async (url: string, query: string, variables: object = {}) => {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  })
  // biome-ignore lint/suspicious/noExplicitAny: what comes over the wire is what the test is about
  return (await answer.json()) as { data: any; errors?: unknown }
}
const sources = `{ accounts { name health { eventSource } } }`
const sourcesOf = async (url: string) =>
  Object.fromEntries(
    (await ask(url, sources)).data.accounts.map((each: { name: string; health: { eventSource: string } }) => [
      each.name,
      each.health.eventSource,
    ]),
  )

test("the demo's contact answers by a webhook, which nobody had to set up", async () => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-'))
  const signals = new EventEmitter()
  const out: string[] = []
  const code = serve({
    sources: { env: { PORT: '0', PARLEY_SANDBOX_PORT: '0', PARLEY_DATA_DIR: folder }, cwd: folder },
    out: (line) => out.push(line),
    err: (line) => out.push(line),
    signals,
    createApp: async (config) => createApp(config, { log: quiet }),
  })
  try {
    await until(() => out.some((line) => line.includes('GraphQL ')))
    const [, url = ''] = /(http:\S+)\/graphql/.exec(out.join('\n')) ?? []
    expect(await sourcesOf(url)).toEqual({ chatwoot: 'NONE', infobip: 'NONE' })

    const client = wsClient(`${url.replace('http', 'ws')}/graphql`)
    const live = collect(client, conversationEvents, { id })
    await until(async () => (await sourcesOf(url)).chatwoot === 'WEBSOCKET')
    const text = 'Shall we send a new one?'
    const sent = await ask(url, sendMessage, {
      input: { conversationId: id, content: { text } },
    })
    expect(sent.errors).toBeUndefined()
    const added = () => live.events().filter(({ __typename: type }) => type === 'MessageAdded')
    await until(() => added().length >= 2)
    expect(added()[0].message.text).toBe(text)
    expect(await sourcesOf(url)).toMatchObject({ chatwoot: 'WEBHOOK' })
    live.end()
    await client.dispose()
  } finally {
    signals.emit('SIGTERM')
    expect(await code).toBe(0)
    rmSync(folder, { recursive: true })
  }
})
