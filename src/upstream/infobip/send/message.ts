import { DomainError, ReplyBlockedError, UpstreamRejectedError } from '../../../domain/errors.ts'
import type { OutgoingMessage } from '../../../domain/outgoing.ts'
import type { Call, Upstream } from '../../port.ts'
import { type MessageDraft, maxPageSize } from '../client.ts'
import type { Context } from '../context.ts'
import { isLast } from '../many.ts'
import { textAt } from '../map/json.ts'
import { toMessage } from '../map/message.ts'
import { formatInstant } from '../time.ts'
import type { WireConversation, WireMessage } from '../wire.ts'
import { checkMessage, draftOf } from './content.ts'
import { findRoute, readRecent } from './route.ts'
import { senderOf } from './sender.ts'
import { baselineOf, isIn, messageTrace, onlyCandidate } from './trace.ts'

export const createSending = (context: Context): Pick<Upstream['messages'], 'prepareSend' | 'findSent'> => {
  const { account, origin, client, now } = context
  return {
    async prepareSend(conversationId, message, call) {
      checkMessage(message, origin)
      const conversation = await client.getConversation(conversationId, call)
      const agentId = await senderOf(context, conversation, call)
      const recent = await readRecent(context, conversationId, call)
      const route = await findRoute(context, conversation, recent, call)
      const draft = draftOf(message, route, origin)
      return {
        trace: { ...baselineOf(recent.rows, agentId, now()), route: { ...route } },
        post: async () =>
          toMessage(
            account.name,
            conversationId,
            await postFollowingAssignment(context, conversationId, conversation, draft, agentId, call),
          ),
      }
    },

    async findSent(conversationId, message, trace, call) {
      const { data: known } = messageTrace.safeParse(trace)
      if (!known) return null
      const draft = draftOf(message, known.route, origin)
      const listing = await client.listMessages(
        conversationId,
        {
          direction: 'OUTBOUND',
          createdAfter: known.since === null ? undefined : formatInstant(known.since - 1),
          createdBefore: formatInstant(known.until + 1),
          limit: maxPageSize,
          orderBy: 'createdAt:asc',
        },
        call,
      )
      if (!isLast(listing, listing.rows.length, maxPageSize)) return null // the only one of these may not be the only one
      const row = onlyCandidate(listing.rows, known, (row) => isSame(row, message, draft, known.agentId))
      return row && toMessage(account.name, conversationId, row)
    },
  }
}

/**
 * A 400 means that nothing was sent. The usual reason is that the conversation went to somebody else since it was
 * read: then, and only then, it is sent once more, in the name that is right now.
 */
const postFollowingAssignment = async (
  context: Context,
  conversationId: string,
  { agentId: assignee }: WireConversation,
  draft: MessageDraft,
  agentId: string | null,
  call: Call,
): Promise<WireMessage> => {
  const { client } = context
  try {
    return await client.createMessage(conversationId, draft, agentId, call)
  } catch (refusal) {
    if (!(refusal instanceof UpstreamRejectedError) || refusal.upstreamStatus !== 400) throw refusal
    const newAgentId = await senderAfter(context, conversationId, assignee, call, refusal)
    return client.createMessage(conversationId, draft, newAgentId, call)
  }
}

/** Throws the refusal where the assignment is as it was, or cannot be read: the outcome stays certain. */
const senderAfter = async (
  context: Context,
  conversationId: string,
  assignee: string | null | undefined,
  call: Call,
  refusal: UpstreamRejectedError,
): Promise<string | null> => {
  try {
    const conversation = await context.client.getConversation(conversationId, call)
    if ((conversation.agentId ?? null) === (assignee ?? null)) throw refusal
    return await senderOf(context, conversation, call)
  } catch (error) {
    throw error instanceof ReplyBlockedError || !(error instanceof DomainError) ? error : refusal
  }
}

/** A template comes back as the text that the contact saw, which only the caller can have told us. */
const isSame = (
  row: WireMessage,
  { content }: OutgoingMessage,
  draft: MessageDraft,
  agentId: string | null,
): boolean => {
  const { channel, from, to, contentType } = draft
  if (row.direction !== 'OUTBOUND' || row.channel !== channel || row.from !== from || row.to !== to)
    return false
  if (row.authorId && row.authorId !== agentId) return false
  const got = typeof row.content === 'string' ? { text: row.content } : row.content
  if (row.contentType === contentType) return isIn(draft.content, got)
  const seen = content?.type === 'template' || content?.type === 'raw' ? content.text : null
  return (
    contentType === 'TEMPLATE' && row.contentType === 'TEXT' && seen !== null && textAt(got, 'text') === seen
  )
}
