import type { Conversation, ConversationPriority, ConversationStatus } from '../../../domain/conversation.ts'
import type { WireConversation } from '../wire.ts'
import { channelOf } from './channel.ts'
import { words } from './words.ts'

/** PENDING is only read: the list cannot be filtered by it. */
const statusOfWord = words<ConversationStatus>({
  OPEN: 'OPEN',
  WAITING: 'WAITING',
  PENDING: 'PENDING',
  SOLVED: 'RESOLVED',
  CLOSED: 'CLOSED',
})

/** An unknown word is taken as OPEN: a conversation is better seen once too often than never. */
export const statusOf = (word: string | null | undefined): ConversationStatus => statusOfWord(word) ?? 'OPEN'

/** The statuses that the list can be filtered by, with Infobip's words. */
export const filterWordOfStatus: Readonly<Partial<Record<ConversationStatus, string>>> = {
  OPEN: 'OPEN',
  WAITING: 'WAITING',
  RESOLVED: 'SOLVED',
  CLOSED: 'CLOSED',
}

export const filterWordOfPriority: Readonly<Record<ConversationPriority, string>> = {
  LOW: 'LOW',
  MEDIUM: 'NORMAL',
  HIGH: 'HIGH',
  URGENT: 'URGENT',
}

const priorityOfWord = words<ConversationPriority>({
  LOW: 'LOW',
  NORMAL: 'MEDIUM',
  HIGH: 'HIGH',
  URGENT: 'URGENT',
})

export const priorityOf = (word: string | null | undefined): ConversationPriority | null =>
  priorityOfWord(word) ?? null

/** The contact, the last message and the labels do not come along: messages and tags are lists of their own. */
export const toConversation = (account: string, wire: WireConversation): Conversation => ({
  account,
  id: wire.id,
  status: statusOf(wire.status),
  upstreamStatus: wire.status ?? 'OPEN',
  priority: priorityOf(wire.priority),
  subject: wire.topic || null,
  upstreamUrl: null,
  createdAt: wire.createdAt,
  updatedAt: wire.updatedAt ?? null,
  lastActivityAt: updatedAtOf(wire),
  waitingSince: null,
  closedAt: wire.closedAt ?? null,
  snoozedUntil: null,
  contactLastSeenAt: null,
  agentLastSeenAt: null,
  unreadCount: null,
  customAttributes: null,
  isReplyWindowOpen: null,
  inboxId: null,
  teamId: wire.queueId || null,
  assigneeId: wire.agentId || null,
  ...channelWhenTold(wire.channel),
})

export const updatedAtOf = ({ updatedAt, createdAt }: WireConversation): number => updatedAt ?? createdAt

const channelWhenTold = (word: string | null | undefined): Pick<Conversation, 'channel'> => {
  if (!word) return {}
  return { channel: word === 'NO_CHANNEL' || word === 'MULTICHANNEL' ? null : channelOf(word) }
}
