/** The answer to an event is made once for all who get the same, and for nobody else. */
import { once } from 'node:events'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { eventToJson } from '../../../src/domain/event.ts'
import { messageOf } from '../../support/live.ts'
import {
  exampleConversation,
  exampleId,
  type LiveStack,
  type Loose,
  startLiveStack,
} from '../../support/live-stack.ts'
import { until } from '../../support/until.ts'

let stack: LiveStack
beforeAll(async () => {
  stack = await startLiveStack()
})
afterAll(() => stack[Symbol.asyncDispose]())

const query = `subscription ($id: ID!, $with: Boolean!) {
  conversationEvents(conversationId: $id) {
    ... on MessageAdded { message { text @include(if: $with) attachments { url } } }
  }
}`

const subscribe = async (host: string, variables: object) => {
  const socket = new WebSocket(stack.wsUrl, 'graphql-transport-ws', { headers: { host } })
  const frames: Loose[] = []
  socket.on('message', (data) => frames.push(JSON.parse(String(data))))
  await once(socket, 'open')
  socket.send(JSON.stringify({ type: 'connection_init' }))
  await until(() => frames.length === 1)
  for (const id of ['one', 'two']) {
    const payload = { query, variables: { id: exampleConversation, ...variables } }
    socket.send(JSON.stringify({ type: 'subscribe', id, payload }))
  }
  return {
    close: () => socket.close(),
    answers: () =>
      frames.slice(1).map(({ id, payload }) => ({ id, message: payload.data.conversationEvents.message })),
  }
}

const tell = async (id: string) => {
  const attachment = {
    account: 'chatwoot',
    conversationId: exampleId,
    messageId: id,
    id: '1',
    kind: 'IMAGE',
    upstreamUrl: `${stack.sandbox.url}/x.png`,
    upstreamThumbnailUrl: null,
    fileName: 'x.png',
    contentType: 'image/png',
    size: 1,
    width: null,
    height: null,
  } as const
  const message = messageOf(id, {
    account: 'chatwoot',
    conversationId: exampleId,
    createdAt: Date.now(),
    attachments: [attachment],
  })
  const occurredAt = Date.now()
  const event = {
    type: 'MessageAdded',
    account: 'chatwoot',
    conversationId: exampleId,
    occurredAt,
    message,
  } as const
  await stack.state?.journal.append('chatwoot', { conversationId: exampleId, event: eventToJson(event) })
}

test('each subscriber gets its own links, by its own variables and under its own ids, of one event', async () => {
  const { port } = new URL(stack.url)
  const readers = [
    { host: `127.0.0.1:${port}`, with: true },
    { host: `localhost:${port}`, with: true },
    { host: `127.0.0.1:${port}`, with: false },
    { host: `localhost:${port}`, with: false },
    { host: `localhost:${port}`, with: true },
  ]
  const open = await Promise.all(readers.map(({ host, ...variables }) => subscribe(host, variables)))
  await until(() => stack.counts().waiting === 2 * readers.length)
  for (const id of ['9100001', '9100002']) await tell(id)
  await until(() => open.every(({ answers }) => answers().length === 4))
  for (const [index, reader] of readers.entries()) {
    const answers = open[index]?.answers() ?? []
    for (const id of ['one', 'two']) {
      const messages = answers.filter((each) => each.id === id).map(({ message }) => message)
      expect(messages).toEqual(
        ['9100001', '9100002'].map((message) => ({
          ...(reader.with && { text: `text ${message}` }),
          attachments: [{ url: expect.stringMatching(new RegExp(`^http://${reader.host}/attachments/`)) }],
        })),
      )
    }
  }
  for (const { close } of open) close()
  await until(() => stack.counts().subscribers === 0)
})
