import { once } from 'node:events'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { startFaultUpstream } from '../../../support/fault-upstream.ts'
import { selfSigned } from '../../../support/self-signed.ts'
import { callWith, failureOf, openDesk, read, write } from './desk.ts'

test('a certificate that nobody can believe is an upstream that cannot be reached: nothing was sent', async () => {
  let requests = 0
  const server = createServer(selfSigned, (_request, response) => {
    requests++
    response.end('{}')
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void server.close())
  await once(server, 'listening')
  const baseUrl = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { http } = await openDesk({ maxRetries: 0 }, { baseUrl })
  for (const spec of [read, write]) {
    expect(await failureOf(http.request(spec, callWith()))).toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      wasReached: false,
      message: 'desk cannot be reached.',
    })
  }
  expect(requests).toBe(0)
  expect(http.health()).toMatchObject({ status: 'DOWN' })
})

test('what speaks no TLS where https is configured is an upstream that cannot be reached', async () => {
  const plain = await startFaultUpstream()
  onTestFinished(() => plain[Symbol.asyncDispose]())
  const { http } = await openDesk({ maxRetries: 0 }, { baseUrl: plain.url.replace('http:', 'https:') })
  expect(await failureOf(http.request(read, callWith()))).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' })
  expect(http.health()).toMatchObject({ status: 'DOWN' })
})
