import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { sandboxCredentials, startSandbox } from '../../../src/sandbox/index.ts'
import { runParley } from '../../support/process.ts'
import { signToken } from '../../support/token.ts'
import { until } from '../../support/until.ts'

const secret = 'CANARY-q7Jx2LwPz9TfVb4NcYr8MkHd5GsAe3Uo'
const query = '{ conversations(first: 2) { nodes { id } sources { status } } }'

test('no token and no secret is in any log, answer or close reason, whatever goes wrong', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-test-'))
  const sandbox = await startSandbox({ file: ':memory:', port: 0, life: false })
  await using parley = runParley(['serve'], {
    NODE_ENV: 'production',
    PORT: '0',
    PARLEY_DATA_DIR: folder,
    PARLEY_JWT_SECRET: secret,
    PARLEY_JWKS_URL: 'http://127.0.0.1:9/keys',
    CHATWOOT_BASE_URL: sandbox.url,
    CHATWOOT_ACCOUNT_ID: sandboxCredentials.chatwoot.accountId,
    CHATWOOT_API_TOKEN: sandboxCredentials.chatwoot.admin.token,
  })
  const [, endpoint = ''] = await parley.printed(/"endpoint":"([^"]+)"/)
  const parleyClaim = { accounts: ['chatwoot'], secretNote: 'CANARY-claim' }
  const good = await signToken({ parley: parleyClaim }, { secret })
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const tokens = [
    good,
    await signToken({ parley: parleyClaim }, { secret, expiresIn: -60 }),
    await signToken({ parley: { accounts: 'CANARY-shape' } }, { secret }),
    good.slice(0, -4),
    `${part({ alg: 'ES256', kid: 'CANARY-kid' })}.${part({ sub: 'CANARY-sub' })}.CANARY`,
    'CANARY.CANARY.CANARY',
  ]
  const heard: string[] = []
  for (const token of tokens) {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
    const answer = await fetch(endpoint, { method: 'POST', headers, body: JSON.stringify({ query }) })
    heard.push(await answer.text())
    const file = await fetch(endpoint.replace('/graphql', '/attachments/x'), { headers })
    heard.push(await file.text())
    const socket = new WebSocket(endpoint.replace('http', 'ws'), 'graphql-transport-ws')
    socket.on('open', () =>
      socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } })),
    )
    socket.on('message', (data) => {
      heard.push(String(data))
      socket.close()
    })
    socket.on('close', (code, reason) => heard.push(`${code} ${reason}`))
    await until(() => socket.readyState === socket.CLOSED)
  }
  expect(heard.filter((each) => each.includes('"status":"OK"'))).toHaveLength(1)
  expect(heard.filter((each) => each.startsWith('4401 '))).toHaveLength(4)
  expect(heard.filter((each) => each.startsWith('1013 '))).toHaveLength(1)
  await parley.end()
  await sandbox.close()
  await rm(folder, { recursive: true })

  const all = [parley.output(), ...heard].join('\n')
  expect(parley.output()).toContain('the keys of tokens cannot be fetched')
  expect(all).not.toContain('CANARY')
  for (const token of tokens) {
    for (const piece of token.split('.').filter((each) => each.length > 6)) expect(all).not.toContain(piece)
  }
})
