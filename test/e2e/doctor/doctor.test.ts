import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { doctor } from '../../../src/cli/commands/doctor.ts'
import { type Diagnosis, diagnose } from '../../../src/diagnose.ts'
import { type Sandbox, sandboxCredentials, startSandbox } from '../../../src/sandbox/index.ts'
import { type Reply, startFaultUpstream } from '../../support/fault-upstream.ts'
import { runParley } from '../../support/process.ts'
import { until } from '../../support/until.ts'

let sandbox: Sandbox
let folder: string
beforeEach(async () => {
  sandbox = await startSandbox({ file: ':memory:', port: 0, life: false })
  folder = await mkdtemp(join(tmpdir(), 'parley-doctor-'))
})
afterEach(async () => {
  await sandbox.close()
  await rm(folder, { recursive: true, force: true })
})

type Env = Record<string, string | undefined>

const { chatwoot, infobip } = sandboxCredentials
const accounts = () => ({
  CHATWOOT_BASE_URL: sandbox.url,
  CHATWOOT_ACCOUNT_ID: '1',
  CHATWOOT_API_TOKEN: chatwoot.admin.token,
  INFOBIP_BASE_URL: sandbox.url,
  INFOBIP_API_KEY: infobip.apiKey,
})
const publicUrl = 'http://127.0.0.1:1'
const webhooks = {
  PARLEY_PUBLIC_URL: publicUrl,
  CHATWOOT_WEBHOOK_SECRET: 'canary-webhook-secret',
  INFOBIP_WEBHOOK_USERNAME: 'canary-user',
  INFOBIP_WEBHOOK_PASSWORD: 'canary-webhook-password',
}

const examine = async (env: Env, json = false) => {
  const out: string[] = []
  const err: string[] = []
  const code = await doctor(
    { json },
    {
      sources: { env: { PARLEY_DATA_DIR: folder, ...env }, cwd: '/' },
      out: (line) => out.push(line),
      err: (line) => err.push(line),
      diagnose: (config) => diagnose(config, { patience: 500 }),
    },
  )
  return { code, out: out.join('\n'), err: err.join('\n') }
}

/** What is said of one subject, as `what: STATUS detail`. */
const said = async (subject: string, env: Env = {}) => {
  const { out } = await examine({ ...accounts(), ...env }, true)
  const { findings } = JSON.parse(out) as Diagnosis
  return findings
    .filter(({ about }) => about === subject)
    .map(({ what, status, detail }) => `${what}: ${status} ${detail.replace(/\d+ ms/, '… ms')}`)
}

const inOrder = ['address: OK answers within … ms', 'clock: OK agrees with that of this machine']

