import { expect, test } from 'vitest'
import { collect, type Loose, startLiveStack, wsClient } from '../../support/live-stack.ts'
import { until } from '../../support/until.ts'

const inboxEvents = /* GraphQL */ `
  subscription {
    inboxEvents {
      __typename
      cursor
      ... on ConversationAdded { conversation { id } }
      ... on MessageAdded { message { id } }
    }
  }
`
const create = /* GraphQL */ `
  mutation ($input: CreateConversationInput!) {
    createConversation(input: $input) { conversation { id } message { id } userErrors { message } }
  }
`

test('a conversation that somebody begins is told to the others, and then its message, without a look', async () => {
  const now = Date.now()
  await using stack = await startLiveStack({ now: () => now }) // so nothing is ever due
  const { accounts } = await stack.ask('{ accounts { id name inboxes { id channel } } }')
  const account = accounts.find(({ name }: Loose) => name === 'chatwoot')
  const inbox = account.inboxes.find(({ channel }: Loose) => channel === 'WHATSAPP')
  const client = wsClient(stack.wsUrl)
  const live = collect(client, inboxEvents)
  await until(() => stack.counts().subscribers === 1)
  const { createConversation: made } = await stack.ask(create, {
    input: {
      accountId: account.id,
      inboxId: inbox.id,
      to: '+447700900777',
      firstMessage: { text: 'Your parcel is at the desk.' },
    },
  })
  const told = () =>
    live.events().filter(({ __typename: type }) => ['ConversationAdded', 'MessageAdded'].includes(type))
  await until(() => told().length === 2)
  expect(told().map(({ conversation, message }) => conversation ?? message)).toEqual([
    made.conversation,
    made.message,
  ])
  await client.dispose()
})
