import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createChanges, recordChange } from '../../../src/sandbox/changes.ts'
import { type Change, type Sandbox, sandboxCredentials, startSandbox } from '../../../src/sandbox/index.ts'
import { createLife } from '../../../src/sandbox/life.ts'
import { plan } from '../../../src/sandbox/schedule.ts'
import { openStore } from '../../../src/sandbox/store.ts'
import { until } from '../../support/until.ts'

const seededAt = Date.UTC(2026, 6, 23, 12)
const headers = {
  api_access_token: sandboxCredentials.chatwoot.admin.token,
  'content-type': 'application/json',
}
let folder: string
let time: number
const running: Sandbox[] = []

const start = async (
  file = ':memory:',
  more: { life?: boolean; now?: () => number } = {},
): Promise<Sandbox> => {
  const sandbox = await startSandbox({ file, port: 0, now: () => time, ...more })
  running.push(sandbox)
  return sandbox
}
const stop = async (sandbox: Sandbox) => {
  running.splice(running.indexOf(sandbox), 1)
  await sandbox.close()
}

beforeEach(() => {
  time = seededAt
  folder = mkdtempSync(join(tmpdir(), 'parley-life-'))
})
afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.close()))
  rmSync(folder, { recursive: true })
})

interface Message {
  readonly id: number
  readonly content: string
  readonly status: string
  readonly message_type: number
  readonly attachments?: readonly { readonly data_url: string }[]
}

