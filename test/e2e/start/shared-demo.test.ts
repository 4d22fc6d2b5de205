import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { encodeRef } from '../../../src/domain/ref.ts'
import { sandboxCredentials } from '../../../src/sandbox/index.ts'
import { createClient } from '../../support/client.ts'
import { findTool } from '../../support/find-tool.ts'
import { SendMessageDocument } from '../../support/gql/graphql.ts'
import { hasState } from '../../support/instances.ts'
import { type Running, runParley } from '../../support/process.ts'
import { freePort, startRedisServer } from '../../support/redis-server.ts'
import { until } from '../../support/until.ts'

const program = await findTool('redis-server')
const conversationId = encodeRef({
  type: 'Conversation',
  account: 'chatwoot',
  path: [sandboxCredentials.example.conversationId],
})

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-shared-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const urlOf = async (parley: Running): Promise<string> => {
  const [, url = ''] = await parley.printed(/GraphQL\s+(http:\S+)\/graphql/)
  await until(() => hasState(url), 20_000)
  return url
}

/** The texts of the messages that come over SSE, for as long as the stream is open. */
const listen = async (url: string, texts: string[], signal: AbortSignal): Promise<void> => {
  const query = `subscription { messageAdded(conversationId: "${conversationId}") { message { text } } }`
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { accept: 'text/event-stream', 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
    signal,
  })
  const read = async () => {
    for await (const chunk of response.body?.pipeThrough(new TextDecoderStream()) ?? []) {
      texts.push(...[...chunk.matchAll(/"text":"([^"]*)"/g)].map(([, text = '']) => text))
    }
  }
  read().catch(() => undefined) // it ends by the signal
}

describe.runIf(program)('instances with one Redis', () => {
  test.each([
    ['and a sandbox of one of them', false],
    ['and a sandbox that runs by itself', true],
  ])('that start together share the demo, %s', async (_, isApart) => {
    const redis = await startRedisServer(program ?? '')
    const ending = new AbortController()
    const env = {
      PORT: '0',
      PARLEY_SANDBOX_PORT: String(await freePort()),
      PARLEY_DATA_DIR: folder,
      REDIS_URL: redis.url,
    }
    const processes: Running[] = []
    const run = (command: string) => {
      const parley = runParley([command], env)
      processes.push(parley)
      return parley
    }
    try {
      if (isApart) await run('sandbox').printed(/answers/)
      const instances = [run('serve'), run('serve')]
      const [one = '', other = ''] = await Promise.all(instances.map(urlOf))
      const joined = instances.filter((each) => each.output().includes('the sandbox that runs at'))
      expect(joined).toHaveLength(isApart ? 2 : 1)

      const texts: string[] = []
      await listen(other, texts, ending.signal)
      const input = { conversationId, content: { text: 'From the one to the other' } }
      const sent = await createClient(`${one}/graphql`, {}).expectData(SendMessageDocument, { input })
      expect(sent.sendMessage.userErrors).toEqual([])
      await until(() => texts.length >= 2, 20_000) // the second is the contact's answer, by a webhook
      expect(texts.filter((text) => text === input.content.text)).toHaveLength(1)
    } finally {
      ending.abort()
      await Promise.all(processes.map((each) => each.end('SIGKILL')))
      await redis.close()
    }
  })
})

test('an instance does not join what is no sandbox', async () => {
  await using parley = runParley(['serve'], { PORT: '0', PARLEY_SANDBOX_PORT: '0', PARLEY_DATA_DIR: folder })
  const [, port = ''] = await parley.printed(/GraphQL\s+http:\/\/127\.0\.0\.1:(\d+)\//)
  await using other = runParley(['serve'], {
    PORT: '0',
    PARLEY_SANDBOX_PORT: port,
    PARLEY_DATA_DIR: `${folder}/2`,
  })
  expect(await other.exit).toBe(1)
  expect(other.output()).toContain(
    `Port ${port} on 127.0.0.1 is in use. Set PARLEY_SANDBOX_PORT to another one.`,
  )
})
