import { expect, test } from 'vitest'
import { sandboxCredentials } from '../../../src/sandbox/index.ts'
import { eventCursor, exampleConversation, exampleId, startLiveStack } from '../../support/live-stack.ts'

const events = /* GraphQL */ `
  query ($id: ID!, $after: String!) {
    events(conversationId: $id, after: $after) {
      cursor
      events { __typename ... on MessageAdded { message { text } } }
    }
    account(id: "QWNjb3VudDpjaGF0d29vdA") { health { eventSource } }
  }
`

test('one who only asks now and then gets what happened, without webhooks and subscribers', async () => {
  const now = Date.now()
  await using stack = await startLiveStack({ now: () => now }) // so no further look is due
  stack.sandbox.sockets.shut()
  const after = await eventCursor(stack)
  const path = `/api/v1/accounts/1/conversations/${exampleId}/messages`
  const answer = await fetch(`${stack.sandbox.url}${path}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      api_access_token: sandboxCredentials.chatwoot.admin.token,
    },
    body: JSON.stringify({ content: 'Written elsewhere', private: true }),
  })
  expect(answer.status).toBe(200)
  const first = await stack.ask(events, { id: exampleConversation, after })
  expect(first.events.events).toContainEqual({
    __typename: 'MessageAdded',
    message: { text: 'Written elsewhere' },
  })
  stack.sandbox.clearRequests()
  const { cursor } = first.events
  const second = await stack.ask(events, { id: exampleConversation, after: cursor })
  expect(second.events.events).toEqual([])
  expect(second.account.health.eventSource).toBe('POLLING')
  expect(stack.sandbox.requests.filter(({ path: asked }) => asked.includes('/messages'))).toEqual([])
})
