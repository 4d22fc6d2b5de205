/** Every kind of write that Infobip takes, in every conversation and in every name, for the sake of the requests. */
import type { Conversation } from '../../../src/domain/conversation.ts'
import { DomainError } from '../../../src/domain/errors.ts'
import type { OutgoingContent, OutgoingMessage } from '../../../src/domain/outgoing.ts'
import type { Call, PreparedSend, Upstream } from '../../../src/upstream/port.ts'

/** Throws when none of it was taken. */
export const driveInfobipWrites = async (
  upstream: Upstream,
  call: Call,
  conversations: readonly Conversation[],
): Promise<void> => {
  const agents = (await upstream.agents.list(call)).map(({ id }) => id)
  let sent = 0
  const post = async (prepare: Promise<PreparedSend> | undefined): Promise<void> => {
    await tolerate(async () => {
      await (await prepare)?.post()
      sent += 1
    })
  }
  for (const { id, assigneeId } of conversations) {
    for (const agentId of new Set([null, assigneeId, ...agents])) {
      await post(upstream.messages.prepareSend(id, message(contents[0]), { ...call, agentId }))
    }
    const as = { ...call, agentId: assigneeId }
    for (const content of contents) await post(upstream.messages.prepareSend(id, message(content), as))
    for (const kind of ['IMAGE', 'VIDEO', 'AUDIO', 'FILE'] as const) {
      const url = 'https://files.example.com/file'
      const file = { type: 'url', url, kind, fileName: null } as const
      await post(upstream.messages.prepareSend(id, { ...message(null), attachments: [file] }, as))
    }
    const note = { text: 'For us', mentionAgentIds: [], clientMessageId: null, marker: 'note' }
    await post(upstream.can.prepareNote?.(id, note, as))
    await post(upstream.can.prepareNote?.(id, note, call))
  }
  const nowhere = { contactId: null, inboxId: null, channel: null, from: null, to: null, marker: 'begun' }
  const sms = { ...nowhere, channel: 'SMS', from: 'Shop', to: '385976333666' } as const
  for (const agentId of [null, ...agents.slice(0, 2)]) {
    const as = { ...call, agentId }
    for (const [target, first] of [
      [nowhere, null],
      [sms, message(contents[0])],
    ] as const) {
      await tolerate(async () => {
        const prepared = await upstream.can.prepareConversation?.(target, first, as)
        const begun = await prepared?.post()
        await upstream.can.findConversation?.(target, first, prepared?.trace ?? null, as)
        if (!begun || !first) return
        const { id } = begun.conversation
        await (await upstream.can.prepareFirstMessage?.(target, id, first, as))?.post()
      })
    }
  }
  for (const role of ['AGENT', 'SUPERVISOR'] as const) {
    await upstream.can.createAgent?.({ name: 'New', email: null, role }, call)
  }
  if (sent === 0) throw new Error('The infobip sandbox took no message.')
}

const contents = [
  { type: 'text', text: 'Hello 👩‍👩‍👧\r\n' },
  { type: 'text', text: 'x'.repeat(5_000) },
  {
    type: 'template',
    name: 'order_shipped',
    language: 'en',
    category: null,
    parameters: [{ name: '1', value: 'Ann' }],
    text: null,
  },
  {
    type: 'cards',
    cards: [
      {
        title: 'Mill',
        description: 'Grinds',
        mediaUrl: 'https://files.example.com/mill.png',
        actions: [{ label: 'Yes', url: null, payload: 'yes' }],
      },
    ],
  },
  { type: 'raw', upstreamType: 'TEXT', content: { text: 'raw' }, text: null },
] as const satisfies readonly OutgoingContent[]

const message = (content: OutgoingContent | null): OutgoingMessage => ({
  content,
  attachments: [],
  replyToId: null,
  clientMessageId: null,
  marker: 'message',
})

/** An error of the domain is an answer here; any other is a bug. */
const tolerate = async (work: () => Promise<unknown>): Promise<void> => {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
  }
}
