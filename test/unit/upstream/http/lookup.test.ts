/** Where names lead: never to where a machine tells its own credentials, whoever in Parley asks there. */
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { UpstreamUnavailableError } from '../../../../src/domain/errors.ts'
import { createKeySet } from '../../../../src/identity/key-set.ts'
import { createTranslator } from '../../../../src/translate/index.ts'
import { reach } from '../../../../src/upstream/http/reach.ts'
import { defaultSocketLimits, socketClass } from '../../../../src/upstream/http/socket.ts'
import { createTransfer } from '../../../../src/upstream/http/transfer.ts'
import { callWith, failureOf, openDesk, origin, read } from './desk.ts'

/** What DNS says of every name. */
let found: string[]
vi.mock('node:dns/promises', () => ({
  lookup: async () => found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
}))

let server: Server
let url: string
let requests: number
beforeAll(async () => {
  server = createServer((_request, response) => {
    requests++
    response.end('{}')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://desk.example.com:${(server.address() as AddressInfo).port}`
})
beforeEach(() => {
  requests = 0
})
afterAll(() => void server.close())

const metadata = [
  '169.254.169.254',
  '::ffff:169.254.169.254',
  '::ffff:a9fe:a9fe',
  'fe80::1',
  'fe80::1%eth0',
  'fd00:ec2::254',
  '100.100.100.200',
  '168.63.129.16',
]

test.each(metadata)('a name that leads to %s is nowhere', async (address) => {
  found = [address]
  expect(await reach(url, 2_000, Date.now)).toEqual({
    isReached: false,
    stage: 'REFUSED',
    code: 'ELINKLOCAL',
  })
})

test('beside another address it is left out', async () => {
  found = ['169.254.169.254', '127.0.0.1']
  expect(await reach(url, 2_000, Date.now)).toMatchObject({ isReached: true, status: 200 })
  expect(requests).toBe(1)
})

test.each([
  [['127.0.0.1'], false],
  [['127.0.0.1', '10.1.2.3'], false],
  [['127.0.0.1', '93.184.216.34'], true],
])('what is sent by http to %j is exposed: %j', async (addresses, isExposed) => {
  found = addresses
  expect(await reach(url, 2_000, Date.now)).toMatchObject({ isReached: true, isExposed })
})

describe('nothing goes there', () => {
  beforeEach(() => {
    found = ['169.254.169.254']
  })
  const refused = { cause: { code: 'ELINKLOCAL' } }

  test('of what an upstream is asked, and it is known that nothing went', async () => {
    const { http } = await openDesk({ maxRetries: 0 }, { baseUrl: url })
    expect(await failureOf(http.request(read, callWith()))).toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      wasReached: false,
      message: 'desk cannot be reached.',
      ...refused,
    })
  })

  test('of its files, though the operator trusts their origin', async () => {
    const transfer = createTransfer({ origin, trusted: [url], toError: () => new Error() as never })
    expect(await failureOf(transfer.get(`${url}/file`, {}, callWith()))).toMatchObject(refused)
    await transfer.close()
  })

  test('of its live connection', async () => {
    const Socket = socketClass(defaultSocketLimits)
    const [error] = await once(new Socket(url.replace('http', 'ws'), 'a'), 'error')
    expect(error).toMatchObject(refused.cause)
  })

  test('of what is to be translated', async () => {
    const translator = createTranslator({ kind: 'libretranslate', url }, { now: Date.now })
    const translate = () =>
      translator
        .translate('Hola', { to: 'en', format: 'PLAIN', origin, signal: callWith().signal })
        .catch(() => null)
    await translate()
    expect(requests).toBe(0)
    found = ['127.0.0.1']
    await translate()
    expect(requests).toBe(1)
    await translator.close()
  })

  test('to fetch keys', async () => {
    const reasons: string[] = []
    const keys = createKeySet({ url }, { now: Date.now, onTrouble: (reason) => reasons.push(reason) })
    await expect(keys.report()).rejects.toThrow(UpstreamUnavailableError)
    expect(reasons).toEqual(['ELINKLOCAL'])
    await keys.close()
  })
})