const messages = async ({ url }: Sandbox, id: number): Promise<readonly Message[]> => {
  const response = await fetch(`${url}/api/v1/accounts/1/conversations/${id}/messages`, { headers })
  return ((await response.json()) as { payload: Message[] }).payload
}
const post = async ({ url }: Sandbox, path: string, body: unknown): Promise<Record<string, never>> => {
  const response = await fetch(`${url}/api/v1/accounts/1${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  })
  return (await response.json()) as Record<string, never>
}
/** A website conversation, open, in which the contact spoke last. */
const conversationId = async ({ url }: Sandbox): Promise<number> => {
  const response = await fetch(`${url}/api/v1/accounts/1/conversations?inbox_id=1&status=open`, { headers })
  const { data } = (await response.json()) as {
    data: { payload: { id: number; last_non_activity_message: Message }[] }
  }
  const found = data.payload.find((row) => row.last_non_activity_message.message_type === 0)
  if (!found) throw new Error('No conversation to answer')
  return found.id
}
const send = async (sandbox: Sandbox, content = 'When does it suit you?') => {
  const id = await conversationId(sandbox)
  await post(sandbox, `/conversations/${id}/messages`, { content })
  return id
}

describe('what is planned', () => {
  test('survives a restart, and happens when its time has come', async () => {
    const file = join(folder, 'sandbox.db')
    const first = await start(file, { life: false })
    const id = await send(first)
    const before = first.life.planned()
    await stop(first)
    const second = await start(file, { life: false })
    expect(before.map(({ kind }) => kind)).toEqual(['deliver', 'answer'])
    expect(second.life.planned()).toEqual(before)
    expect(second.life.runDue()).toBe(0)
    time += 60_000
    expect(second.life.runDue()).toBe(3)
    const thread = await messages(second, id)
    expect(thread.slice(-2).map((each) => [each.message_type, each.status])).toEqual([
      [1, 'read'],
      [0, 'sent'],
    ])
  })

  test('waits for whoever drives it when life is off, also over HTTP', async () => {
    const sandbox = await start(':memory:', { life: false })
    const id = await send(sandbox)
    const run = async (body?: string) => {
      const response = await fetch(`${sandbox.url}/_sandbox/life/run`, { method: 'POST', body })
      return { status: response.status, body: await response.json() }
    }
    expect(await (await fetch(`${sandbox.url}/_sandbox/life`)).json()).toEqual(sandbox.life.planned())
    expect(await run('{"milliseconds":300}')).toEqual({ status: 200, body: { happened: 1 } })
    expect((await messages(sandbox, id)).at(-1)?.status).toBe('delivered')
    expect(await run()).toEqual({ status: 200, body: { happened: 2 } })
    expect((await messages(sandbox, id)).at(-1)?.message_type).toBe(0)
    expect(await run()).toEqual({ status: 200, body: { happened: 0 } })
    for (const wrong of ['{', '{"milliseconds":-1}', '{"seconds":1}'])
      expect((await run(wrong)).status).toBe(422)
  })

  test('happens by itself within two seconds of a send in a living sandbox', async () => {
    const sandbox = await start(':memory:', { now: Date.now })
    const sentAt = Date.now()
    const id = await send(sandbox)
    const dueAt = sandbox.life.planned().map((each) => each.dueAt - sentAt)
    expect(Math.max(...dueAt)).toBeLessThan(2000)
    await until(async () => (await messages(sandbox, id)).at(-1)?.message_type === 0)
    expect((await messages(sandbox, id)).at(-2)?.status).toBe('read')
  })

  test('does not happen any more in a sandbox that is closed', async () => {
    const sandbox = await start(':memory:', { now: Date.now })
    await send(sandbox)
    await expect(stop(sandbox)).resolves.toBeUndefined()
  })

  test('leaves nothing behind when it breaks, and does not stand in the way of the rest', () => {
    const db = openStore({ file: ':memory:', dialects: [], seed: false, now: seededAt })
    const happened: string[] = []
    const life = createLife({
      db,
      now: () => time,
      onRun: () => undefined,
      actors: {
        infobip: ({ subject }) => {
          recordChange(db, { dialect: 'infobip', kind: 'x', subject: { subject }, at: time })
          if (subject === 'bad') throw new Error('broken')
          happened.push(subject)
        },
      },
    })
    for (const subject of ['bad', 'good']) {
      plan(db, { dialect: 'infobip', kind: 'answer', subject, attempt: 1, dueAt: time })
    }
    expect(() => life.runDue()).toThrow('broken')
    expect(life.runDue()).toBe(1)
    expect(happened).toEqual(['good'])
    expect(createChanges(db).after(0)).toMatchObject([{ subject: { subject: 'good' } }])
    db.close()
  })
})

test('changes are told to listeners after the answer and after life, and are kept over a restart', async () => {
  const file = join(folder, 'sandbox.db')
  const first = await start(file, { life: false })
  const heard: Change[] = []
  first.changes.onChange((change) => heard.push(change))
  await send(first)
  expect(heard.map(({ kind }) => kind)).toEqual(['message_created', 'conversation_updated'])
  first.life.advance()
  expect(heard.map(({ kind }) => kind).slice(2)).toEqual([
    'message_updated',
    'message_updated',
    'message_created',
    'conversation_updated',
  ])
  await stop(first)
  const second = await start(file, { life: false })
  expect(second.changes.after(0)).toEqual(heard)
  const again: Change[] = []
  second.changes.onChange((change) => again.push(change))
  await send(second, 'And?')
  expect(again[0]?.id).toBe((heard.at(-1)?.id ?? 0) + 1)
})

test('a file that was uploaded is there after a restart, byte for byte', async () => {
  const file = join(folder, 'sandbox.db')
  const first = await start(file)
  const id = await conversationId(first)
  const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 31) % 256))
  const checksum = createHash('md5').update(bytes).digest('base64')
  const blob = (await post(first, `/conversations/${id}/direct_uploads`, {
    blob: { filename: 'film.mp4', byte_size: bytes.length, checksum, content_type: 'video/mp4' },
  })) as unknown as { signed_id: string; direct_upload: { url: string; headers: Record<string, string> } }
  const { url, headers: putHeaders } = blob.direct_upload
  expect((await fetch(url, { method: 'PUT', headers: putHeaders, body: bytes })).status).toBe(204)
  await stop(first)
  const second = await start(file)
  await post(second, `/conversations/${id}/messages`, { attachments: [blob.signed_id] })
  const [attachment] = (await messages(second, id)).at(-1)?.attachments ?? []
  const served = await fetch(attachment?.data_url ?? '')
  expect(Buffer.from(await served.arrayBuffer()).equals(bytes)).toBe(true)
})
