import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { startRecorder } from '../../support/openapi/record.ts'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** Answers with what it was asked. */
const startMirror = async () => {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const { method, url, headers } = request
    response.writeHead(url?.startsWith('/base/html') ? 502 : 201, {
      'content-type': url?.startsWith('/base/html') ? 'text/html' : 'application/json',
    })
    const answer = { method, url, token: headers.token, body: Buffer.concat(chunks).toString() }
    response.end(url?.startsWith('/base/html') ? '<p>' : JSON.stringify(answer))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(
    () => server.closeAllConnections(),
    () => server.close(),
  )
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/base`
}

const start = async (maxExchanges?: number) => {
  const recorder = await startRecorder(await startMirror(), maxExchanges)
  closing.push(recorder.close)
  return recorder
}

test('a recorder passes request and answer on unchanged and keeps both', async () => {
  const recorder = await start()
  const response = await fetch(`${recorder.url}/a/%2F?ids=1&ids=2%2B`, {
    method: 'POST',
    headers: { token: 't', 'content-type': 'application/json' },
    body: '{"name":"ü"}',
  })
  const answer = { method: 'POST', url: '/base/a/%2F?ids=1&ids=2%2B', token: 't', body: '{"name":"ü"}' }
  expect(response.status).toBe(201)
  expect(await response.json()).toEqual(answer)
  expect(recorder.exchanges).toMatchObject([
    {
      method: 'POST',
      path: '/a/%2F',
      query: 'ids=1&ids=2%2B',
      requestHeaders: { token: 't' },
      requestBody: { name: 'ü' },
      status: 201,
      responseHeaders: { 'content-type': 'application/json' },
      responseBody: answer,
    },
  ])
})

test('a recorder keeps a body that is not JSON as text, and no body as undefined', async () => {
  const recorder = await start()
  await (await fetch(`${recorder.url}/html`)).text()
  expect(recorder.exchanges).toMatchObject([{ status: 502, requestBody: undefined, responseBody: '<p>' }])
})

test('a recorder keeps no more exchanges than asked for, and says how many it dropped', async () => {
  const recorder = await start(2)
  for (const path of ['/1', '/2', '/3']) await (await fetch(recorder.url + path)).text()
  expect(recorder.exchanges.map(({ path }) => path)).toEqual(['/1', '/2'])
  expect(recorder.dropped()).toBe(1)
})