describe('the doctor', () => {
  test('finds nothing wrong with accounts that work', async () => {
    sandbox.webhooks.connect({
      chatwoot: `${publicUrl}/webhooks/chatwoot`,
      infobip: `${publicUrl}/webhooks/infobip`,
    })
    expect(await said('chatwoot', webhooks)).toEqual([
      ...inOrder,
      'token: OK is that of Ana Ruiz, administrator',
      'version: OK 4.15.1',
      `webhooks: OK are posted to ${publicUrl}/webhooks/chatwoot`,
    ])
    expect(await said('infobip', webhooks)).toEqual([
      ...inOrder,
      'token: OK reads conversations; of whose it is, nothing is told',
      `webhooks: OK are posted to ${publicUrl}/webhooks/infobip`,
    ])
    expect(await said('Parley')).toEqual([
      expect.stringMatching(/^state: OK is kept by SQLite 3\.\d+\.\d+, in a folder that can be written to$/),
    ])
  })

  test('tells people, with the table of what works where', async () => {
    const { code, out, err } = await examine(accounts())
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^chatwoot\n {2}ok {7}address {5}answers/)
    expect(out).toMatch(/^RETRY_MESSAGE +yes +-$/m)
    expect(out).toMatch(/no problems, 2 warnings$/)
  })

  test('as a command needs no account, and ends with what it found', async () => {
    await using nothing = runParley(['doctor'], { PARLEY_DATA_DIR: folder })
    expect(await nothing.exit).toBe(0)
    expect(nothing.output()).toContain('none is configured: `parley serve` shows a demo')
    await using wrong = runParley(['doctor', '--json'], {
      ...accounts(),
      PARLEY_DATA_DIR: folder,
      CHATWOOT_API_TOKEN: 'unknown',
    })
    expect(await wrong.exit).toBe(1)
    expect(JSON.parse(wrong.output())).toMatchObject({ findings: expect.any(Array) })
  })

  test('ends with 2 when the configuration is wrong', async () => {
    const { code, err } = await examine({ ...accounts(), PORT: 'x' })
    expect(code).toBe(2)
    expect(err).toContain('PORT is not a whole number')
  })

  test('prints no secret, whatever is wrong', async () => {
    const env = {
      ...accounts(),
      ...webhooks,
      CHATWOOT_API_TOKEN: 'canary-token',
      INFOBIP_API_KEY: 'canary-key',
      REDIS_URL: 'redis://:canary-redis@127.0.0.1:1',
      PARLEY_JWT_SECRET: 'canary-q7Jx2LwPz9TfVb4NcYr8MkHd5GsAe3Uo',
      PARLEY_JWKS_URL: `${sandbox.url}/canary-keys`,
      PARLEY_METRICS_TOKEN: 'canary-metrics-token',
      PARLEY_TRANSLATOR: 'deepl',
      PARLEY_TRANSLATOR_URL: sandbox.url,
      PARLEY_TRANSLATOR_KEY: 'canary-translator-key',
    }
    for (const json of [false, true]) {
      const { code, out, err } = await examine(env, json)
      expect(code).toBe(1)
      expect(out).toContain('token keys')
      expect(out + err).not.toContain('canary')
    }
  })

  test('prints no secret of those whose live connection it opens, or fails to', async () => {
    for (const detail of ['its live connection opens', 'its live connection cannot be opened']) {
      const { out, err } = await examine(accounts())
      expect(out).toContain(detail)
      expect(out + err).not.toMatch(/sandbox-(pubsub|chatwoot|infobip)/)
      sandbox.sockets.shut()
    }
  })
})

