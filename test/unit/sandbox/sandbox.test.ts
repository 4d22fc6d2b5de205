import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Sandbox, sandboxCredentials, startSandbox } from '../../../src/sandbox/index.ts'

const headers = { api_access_token: sandboxCredentials.chatwoot.admin.token }
const now = () => Date.UTC(2026, 6, 23, 12)
let folder: string
const running: Sandbox[] = []

const start = async (file = ':memory:', more: { seed?: boolean; port?: number } = {}): Promise<Sandbox> => {
  const sandbox = await startSandbox({ file, port: 0, now, ...more })
  running.push(sandbox)
  return sandbox
}
const stop = async (sandbox: Sandbox) => {
  running.splice(running.indexOf(sandbox), 1)
  await sandbox.close()
}
const newest = async ({ url }: Sandbox): Promise<{ id: number; content: string }> => {
  const response = await fetch(`${url}/api/v1/accounts/1/conversations/1/messages`, { headers })
  const { payload } = (await response.json()) as { payload: { id: number; content: string }[] }
  const last = payload.at(-1)
  if (!last) throw new Error('No message')
  return last
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-sandbox-'))
})
afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.close()))
  rmSync(folder, { recursive: true })
})

describe('the sandbox over a file', () => {
  test('keeps what was written over a restart, and is not seeded again', async () => {
    const file = join(folder, 'deep', 'sandbox.db')
    const first = await start(file)
    const before = await newest(first)
    await fetch(`${first.url}/api/v1/accounts/1/conversations/1/messages`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ content: 'still here?' }),
    })
    await stop(first)
    const second = await start(file)
    const after = await newest(second)
    expect(after.content).toBe('still here?')
    expect(after.id).toBeGreaterThan(before.id)
  })

  test('stays empty when no demo data is wanted, and is filled later when it is', async () => {
    const file = join(folder, 'sandbox.db')
    const empty = await start(file, { seed: false })
    expect((await fetch(`${empty.url}/api/v1/profile`, { headers })).status).toBe(401)
    await stop(empty)
    const seeded = await start(file)
    expect((await fetch(`${seeded.url}/api/v1/profile`, { headers })).status).toBe(200)
  })

  test('refuses a file of another schema version, and says what to do', async () => {
    const file = join(folder, 'sandbox.db')
    await stop(await start(file))
    const db = new DatabaseSync(file)
    db.exec('PRAGMA user_version = 999')
    db.close()
    await expect(start(file)).rejects.toThrow(/schema 999.*Remove the file/)
  })

  test('refuses a database of something else, and a file that is none', async () => {
    const foreign = join(folder, 'foreign.db')
    const db = new DatabaseSync(foreign)
    db.exec('CREATE TABLE precious (id INTEGER)')
    db.close()
    await expect(start(foreign)).rejects.toThrow('is a database of something else')
    const text = join(folder, 'notes.txt')
    writeFileSync(text, 'not a database, but longer than a header of one would be, for sure '.repeat(20))
    await expect(start(text)).rejects.toThrow('is not an SQLite database')
  })
})

describe('the sandbox as a server', () => {
  test('says which port is in use', async () => {
    const first = await start()
    await expect(start(':memory:', { port: first.port })).rejects.toThrow(
      new RegExp(`127\\.0\\.0\\.1:${first.port}: the port is in use`),
    )
  })

  test('speaks both dialects on one port', async () => {
    const { url } = await start()
    expect((await fetch(`${url}/api/v1/profile`, { headers })).status).toBe(200)
    const infobip = await fetch(`${url}/ccaas/1/agents`, {
      headers: { authorization: `App ${sandboxCredentials.infobip.apiKey}` },
    })
    expect(infobip.status).toBe(200)
    expect((await fetch(`${url}/somewhere`)).status).toBe(404)
  })

  test('remembers requests without headers, until told to forget', async () => {
    const sandbox = await start()
    await fetch(`${sandbox.url}/api/v1/accounts/1/labels?x=1`, { headers })
    await fetch(`${sandbox.url}/api/v1/profile`, { headers })
    expect(sandbox.requests).toEqual([
      { method: 'GET', path: '/api/v1/accounts/1/labels', query: 'x=1' },
      { method: 'GET', path: '/api/v1/profile' },
    ])
    const control = `${sandbox.url}/_sandbox/requests`
    expect(await (await fetch(control)).json()).toEqual(sandbox.requests)
    await fetch(control, { method: 'DELETE' })
    expect(sandbox.requests).toEqual([])
  })

  test('ids in links lead back to it', async () => {
    const sandbox = await start()
    const response = await fetch(`${sandbox.url}/api/v1/accounts/1/conversations/1/attachments`, { headers })
    const { payload } = (await response.json()) as { payload: { data_url: string }[] }
    const file = await fetch(payload[0]?.data_url ?? '')
    expect(file.status).toBe(200)
    expect(file.url.startsWith(sandbox.url)).toBe(true)
  })
})
