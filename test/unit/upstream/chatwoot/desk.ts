/** One conversation of a Chatwoot in memory that can be written to, see §2.5. */
import type { DomainError } from '../../../../src/domain/errors.ts'
import type { OutgoingContent, OutgoingMessage, OutgoingNote } from '../../../../src/domain/outgoing.ts'
import type { RequestSpec } from '../../../../src/upstream/http/request.ts'
import {
  type Answer,
  chatwootOver,
  conversationJson,
  type ModelMessage,
  notFound,
  serveMessages,
} from './model.ts'

export interface DeskChoices {
  readonly channel: string
  readonly can_reply: boolean
  readonly table: ModelMessage[]
  /** What comes instead of an answer; `isDone` when the thing was done all the same. */
  readonly fail: (
    spec: RequestSpec<unknown>,
  ) => { readonly error: DomainError; readonly isDone: boolean } | undefined
  /** What is answered to everything that is not about the conversation or its messages. */
  readonly serve: (spec: RequestSpec<unknown>) => Answer
}

export const openDesk = ({
  channel = 'Channel::Whatsapp',
  can_reply = true,
  table = [],
  fail = () => undefined,
  serve = notFound,
}: Partial<DeskChoices> = {}) => {
  const create = (body: object) => {
    const row = {
      id: (table.at(-1)?.id ?? 100) + 3,
      created_at: 2_000,
      message_type: 1,
      status: 'sent',
      ...body,
      ...('message_type' in body && { message_type: 0 }),
      // signed ids come back as what they became
      ...('attachments' in body && { attachments: undefined }),
    }
    table.push(row)
    return row
  }
  const conversation = () => ({
    ...conversationJson({
      id: 32,
      status: 'open',
      created_at: 1,
      last_activity_at: 1,
      waiting_since: 0,
      priority: null,
    }),
    can_reply,
    meta: { sender: { id: 12, name: 'Sam' }, channel },
    messages: table.slice(-1).map((one) => ({ message_type: 0, ...one })),
  })
  const done = (spec: RequestSpec<unknown>): Answer => {
    switch (spec.operation) {
      case 'messages.list':
        return serveMessages(table)(spec)
      case 'messages.create':
        return create(spec.body as object)
      case 'conversations.get':
        return conversation()
      default:
        return serve(spec)
    }
  }
  const { upstream, asked } = chatwootOver((spec) => {
    const failure = fail(spec)
    if (!failure) return done(spec)
    if (failure.isDone) done(spec)
    return failure.error
  })
  return {
    upstream,
    table,
    asked,
    create,
    conversation,
    operations: () => asked.map(({ operation }) => operation),
    /** The body of the last request, as it goes over the wire. */
    lastBody: (): unknown => JSON.parse(JSON.stringify(asked.at(-1)?.body ?? null)),
  }
}

export const marker = 'parley-1'

export const outgoing = (change: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  content: { type: 'text', text: 'Hello' },
  attachments: [],
  replyToId: null,
  clientMessageId: null,
  marker,
  ...change,
})

export const saying = (content: OutgoingContent | null) => outgoing({ content })
export const words = (text: string) => saying({ type: 'text', text })

export const note = (change: Partial<OutgoingNote> = {}): OutgoingNote => ({
  text: 'Ask Ana',
  mentionAgentIds: [],
  clientMessageId: null,
  marker,
  ...change,
})
