import { expect, test } from 'vitest'
import { encodeRef } from '../../../src/domain/ref.ts'
import { infobipSandboxAgents } from '../../../src/sandbox/infobip/index.ts'
import { collect, type Loose, startLiveStack, wsClient } from '../../support/live-stack.ts'
import { until } from '../../support/until.ts'

const places = /* GraphQL */ `
  query ($account: ID!) {
    conversations(first: 20, filter: { accountIds: [$account] }) { nodes { id channel viewerCanReply } }
  }
`
const events = /* GraphQL */ `
  subscription ($id: ID!) {
    conversationEvents(conversationId: $id) {
      __typename
      cursor
      ... on MessageAdded { message { text clientMessageId } }
    }
  }
`
const send = /* GraphQL */ `
  mutation ($input: SendMessageInput!) {
    sendMessage(input: $input) { message { id } userErrors { __typename } }
  }
`
const note = /* GraphQL */ `
  mutation ($input: AddNoteInput!) {
    addNote(input: $input) { message { id } userErrors { __typename } }
  }
`

test.each(['chatwoot', 'infobip'])(
  'on %s a message that turns up after nobody knew of it carries its clientMessageId',
  async (name) => {
    let ahead = 0
    await using stack = await startLiveStack({
      now: () => Date.now() + ahead,
      config: { actingAgents: { infobip: infobipSandboxAgents.agent.id } },
    })
    const account = encodeRef({ type: 'Account', account: name, path: [] })
    const { conversations } = await stack.ask(places, { account })
    const { id } = conversations.nodes.find(
      ({ channel, viewerCanReply }: Loose) => channel === 'WHATSAPP' && viewerCanReply,
    )
    const client = wsClient(stack.wsUrl)
    const live = collect(client, events, { id })
    await until(() => stack.counts().subscribers === 1)

    // Stored only after everybody gave up: looks for it find nothing either.
    const late = { match: { method: 'POST', pattern: '/(messages|notes)$' }, latency: 11_000, times: 2 }
    stack.sandbox.faults.add(late)
    const input = { conversationId: id }
    const [sent, noted] = await Promise.all([
      stack.ask(send, {
        input: { ...input, content: { text: 'Are you there?' }, clientMessageId: `late-${name}` },
      }),
      stack.ask(note, { input: { ...input, text: 'Called twice.', clientMessageId: `note-${name}` } }),
    ])
    for (const { userErrors } of [sent.sendMessage, noted.addNote])
      expect(userErrors).toEqual([{ __typename: 'OutcomeUnknownError' }])
    expect(live.added()).toEqual([])
    await until(() => {
      ahead += 30_000 // the next look is due
      return live.added().length === 2
    }, 15_000)
    expect(live.added().sort((one, two) => (one.text < two.text ? -1 : 1))).toEqual([
      { text: 'Are you there?', clientMessageId: `late-${name}` },
      { text: 'Called twice.', clientMessageId: `note-${name}` },
    ])
    await client.dispose()
  },
  40_000,
)
