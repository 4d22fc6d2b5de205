import { describe, expect, test } from 'vitest'
import { createCallers, ForeignHostError } from '../../../src/server/access/callers.ts'
import { isOwnHost } from '../../../src/server/access/own-host.ts'
import type { ConfiguredUpstream } from '../../../src/upstream/registry.ts'

const own = ['parley.example.com']

test.each([
  undefined,
  'localhost',
  'LOCALHOST:4000',
  'localhost.',
  'demo.localhost:4000',
  'parley:4000',
  'parley_1',
  '127.0.0.1:4000',
  '10.0.0.7',
  '2130706433', // 127.0.0.1 in another spelling
  '[::1]:4000',
  'parley.example.com',
  'Parley.Example.com.:8443',
])('no stranger can have sent a browser to %s', (host) => {
  expect(isOwnHost(host, own)).toBe(true)
})

test.each([
  'evil.example',
  'evil.example:4000',
  'evil.example.',
  'localhost.evil.example',
  '127.0.0.1.evil.example',
  'evillocalhost.example',
  'parley.example.com.evil.example',
  'evil.parley.example.com',
  'example.com',
  'a:99999',
])('a stranger can have sent a browser to %s', (host) => {
  expect(isOwnHost(host, own)).toBe(false)
})

describe('at a foreign host', () => {
  const brought = { header: 'authorization', value: 'own' }
  const upstream = {
    account: { name: 'desk', provider: 'CHATWOOT' },
    credentialOf: () => brought,
    acceptsId: () => true,
  }
  const credential = { header: 'authorization', value: 'service' }
  const upstreams = [{ upstream, credential }] as unknown as ConfiguredUpstream[]
  const callerOf = (mode: 'refuse' | 'service', headers: Record<string, string>, host = 'evil.example') =>
    createCallers({ upstreams, anonymous: { mode }, ownHosts: own }).callerOf((name) => headers[name], host)

  test('nobody is lent a credential', async () => {
    await expect(callerOf('service', {})).rejects.toThrow(ForeignHostError)
    await expect(callerOf('service', { 'x-agent-id': '1', host: 'localhost' })).rejects.toThrow(
      'PARLEY_PUBLIC_URL',
    )
    const { accounts } = await callerOf('service', {}, 'parley.example.com:443')
    expect(accounts.get('desk')?.credential).toBe(credential)
  })

  test('whoever brings a credential has that one, and no other', async () => {
    const { accounts } = await callerOf('service', { authorization: 'Bearer own' })
    expect(accounts.get('desk')?.credential).toBe(brought)
  })

  test('whoever brings none is nobody where nothing is lent', async () => {
    expect((await callerOf('refuse', {})).accounts.size).toBe(0)
  })
})