describe('the doctor notices', () => {
  test('a credential that is not known, and says nothing more that depends on it', async () => {
    expect(await said('chatwoot', { CHATWOOT_API_TOKEN: 'unknown' })).toEqual([
      ...inOrder,
      'token: PROBLEM chatwoot does not know this credential.',
    ])
    expect((await said('infobip', { INFOBIP_API_KEY: 'unknown' })).at(-1)).toMatch(/^token: PROBLEM/)
  })

  test('that there is none', async () => {
    expect((await said('infobip', { INFOBIP_API_KEY: undefined })).at(-1)).toMatch(/^token: OK none/)
  })

  test('a token that may not do everything', async () => {
    const env = { ...webhooks, CHATWOOT_API_TOKEN: chatwoot.agent.token }
    expect(await said('chatwoot', env)).toEqual([
      ...inOrder,
      'token: WARNING is that of Ben Carter, agent: sees its own inboxes only, and cannot set up webhooks',
      'version: OK 4.15.1',
      'webhooks: WARNING this token may not look at them',
    ])
  })

  test('webhooks that go elsewhere, tell too little, or are not looked for', async () => {
    const headers = { api_access_token: chatwoot.admin.token, 'content-type': 'application/json' }
    const webhook = { url: `${publicUrl}/webhooks/chatwoot`, subscriptions: ['message_created'] }
    const last = async (env: Env) =>
      (await said('chatwoot', env)).findLast((finding) => finding.startsWith('webhooks'))
    expect(await last(webhooks)).toBe(`webhooks: PROBLEM none is posted to ${webhook.url}`)
    const body = JSON.stringify({ webhook })
    await fetch(`${sandbox.url}/api/v1/accounts/1/webhooks`, { method: 'POST', headers, body })
    expect(await last(webhooks)).toContain('webhooks: WARNING')
    expect(await last(webhooks)).toContain('is not told of conversation_created')
    expect(await last({ ...webhooks, PARLEY_PUBLIC_URL: undefined })).toContain(
      'PARLEY_PUBLIC_URL is not set',
    )
    expect(await last({})).toContain('no secret is configured')
  })

  test('that the live connection opens or not, where no webhooks come here', async () => {
    const live = async (env: Env) =>
      (await said('chatwoot', env)).filter((finding) => finding.startsWith('live'))
    const opens = ['live: OK its live connection opens, so who watches hears of most things at once']
    expect(await live({})).toEqual(opens)
    expect(await live(webhooks)).toEqual(opens)
    await until(() => sandbox.sockets.count() === 0)
    expect((await said('infobip')).join()).not.toContain('live')

    sandbox.sockets.shut()
    expect(await live({})).toEqual(['live: WARNING its live connection cannot be opened'])

    sandbox.webhooks.connect({ chatwoot: `${publicUrl}/webhooks/chatwoot`, infobip: publicUrl })
    expect(await live(webhooks)).toEqual([])
  })

  test('a state that does not answer, and a public URL', async () => {
    const env = { REDIS_URL: 'redis://127.0.0.1:1', PARLEY_PUBLIC_URL: `${sandbox.url}/elsewhere` }
    expect(await said('Parley', env)).toEqual([
      'state: PROBLEM Redis does not answer, so nothing is live or sent once',
      `public URL: WARNING ${sandbox.url}/elsewhere/health answers with status 404`,
    ])
  })

  test.each([
    ['https://127.0.0.1:1', 'nobody answers there (ECONNREFUSED)'],
    ['http://parley.invalid', 'its host name is not known (ENOTFOUND)'],
    ['http://parley.invalid:7', 'its host name is not known (ENOTFOUND)'],
  ])('that %s cannot be reached', async (url, detail) => {
    expect(await said('chatwoot', { CHATWOOT_BASE_URL: url })).toEqual([`address: PROBLEM ${detail}`])
  })

  test('https where there is only http', async () => {
    const [address] = await said('chatwoot', { CHATWOOT_BASE_URL: sandbox.url.replace('http', 'https') })
    expect(address).toBe(
      'address: PROBLEM what is there does not answer as a web server does (ERR_SSL_WRONG_VERSION_NUMBER)',
    )
  })

  test('an upstream that never answers, at all or where it matters', async () => {
    await using upstream = await startFaultUpstream()
    const env = { CHATWOOT_BASE_URL: upstream.url }
    upstream.otherwise({ fault: 'silence' })
    expect(await said('chatwoot', env)).toEqual([
      'address: PROBLEM what is there does not answer as a web server does (ETIMEDOUT)',
    ])
    upstream.otherwise(({ path }): Reply => (path === '/' ? {} : { fault: 'silence' }))
    expect(await said('chatwoot', env)).toEqual([
      ...inOrder,
      'token: PROBLEM chatwoot did not answer in time.',
    ])
  })

  test.each([
    [-3600, /^clock: PROBLEM 3(?:59|60)\d s behind this machine, so signed webhooks are refused$/],
    [60, /^clock: WARNING [56]\d s ahead of this machine$/],
  ])('a clock that is %i s ahead', async (seconds, finding) => {
    await using upstream = await startFaultUpstream()
    const date = () => new Date(Date.now() + seconds * 1000).toUTCString()
    upstream.otherwise(() => ({ status: 401, headers: { date: date() }, body: { error: 'no' } }))
    expect((await said('chatwoot', { CHATWOOT_BASE_URL: upstream.url }))[1]).toMatch(finding)
  })

  test('a version that is too old', async () => {
    await using upstream = await startFaultUpstream()
    const profile = { id: 1, name: 'Ana', accounts: [{ id: 1, role: 'administrator' }] }
    const counts = { mine_count: 0, assigned_count: 0, unassigned_count: 0, all_count: 0 }
    const bodies: Record<string, unknown> = {
      '/api': { version: '4.9.2' },
      '/api/v1/profile': profile,
    }
    upstream.otherwise(({ path }) => ({
      body: bodies[path] ?? { data: { meta: counts, payload: [] }, payload: { webhooks: [] } },
    }))
    expect(await said('chatwoot', { CHATWOOT_BASE_URL: upstream.url })).toContain(
      'version: WARNING 4.9.2 is older than 4.11.2, the oldest that Parley is made for',
    )
  })
})
