import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { encodeRef } from '../../../src/domain/ref.ts'
import { sandboxCredentials } from '../../../src/sandbox/index.ts'
import { infobipSandboxCredentials } from '../../../src/sandbox/infobip/index.ts'
import { createClient } from '../../support/client.ts'
import {
  AccountsDocument,
  InboxDocument,
  NodesDocument,
  SendMessageDocument,
} from '../../support/gql/graphql.ts'
import { runParley } from '../../support/process.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-start-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

const free = { PORT: '0', PARLEY_SANDBOX_PORT: '0' }
const endpoint = /GraphQL\s+(http:\S+\/graphql)/
const serve = async (env: Record<string, string>) => {
  const parley = runParley(['serve'], { ...free, PARLEY_DATA_DIR: folder, ...env })
  const [, url = ''] = await parley.printed(endpoint)
  return { parley, client: createClient(url, {}) }
}

describe('parley serve', () => {
  test('with nothing configured shows the endpoint, GraphiQL and both demo accounts, and answers', async () => {
    const { parley, client } = await serve({})
    await using _ = parley
    await parley.printed(/GraphiQL\s+http/)
    await parley.printed(/chatwoot.*up[\s\S]*infobip.*up/)
    const { accounts } = await client.expectData(AccountsDocument, {})
    expect(accounts.map(({ name, health }) => [name, health.status])).toEqual([
      ['chatwoot', 'UP'],
      ['infobip', 'UP'],
    ])
    expect(await parley.end()).toBe(0)
  })

  test('keeps what was written over a restart, and the protection of a send with it', async () => {
    const conversationId = encodeRef({
      type: 'Conversation',
      account: 'chatwoot',
      path: [sandboxCredentials.example.conversationId],
    })
    const input = { conversationId, content: { text: 'Before the restart' }, clientMessageId: 'restart-1' }
    const before = await serve({})
    const first = await before.client.expectData(SendMessageDocument, { input })
    expect(first.sendMessage.userErrors).toEqual([])
    await before.parley.end('SIGKILL')

    const after = await serve({})
    await using _ = after.parley
    const id = first.sendMessage.message?.id ?? ''
    const { nodes } = await after.client.expectData(NodesDocument, { ids: [id] })
    expect(nodes).toMatchObject([{ id, text: 'Before the restart' }])
    const again = await after.client.expectData(SendMessageDocument, { input })
    expect(again.sendMessage).toMatchObject({ message: { id }, userErrors: [] })
  })

  test('serves any number of accounts from a file, two of one provider with equal ids apart', async () => {
    await using sandbox = runParley(['sandbox'], { ...free, PARLEY_DATA_DIR: folder })
    const [url = ''] = await sandbox.printed(/http:\/\/[\d.]+:\d+/)
    const { chatwoot } = sandboxCredentials
    const account = (name: string, accountId: string, apiToken: string) => ({
      name,
      provider: 'chatwoot',
      baseUrl: url,
      accountId: Number(accountId),
      apiToken,
    })
    const file = join(folder, 'parley.json')
    await writeFile(
      file,
      JSON.stringify({
        anonymous: 'service',
        accounts: [
          account('acme', chatwoot.accountId, chatwoot.admin.token),
          account('beta', chatwoot.beta.accountId, chatwoot.beta.token),
          { name: 'calls', provider: 'infobip', baseUrl: url, apiKey: infobipSandboxCredentials.apiKey },
        ],
      }),
    )
    const { parley, client } = await serve({ PARLEY_CONFIG: file })
    await using _ = parley
    const { conversations } = await client.expectData(InboxDocument, { first: 100 })
    const names = new Set(conversations?.sources.map((source) => `${source.account.name} ${source.status}`))
    expect(names).toEqual(new Set(['acme OK', 'beta OK', 'calls OK']))
    const one = (name: string) => encodeRef({ type: 'Conversation', account: name, path: ['1'] })
    const { nodes } = await client.expectData(NodesDocument, { ids: [one('acme'), one('beta')] })
    expect(nodes.map((node) => node?.id)).toEqual([one('acme'), one('beta')])
    const ids = conversations?.edges.map(({ node }) => node.id) ?? []
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toEqual(expect.arrayContaining([one('acme'), one('beta')]))
  })

  test('says every problem of its configuration at once, with an example, without secrets, and exits with 2', async () => {
    await using parley = runParley(['serve'], {
      PARLEY_DATA_DIR: folder,
      PORT: 'many',
      CHATWOOT_BASE_URL: 'ftp://user:canary@example.com',
      CHATWOOT_API_TOKEN: 'x',
      INFOBIP_API_KEY: 'canary-key',
    })
    expect(await parley.exit).toBe(2)
    for (const name of [
      'PORT',
      'CHATWOOT_BASE_URL',
      'CHATWOOT_ACCOUNT_ID',
      'CHATWOOT_API_TOKEN',
      'INFOBIP_BASE_URL',
    ]) {
      expect(parley.output()).toContain(name)
    }
    expect(parley.output()).not.toContain('canary')
  })
})

describe.each(['serve', 'sandbox'])('parley %s', (command) => {
  test('names the setting when its data folder cannot be one', async () => {
    const file = join(folder, 'a-file')
    await writeFile(file, '')
    await using parley = runParley([command], { ...free, PARLEY_DATA_DIR: file })
    expect(await parley.exit).toBe(2)
    expect(parley.output()).toContain('PARLEY_DATA_DIR is not a folder that Parley may write to.')
    expect(parley.output()).not.toMatch(/^\s+at /m)
  })
})

describe('parley', () => {
  test('prints the schema that is checked in', async () => {
    await using parley = runParley(['schema'], {})
    expect(await parley.exit).toBe(0)
    const file = await readFile(new URL('../../../schema.graphql', import.meta.url), 'utf8')
    expect(parley.output().trim()).toBe(file.trim())
  })

  test('helps somebody who mistypes a command, and exits with 2', async () => {
    await using parley = runParley(['srve'], {})
    expect(await parley.exit).toBe(2)
    expect(parley.output()).toMatch(/serve[\s\S]*sandbox/)
  })
})
