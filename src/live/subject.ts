/** What a fact is about, in the terms in which changes are recognised. */
import type { Conversation } from '../domain/conversation.ts'
import type { JournaledEvent } from '../domain/event.ts'
import type { Message, MessageStatus } from '../domain/message.ts'
import type { Instant } from '../domain/time.ts'
import { hashOf } from '../kit/hash.ts'
import type { Fact } from './fact.ts'
import type { Known, Print } from './known.ts'

export interface Subject {
  /** Of the object, within its account. */
  readonly key: string
  readonly conversationId: string | null
  readonly createdAt: Instant | null
  readonly changedAt: Instant | null
  /** The object as it must be now, given what is known; null when the fact cannot be true any more. */
  settle(known: Known | undefined): Settled | null
}

interface Settled {
  readonly print: Print
  event(change: 'ADDED' | 'UPDATED'): JournaledEvent
}

export const subjectOf = (account: string, fact: Fact): Subject => {
  switch (fact.type) {
    case 'message':
      return messageSubject(account, fact.message, fact.readAt)
    case 'conversation':
      return conversationSubject(account, fact.conversation, fact.readAt)
    case 'agent':
      return {
        key: `agent:${fact.agent.id}`,
        conversationId: null,
        createdAt: null,
        changedAt: null,
        settle: () => ({
          print: { availability: fact.agent.availability },
          event: () => ({
            type: 'AgentAvailabilityChanged',
            account,
            conversationId: null,
            occurredAt: fact.readAt,
            agent: fact.agent,
          }),
        }),
      }
    case 'gap':
      return {
        key: `gap:${fact.conversationId ?? ''}`,
        conversationId: fact.conversationId,
        createdAt: null,
        changedAt: null,
        settle: () => ({
          print: { at: fact.readAt },
          event: () => ({
            type: 'UpstreamGap',
            account,
            conversationId: fact.conversationId,
            occurredAt: fact.readAt,
          }),
        }),
      }
    case 'messageGone':
      return {
        key: messageKey(fact.conversationId, fact.messageId),
        conversationId: fact.conversationId,
        createdAt: null,
        changedAt: null,
        settle: () => ({
          print: { isGone: true, isDeleted: true },
          event: () => ({
            type: 'MessageDeleted',
            account,
            conversationId: fact.conversationId,
            occurredAt: fact.readAt,
            messageId: fact.messageId,
          }),
        }),
      }
  }
}

const messageKey = (conversationId: string, id: string) => `message:${conversationId}:${id}`

const messageSubject = (account: string, message: Message, readAt: Instant): Subject => ({
  key: messageKey(message.conversationId, message.id),
  conversationId: message.conversationId,
  createdAt: message.createdAt,
  changedAt: null, // an edit of an old message is no news by itself: its state is compared
  settle: (known) => {
    if (known?.print.isGone === true || (known?.print.isDeleted === true && !message.isDeleted)) return null
    const settled = withStatus(message, known)
    return {
      print: printOfMessage(settled),
      event: (change) => ({
        type: change === 'ADDED' ? 'MessageAdded' : 'MessageUpdated',
        account,
        conversationId: message.conversationId,
        occurredAt: change === 'ADDED' ? message.createdAt : (message.updatedAt ?? readAt),
        message: settled,
      }),
    }
  },
})

/** Addresses of files change with every read, and what a sender is called is not the message's own. */
const printOfMessage = ({ text, content, attachments, translations, ...message }: Message): Print => ({
  body: hashOf([text, content, attachments.map(({ id, kind }) => [id, kind]), translations]),
  status: message.status,
  statusReason: message.statusReason,
  isDeleted: message.isDeleted,
  isGone: false,
})

/** How far a message got. FAILED stands beside: it can come after any of these, and a retry leads out of it. */
const rungs: Readonly<Partial<Record<MessageStatus, number>>> = { PENDING: 0, SENT: 1, DELIVERED: 2, READ: 3 }

/** The status never goes down, and one that was not told stays as it is known. */
const withStatus = (message: Message, known: Known | undefined): Message => {
  const status = known?.print.status as MessageStatus | undefined
  if (status === undefined) return message
  const [before, after] = [rungs[status], rungs[message.status]]
  const isUntold = message.status === 'UNKNOWN'
  const isDown = before !== undefined && after !== undefined && after < before
  if (!isUntold && !isDown) return message
  return { ...message, status, statusReason: (known?.print.statusReason ?? null) as string | null }
}

const conversationSubject = (account: string, conversation: Conversation, readAt: Instant): Subject => ({
  key: `conversation:${conversation.id}`,
  conversationId: conversation.id,
  createdAt: conversation.createdAt,
  changedAt: conversation.updatedAt ?? conversation.lastActivityAt,
  settle: () => ({
    print: printOfConversation(conversation),
    event: (change) => ({
      type: change === 'ADDED' ? 'ConversationAdded' : 'ConversationUpdated',
      account,
      conversationId: conversation.id,
      occurredAt: change === 'ADDED' ? conversation.createdAt : (conversation.updatedAt ?? readAt),
      conversation,
    }),
  }),
})

/** Not the last message, nor when it came: messages have events of their own. */
const printOfConversation = (conversation: Conversation): Print => ({
  status: conversation.status,
  upstreamStatus: conversation.upstreamStatus,
  priority: conversation.priority,
  subject: conversation.subject,
  waitingSince: conversation.waitingSince,
  closedAt: conversation.closedAt,
  snoozedUntil: conversation.snoozedUntil,
  contactLastSeenAt: conversation.contactLastSeenAt,
  agentLastSeenAt: conversation.agentLastSeenAt,
  unreadCount: conversation.unreadCount,
  customAttributes: hashOf(conversation.customAttributes),
  isReplyWindowOpen: conversation.isReplyWindowOpen,
  inboxId: conversation.inboxId,
  teamId: conversation.teamId,
  assigneeId: conversation.assigneeId,
  labels: conversation.labels && [...conversation.labels].sort(),
})
