import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import {
  type FaultInput,
  type Sandbox,
  sandboxCredentials,
  startSandbox,
} from '../../../src/sandbox/index.ts'

const headers = { api_access_token: sandboxCredentials.chatwoot.admin.token }
const labels = '/api/v1/accounts/1/labels'
let sandbox: Sandbox

const get = (path = labels, init: RequestInit = {}) => fetch(sandbox.url + path, { headers, ...init })
const fault = (effect: FaultInput['effect'], more: Partial<FaultInput> = {}) =>
  sandbox.faults.add({ match: { path: labels }, effect, ...more })

beforeAll(async () => {
  sandbox = await startSandbox({ file: ':memory:', port: 0 })
})
afterEach(() => sandbox.faults.clear())
afterAll(() => sandbox.close())

describe('a fault', () => {
  test('answers with a status, headers and body of its own, once', async () => {
    fault({ type: 'respond', status: 429, headers: { 'retry-after': '3' }, body: { error: 'slow down' } })
    const spoilt = await get()
    expect(spoilt.status).toBe(429)
    expect(spoilt.headers.get('retry-after')).toBe('3')
    expect(await spoilt.json()).toEqual({ error: 'slow down' })
    expect((await get()).status).toBe(200)
    expect(sandbox.faults.list()).toEqual([])
  })

  test('lasts for as many answers as asked for, or until it is cleared', async () => {
    const effect = { type: 'respond', status: 503 } as const
    fault(effect, { times: 2 })
    expect([(await get()).status, (await get()).status, (await get()).status]).toEqual([503, 503, 200])
    fault(effect, { times: null })
    for (let index = 0; index < 5; index++) expect((await get()).status).toBe(503)
    sandbox.faults.clear()
    expect((await get()).status).toBe(200)
  })

  test('waits for the method, pattern and account that it names', async () => {
    const effect = { type: 'respond', status: 500 } as const
    sandbox.faults.add({ match: { method: 'post' }, effect })
    sandbox.faults.add({ match: { account: '2' }, effect })
    sandbox.faults.add({ match: { pattern: '/conversations/\\d+$' }, effect })
    expect((await get()).status).toBe(200)
    expect((await get('/api/v1/accounts/2/labels')).status).toBe(500)
    expect((await get('/api/v1/accounts/1/conversations/1/labels')).status).toBe(200)
    expect((await get('/api/v1/accounts/1/conversations/1')).status).toBe(500)
    expect((await get(labels, { method: 'POST' })).status).toBe(500)
  })

  test('can be an HTML page', async () => {
    fault({ type: 'html' })
    const page = await get()
    expect(page.status).toBe(502)
    expect(page.headers.get('content-type')).toContain('text/html')
    expect(await page.text()).toContain('<html>')
  })

  test('can cut JSON off in a well-formed response', async () => {
    const whole = await (await get()).text()
    fault({ type: 'truncate' })
    const half = await get()
    expect(half.status).toBe(200)
    const text = await half.text()
    expect(whole.startsWith(text)).toBe(true)
    expect(() => JSON.parse(text)).toThrow()
  })

  test('can close the socket before anything happens', async () => {
    fault({ type: 'cut' })
    await expect(get()).rejects.toThrow()
    expect((await get()).status).toBe(200)
  })

  test('can close the socket after the work was done', async () => {
    const path = '/api/v1/accounts/1/conversations/1/labels'
    sandbox.faults.add({ match: { path, method: 'POST' }, effect: { type: 'cut', when: 'after' } })
    const init = {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ labels: ['done-anyway'] }),
    }
    await expect(get(path, init)).rejects.toThrow()
    expect(await (await get(path)).json()).toEqual({ payload: ['done-anyway'] })
  })

  test('can close the socket in the middle of the answer', async () => {
    fault({ type: 'cut', when: 'during' })
    const response = await get()
    expect(response.status).toBe(200)
    await expect(response.text()).rejects.toThrow()
  })

  test('can let the answer drip', async () => {
    const whole = await (await get()).text()
    fault({ type: 'drip', bytes: 200, interval: 1 })
    const response = await get()
    const chunks: Uint8Array[] = []
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) chunks.push(chunk)
    expect(chunks.length).toBeGreaterThan(1)
    expect(Buffer.concat(chunks).toString()).toBe(whole)
  })

  test('can be a huge body that is valid JSON', async () => {
    fault({ type: 'huge', bytes: 3_000_000 })
    const text = await (await get()).text()
    expect(text).toHaveLength(3_000_000)
    expect(JSON.parse(text)).toEqual([])
  })

  test('can redirect', async () => {
    fault({ type: 'redirect', location: 'http://127.0.0.1:1/elsewhere' })
    const response = await get(labels, { redirect: 'manual' })
    expect(response.status).toBe(302)
    expect(response.headers.get('location')).toBe('http://127.0.0.1:1/elsewhere')
  })

  test('can be nothing but a delay', async () => {
    fault(undefined, { latency: 60_000 })
    await expect(get(labels, { signal: AbortSignal.timeout(50) })).rejects.toThrow(/timeout/)
  })

  test('does not hold up the end of the sandbox', async () => {
    const other = await startSandbox({ file: ':memory:', port: 0, seed: false })
    other.faults.add({ latency: 60_000 })
    const waiting = fetch(other.url + labels).catch(() => 'ended')
    await expect.poll(() => other.requests.length).toBe(1)
    await other.close()
    expect(await waiting).toBe('ended')
  })
})

describe('faults from another process', () => {
  const control = (init?: RequestInit) => fetch(`${sandbox.url}/_sandbox/faults`, init)

  test('are added, listed and cleared over HTTP', async () => {
    const body = JSON.stringify({ match: { path: labels }, effect: { type: 'respond', status: 418 } })
    expect((await control({ method: 'POST', body })).status).toBe(201)
    expect(await (await control()).json()).toHaveLength(1)
    expect((await get()).status).toBe(418)
    await control({ method: 'POST', body })
    expect((await control({ method: 'DELETE' })).status).toBe(204)
    expect((await get()).status).toBe(200)
  })

  test.each([
    ['no JSON', 'nonsense'],
    ['an unknown effect', '{"effect":{"type":"explode"}}'],
    ['a broken pattern', '{"match":{"pattern":"("}}'],
    ['an unknown field', '{"chance":0.5}'],
  ])('are refused for %s', async (_what, body) => {
    expect((await control({ method: 'POST', body })).status).toBe(422)
  })
})
