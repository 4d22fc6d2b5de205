/** Whoever had asked before Parley was told to stop is answered, although the request was still unread in its socket. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { SendMessageDocument } from '../../support/gql/graphql.ts'
import { rowsOf } from '../../support/rows.ts'
import { startStack } from '../../support/stack.ts'

const request = (host: string, body: object, accept = 'application/json') => {
  const bytes = JSON.stringify(body)
  return [
    'POST /graphql HTTP/1.1',
    `host: ${host}`,
    'content-type: application/json',
    `accept: ${accept}`,
    `content-length: ${Buffer.byteLength(bytes)}`,
    '',
    bytes,
  ].join('\r\n')
}

/** A connection that has had one answer, and waits for its next request. */
const openKeptAlive = async (host: string, port: number): Promise<Socket> => {
  const socket = connect(port, host)
  socket.write(request(host, { query: '{ __typename }' }))
  await once(socket, 'data')
  return socket
}

test('fifty sends that nobody has read yet when it is told to stop are each answered and stored once', async () => {
  await using stack = await startStack({ life: false })
  const { hostname, port } = new URL(stack.url)
  const rows = await rowsOf(stack, 'chatwoot')
  const conversationId = rows.find(({ viewerCanReply }) => viewerCanReply)?.id ?? ''
  const sockets = await Promise.all(Array.from({ length: 50 }, () => openKeptAlive(hostname, Number(port))))
  stack.sandbox.clearRequests()

  const answers = sockets.map((socket, index) => {
    const input = { conversationId, content: { text: `Unread ${index}` }, clientMessageId: `unread-${index}` }
    const body = { query: SendMessageDocument.toString(), variables: { input } }
    socket.write(request(hostname, body, index % 2 ? 'text/event-stream' : undefined))
    return text(socket)
  })
  const stopped = stack.stop() // in the same turn: nothing of it is read yet
  const told = await Promise.all(answers)
  await stopped

  for (const [index, answer] of told.entries()) {
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK/)
    if (index % 2 === 0) expect(answer).toMatch(/^connection: close/im)
    expect(answer).toContain(`"text":"Unread ${index}"`)
    expect(answer).toContain('"userErrors":[]')
  }
  const posts = stack.sandbox.requests.filter(
    ({ method, path }) => method === 'POST' && path.endsWith('/messages'),
  )
  expect(posts).toHaveLength(50)
})

test('connections that asked nothing, or had their answers, do not hold it up', {
  timeout: 10_000,
}, async () => {
  await using stack = await startStack({ life: false })
  const { hostname, port } = new URL(stack.url)
  const silent = connect(Number(port), hostname)
  await once(silent, 'connect')
  const idle = await openKeptAlive(hostname, Number(port))
  const closed = Promise.all([once(silent.resume(), 'close'), once(idle.resume(), 'close')])
  await stack.stop() // within the test's time, which is less than its patience
  await closed
})
