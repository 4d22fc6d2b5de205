/**
 * A canary in what `watching/canary` has none in: tokens of Parley's own and their secrets, the password of Redis, the
 * translator's key, texts of persisted operations, uploads and their names, `doctor --json`, and a wrong configuration.
 */
import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeRef } from '../../../src/domain/ref.ts'
import { type Sandbox, sandboxCredentials, startSandbox } from '../../../src/sandbox/index.ts'
import { type FaultUpstream, startFaultUpstream } from '../../support/fault-upstream.ts'
import { exampleConversation, sendMessage } from '../../support/live-stack.ts'
import { type Running, runParley } from '../../support/process.ts'
import { signToken } from '../../support/token.ts'
import { transports } from '../../support/transports.ts'

const secret = 'canary-q7Jx2LwPz9TfVb4NcYr8MkHd5GsAe3Uo'
const persisted = 'query Known { canary: conversations(first: 2) { nodes { id } } }'
const failing =
  'query Known($first: Int!) { canary: conversations(first: $first, after: "canary") { nodes { id } } }'
const { chatwoot, example } = sandboxCredentials
const canary = /canary/i

let sandbox: Sandbox
let translator: FaultUpstream
let folder: string
let env: Record<string, string>
let parley: Running
let url: string
let token: string
/** What anybody was told, but for what is of its own file or operation. */
const told: string[] = []
beforeAll(async () => {
  sandbox = await startSandbox({ file: ':memory:', port: 0, life: false })
  translator = await startFaultUpstream()
  translator.otherwise({ status: 403, body: { message: 'canary-answer' } })
  folder = await mkdtemp(join(tmpdir(), 'parley-quiet-'))
  const operations = Object.fromEntries(
    [persisted, failing].map((text) => [createHash('sha256').update(text).digest('hex'), text]),
  )
  await writeFile(join(folder, 'operations.json'), JSON.stringify(operations))
  env = {
    NODE_ENV: 'production',
    PORT: '0',
    PARLEY_DATA_DIR: folder,
    PARLEY_LOG_LEVEL: 'trace',
    PARLEY_JWT_SECRET: secret,
    PARLEY_METRICS_TOKEN: 'canary-metrics-token',
    PARLEY_PERSISTED_OPERATIONS: join(folder, 'operations.json'),
    PARLEY_TRANSLATOR: 'deepl',
    PARLEY_TRANSLATOR_URL: translator.url,
    PARLEY_TRANSLATOR_KEY: 'canary-translator-key',
    REDIS_URL: 'redis://canary-user:canary-redis-password@127.0.0.1:9',
    CHATWOOT_BASE_URL: sandbox.url,
    CHATWOOT_ACCOUNT_ID: chatwoot.accountId,
    CHATWOOT_API_TOKEN: chatwoot.admin.token,
    CHATWOOT_WEBHOOK_SECRET: 'canary-webhook-secret',
  }
  parley = runParley(['serve'], env)
  url = (await parley.printed(/"endpoint":"([^"]+)\/graphql"/))[1] ?? ''
  token = await signToken(
    { sub: 'canary-sub', parley: { accounts: ['chatwoot'], role: 'agent', note: 'canary' } },
    { secret },
  )
})
afterAll(async () => {
  await parley[Symbol.asyncDispose]()
  await translator[Symbol.asyncDispose]()
  await sandbox.close()
  await rm(folder, { recursive: true, force: true })
})

const headers = () => ({ authorization: `Bearer ${token}` })
const ask = async (operation: Parameters<typeof transports.POST>[1], by = transports.POST) => {
  const { data, errors } = await by(url, operation, headers())
  return JSON.stringify({ data, errors })
}
const upload = async () => {
  const body = new FormData()
  body.append('file', new File(['canary content'], 'canary-name.txt'))
  const path = `/uploads?conversationId=${exampleConversation}`
  const answer = await fetch(`${url}${path}`, { method: 'POST', body, headers: headers() })
  return [answer.status, await answer.text()] as const
}

