/** What the doctor says of Parley's own: its store and the keys of tokens, as a command over real servers. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { exportJWK, generateKeyPair } from 'jose'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Diagnosis } from '../../../src/diagnose.ts'
import { type FaultUpstream, startFaultUpstream } from '../../support/fault-upstream.ts'
import { findTool } from '../../support/find-tool.ts'
import { runParley } from '../../support/process.ts'
import { type RedisServer, startRedisServer } from '../../support/redis-server.ts'

const program = await findTool('redis-server')

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-doctor-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

/** As `what: STATUS detail`, and the exit code. */
const examine = async (env: Record<string, string>) => {
  await using doctor = runParley(['doctor', '--json'], { PARLEY_DATA_DIR: folder, ...env })
  const code = await doctor.exit
  expect(doctor.output()).not.toMatch(/canary/i)
  const { findings } = JSON.parse(doctor.output()) as Diagnosis
  const lines = findings.map(({ what, status, detail }) => `${what}: ${status} ${detail}`)
  return { code, lines: lines.filter((line) => !line.startsWith('accounts: OK')) }
}

describe.skipIf(program === null)('of a Redis the doctor', () => {
  let redis: RedisServer
  afterEach(() => redis.close())
  const start = async (...settings: string[]) => {
    redis = await startRedisServer(program as string, { settings })
  }

  test('finds nothing wrong that is set up as the docs say, and knows it behind a password', async () => {
    await start(
      ...['appendonly yes', 'appendfsync always', 'maxmemory-policy noeviction'],
      'requirepass canary-password',
    )
    const url = redis.url.replace('//', '//:canary-password@')
    expect(await examine({ REDIS_URL: url })).toEqual({
      code: 0,
      lines: [
        expect.stringMatching(/^state: OK is kept by Redis \d+\.\d+/),
        'eviction: OK nothing is dropped when the memory is full',
        'persistence: OK each change is on its disk before it counts',
      ],
    })
    const wrong = redis.url.replace('//', '//:canary-wrong@')
    expect(await examine({ REDIS_URL: wrong })).toEqual({
      code: 1,
      lines: ['state: PROBLEM Redis does not answer, so nothing is live or sent once'],
    })
  })

  test('says what would be lost of one as it comes, and of one for caches', async () => {
    await start('maxmemory-policy allkeys-lru')
    const { code, lines } = await examine({ REDIS_URL: redis.url })
    expect(code).toBe(0)
    expect(lines.slice(1)).toEqual([
      expect.stringMatching(
        /^eviction: WARNING when the memory is full, allkeys-lru drops what it likes: sends/,
      ),
      expect.stringMatching(
        /^persistence: WARNING appendonly is off, so a crash takes all since the last snap/,
      ),
    ])
    await redis.command('CONFIG', 'SET', 'appendonly', 'yes')
    expect((await examine({ REDIS_URL: redis.url })).lines.at(-1)).toMatch(
      /^persistence: WARNING appendfsync is everysec, so a crash takes up to two seconds: sends/,
    )
  })

  test('has it tell what it may, where it refuses CONFIG or more', async () => {
    await start('user parley on >canary-password ~* &* +@all -config', 'appendonly yes')
    const url = redis.url.replace('//', '//parley:canary-password@')
    expect((await examine({ REDIS_URL: url })).lines).toEqual([
      expect.stringMatching(/^state: OK is kept by Redis \d/),
      'eviction: OK nothing is dropped when the memory is full',
      'persistence: OK appendonly is on; how often to the disk, it does not tell',
    ])
    await redis.command('ACL', 'SETUSER', 'parley', '-info')
    expect((await examine({ REDIS_URL: url })).lines).toEqual([
      'state: OK is kept by Redis; its version it does not tell',
      'eviction: WARNING whether it drops anything when its memory is full, it does not tell',
      'persistence: WARNING whether anything is kept, it does not tell',
    ])
  })

  test('notices that it is a replica', async () => {
    await start()
    await redis.command('REPLICAOF', '127.0.0.1', '1')
    const { code, lines } = await examine({ REDIS_URL: redis.url })
    expect(code).toBe(1)
    expect(lines[0]).toBe('state: PROBLEM this Redis is a replica: it takes no writes')
  })
})

describe('of SQLite the doctor notices', () => {
  const stateOf = async () => (await examine({})).lines

  test('that another program holds the file', async () => {
    await examine({})
    const other = new DatabaseSync(join(folder, 'state.db'))
    other.exec('BEGIN EXCLUSIVE')
    expect(await stateOf()).toEqual([
      'state: PROBLEM cannot be opened: The state store is not available. (database is locked)',
    ])
    other.close()
    expect(await stateOf()).toEqual([expect.stringMatching(/^state: OK is kept by SQLite 3/)])
  })

  test('that it is no file, or none of Parley', async () => {
    await mkdir(join(folder, 'state.db'))
    expect((await stateOf())[0]).toMatch(/^state: PROBLEM cannot be opened: .*cannot open its database/)
    await rm(join(folder, 'state.db'), { recursive: true })
    await writeFile(join(folder, 'state.db'), 'a text, and no database'.repeat(100))
    expect((await stateOf())[0]).toMatch(/^state: PROBLEM cannot be opened: .*is not an SQLite database/)
  })

  test('that its folder cannot be written to, before anything else', async () => {
    await writeFile(join(folder, 'file'), '')
    await using doctor = runParley(['doctor'], { PARLEY_DATA_DIR: join(folder, 'file') })
    expect(await doctor.exit).toBe(2)
    expect(doctor.output()).toContain('PARLEY_DATA_DIR')
  })
})

describe('of the keys of tokens the doctor', () => {
  let issuer: FaultUpstream
  beforeAll(async () => {
    issuer = await startFaultUpstream()
  })
  afterAll(() => issuer[Symbol.asyncDispose]())
  const keysOf = async (url = `${issuer.url}/keys`) => {
    const { code, lines } = await examine({ PARLEY_JWKS_URL: url })
    return [code, lines.find((line) => line.startsWith('token keys'))]
  }

  test('says how many there are, and for which algorithms', async () => {
    const { publicKey } = await generateKeyPair('ES256', { extractable: true })
    const key = await exportJWK(publicKey)
    const keys = [
      { ...key, kid: 'canary-kid' },
      { ...key, kid: 'canary-enc', use: 'enc' },
    ]
    issuer.otherwise({ body: { keys } })
    expect(await keysOf()).toEqual([0, 'token keys: OK 2 there, 1 of them for tokens signed by ES256'])
  })

  test.each([
    [{ status: 404, body: 'canary' }, 'cannot be had: It answered with status 404.'],
    [{ status: 302, headers: { location: '/canary' } }, 'cannot be had: It answered with status 302.'],
    [{ body: { canary: [] } }, 'cannot be had: It is no JSON Web Key Set.'],
    [{ body: '<html>canary</html>' }, 'cannot be had: It is no JSON Web Key Set.'],
    [{ body: { keys: [] } }, '0 there, and none checks a token'],
  ])('tells that %j is no good', async (reply, detail) => {
    issuer.otherwise(reply)
    expect(await keysOf()).toEqual([1, `token keys: PROBLEM ${detail}`])
  })

  test('tells that nobody is there', async () => {
    expect(await keysOf('http://127.0.0.1:1/canary')).toEqual([
      1,
      'token keys: PROBLEM nobody answers there (ECONNREFUSED)',
    ])
  })
})
