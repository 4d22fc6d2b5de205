/** In whose name a message is sent. */

import type { ReplyBlockedReason } from '../../../domain/conversation.ts'
import { ReplyBlockedError } from '../../../domain/errors.ts'
import type { Call } from '../../port.ts'
import type { Context } from '../context.ts'
import { toConversation } from '../map/conversation.ts'
import { getAgent } from '../people.ts'
import { replyBlockedReason } from '../reply.ts'
import type { WireConversation } from '../wire.ts'

const sentences: Readonly<Record<ReplyBlockedReason, string>> = {
  CONVERSATION_CLOSED: 'The conversation is closed, which is for good on Infobip.',
  REPLY_WINDOW_CLOSED: 'The reply window has closed.',
  NOT_ASSIGNED_TO_VIEWER:
    'The conversation is not assigned to the acting agent: assign it first. A supervisor may reply in any that is assigned.',
  AGENT_REQUIRED: 'The conversation is assigned to an agent, so it takes an agent to reply.',
  READ_ONLY: 'The caller may only read.',
}

/**
 * The `x-agent-id` to send with: only an assigned conversation takes one. Throws `ReplyBlockedError` where Infobip
 * would refuse. Nothing of it is cached.
 */
export const senderOf = async (
  context: Context,
  conversation: WireConversation,
  call: Call,
): Promise<string | null> => {
  const read = toConversation(context.account.name, conversation)
  const reason = await replyBlockedReason(read, call, (id) => getAgent(context, id, call))
  if (reason) throw new ReplyBlockedError(sentences[reason], context.origin, reason)
  return read.assigneeId === null ? null : call.agentId
}