describe('no canary sings', () => {
  test('when tokens of Parley are good, bad and misplaced', async () => {
    const bad = [
      { authorization: `Bearer ${token.slice(0, -3)}` },
      { authorization: `Bearer ${await signToken({ sub: 'canary' }, { secret, expiresIn: -60 })}` },
      { authorization: `Bearer ${await signToken({ parley: { canary: 'canary' } }, { secret })}` },
      { api_access_token: token },
      { 'upstream-authorization': `chatwoot="Bearer ${token}"` },
    ] as Record<string, string>[]
    for (const each of bad) {
      const { data, errors } = await transports.POST(url, { query: '{ conversations { totalCount } }' }, each)
      expect(errors).toHaveLength(1)
      told.push(JSON.stringify({ data, errors }))
    }
    told.push(await ask({ query: '{ conversations(first: 1) { nodes { id } } }' }))
    expect(told.at(-1)).toContain('"nodes":[{')
  })

  test('when Redis is away', async () => {
    const input = {
      conversationId: exampleConversation,
      content: { text: 'canary' },
      clientMessageId: 'canary',
    }
    told.push(await ask({ query: sendMessage, variables: { input } }))
    expect(told.at(-1)).toContain('The state store is not available.')
  })

  test('when a translator refuses its key', async () => {
    const messageId = encodeRef({
      type: 'Message',
      account: 'chatwoot',
      path: [example.conversationId, example.messageId],
    })
    const query = `mutation ($input: TranslateMessageInput!) {
      translateMessage(input: $input) { userErrors { code message } }
    }`
    sandbox.faults.add({
      match: {
        path: `/api/v1/accounts/1/conversations/${example.conversationId}/messages/${example.messageId}/translate`,
      },
      times: 1,
      effect: { type: 'respond', status: 200, body: { content: null } },
    })
    told.push(await ask({ query, variables: { input: { messageId, targetLanguage: 'hr' } } }))
    expect(translator.requests.map(({ headers }) => headers.authorization)).toContain(
      'DeepL-Auth-Key canary-translator-key',
    )
  })

  test('when operations are persisted', async () => {
    const hash = createHash('sha256').update(persisted).digest('hex')
    expect(await ask({ documentId: hash })).toContain('"nodes"')
    const other = createHash('sha256').update(failing).digest('hex')
    expect(await ask({ documentId: other, variables: { first: 2 } })).toContain('BAD_USER_INPUT')
    told.push(await ask({ documentId: 'canary' }))
    expect(told.at(-1)).toContain('PERSISTED_QUERY_NOT_FOUND')
  })

  test('when files come in, and when the upstream does not want them', async () => {
    expect(await upload()).toEqual([201, expect.stringContaining('canary-name')])
    sandbox.faults.add({
      match: { method: 'POST' },
      times: 3,
      effect: { type: 'respond', status: 500, body: { error: 'canary' } },
    })
    const [status, text] = await upload()
    expect(status).toBeGreaterThanOrEqual(400)
    told.push(text)
  })

  test('on pages that tell of the whole', async () => {
    const authorization = { authorization: 'Bearer canary-metrics-token' }
    for (const path of ['/health', '/ready', '/metrics']) {
      told.push(await (await fetch(`${url}${path}`, { headers: authorization })).text())
    }
    expect(told.at(-1)).toContain('parley_upstream_requests_total')
  })

  test('in what anybody was told, or in what was printed and logged', async () => {
    expect(await parley.end()).toBe(0)
    const lines = parley.output().split('\n')
    expect(lines.filter((line) => canary.test(line))).toEqual([])
    expect(told.filter((text) => canary.test(text))).toEqual([])
    for (const piece of token.split('.')) expect([...lines, ...told].join('\n')).not.toContain(piece)
    expect(lines.some((line) => line.includes('"upstream request"'))).toBe(true)
    expect(lines.filter((line) => line.includes('unexpected error'))).toEqual([])
  })

  test('in what the doctor says of all that', async () => {
    await using doctor = runParley(['doctor', '--json'], env)
    await doctor.exit
    expect(JSON.parse(doctor.output()).findings.length).toBeGreaterThan(3)
    expect(doctor.output().replaceAll(folder, '')).not.toMatch(canary)
  })

  test('when the configuration is wrong throughout', async () => {
    const file = join(folder, 'parley.json')
    const wrong: Record<string, string> = {
      ...env,
      PORT: 'canary',
      PARLEY_LOG_LEVEL: 'canary',
      PARLEY_ANONYMOUS: 'canary',
      PARLEY_JWT_SECRET: 'canary',
      PARLEY_JWKS_URL: 'canary://canary:canary@example.com',
      PARLEY_TRANSLATOR: 'canary',
      PARLEY_PUBLIC_URL: 'canary',
      PARLEY_ALLOWED_ORIGINS: 'canary canary',
      PARLEY_MAX_DEPTH: 'canary',
      REDIS_URL: 'canary://canary:canary@127.0.0.1',
      CHATWOOT_BASE_URL: 'https://canary:canary@chat.example.com',
      CHATWOOT_ACCOUNT_ID: 'canary',
      CHATWOOT_API_TOKEN: 'canary\ncanary',
      CHATWOOT_WEBHOOK_SECRET: '',
      INFOBIP_API_KEY: 'canary',
    }
    await writeFile(file, '{ "accounts": [{ "name": "a", "provider": "canary", "apiToken": "canary" }] }')
    const broken = join(folder, 'broken.json')
    await writeFile(broken, '{ "accounts": [{ "apiToken": "canary" "canary" }')
    for (const [setting, exit] of [
      [{}, 2],
      [{ PARLEY_CONFIG: file }, 2],
      [{ PARLEY_CONFIG: broken }, 2],
    ] as const) {
      await using started = runParley(['serve'], { ...wrong, ...setting })
      expect(await started.exit).toBe(exit)
      expect(started.output()).toContain('problem')
      expect(started.output()).not.toMatch(canary)
    }
  })
})
