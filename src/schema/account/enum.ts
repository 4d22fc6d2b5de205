import type { EventSource } from '../../domain/account.ts'
import type { Capability } from '../../domain/capability.ts'
import type { ConversationFilterField } from '../../domain/conversation.ts'
import { builder } from '../builder.ts'

const described = <K extends string>(notes: Record<K, string>) =>
  Object.fromEntries(Object.entries(notes).map(([name, description]) => [name, { description }])) as Record<
    K,
    { description: string }
  >

export const ProviderEnum = builder.enumType('Provider', {
  description: 'Which product the upstream is.',
  values: described({
    CHATWOOT: 'Chatwoot, hosted or self-hosted.',
    INFOBIP: 'Infobip Conversations.',
  }),
})

export const CapabilityEnum = builder.enumType('Capability', {
  description: 'New values may be added in minor versions; treat an unknown value as not supported.',
  values: described<Capability>({
    ACTIVITY_MESSAGES: 'Threads hold lines such as "Ana assigned this to Ben" (`kind: ACTIVITY`).',
    DELIVERY_RECEIPTS: '`Message.status` tells DELIVERED and FAILED.',
    READ_RECEIPTS: '`Message.status` tells READ.',
    UNREAD_COUNT: '`Conversation.unreadCount` is counted.',
    NOTES: 'Agents write notes that the contact never sees.',
    LABELS: 'Conversations carry labels.',
    PRESENCE: '`Agent.availability` is known.',
    SEND_MESSAGE: '`sendMessage`.',
    SEND_ATTACHMENT_UPLOAD: 'Attachments from `POST /uploads`.',
    SEND_ATTACHMENT_URL: 'Attachments by a public address.',
    SEND_TEMPLATE: 'Templates that the channel approved, where the channel has any.',
    REPLY_TO_MESSAGE: '`sendMessage(input: { replyToMessageId })`.',
    RETRY_MESSAGE: '`retryMessage` in place.',
    DELETE_MESSAGE: '`deleteMessage`.',
    TRANSLATE_MESSAGE: '`translateMessage`.',
    UPDATE_MESSAGE_STATUS: '`updateMessageStatus`, in API inboxes.',
    CREATE_CONVERSATION: '`createConversation`.',
    CREATE_AGENT: '`createAgent`.',
    RECORD_INCOMING: '`recordIncomingMessage`, in API inboxes.',
  }),
})

export const ConversationFilterFieldEnum = builder.enumType('ConversationFilterField', {
  description: 'A part of `ConversationFilter`.',
  values: described<ConversationFilterField>({
    STATUS: '`status`',
    ASSIGNEE_VIEWER: '`assignee.viewer`',
    ASSIGNEE_PRESENCE: '`assignee.isAssigned`',
    ASSIGNEE_AGENT: '`assignee.agentId`',
    INBOX: '`inboxIds`',
    TEAM: '`teamIds`',
    LABELS: '`labels`',
    PRIORITY: '`priority`',
    CHANNEL: '`channels`',
    CONTACT: '`contactId`',
    UNREAD: '`isUnread`',
    CREATED_AT: '`createdAfter`, `createdBefore`',
    UPDATED_AT: '`updatedAfter`, `updatedBefore`',
  }),
})

export const ConversationStatusEnum = builder.enumType('ConversationStatus', {
  description: 'Where the work stands. New values may be added in minor versions.',
  values: described({
    OPEN: 'To be answered.',
    PENDING: 'With a bot, or waiting for something.',
    WAITING: 'Infobip: waiting for the contact.',
    SNOOZED: 'Chatwoot: comes back at `snoozedUntil`, or with the next message.',
    RESOLVED: 'Done. Infobip: SOLVED.',
    CLOSED: 'Infobip: over for good, nothing can be changed any more.',
  }),
})

export const EventSourceEnum = builder.enumType('EventSource', {
  description: 'What brings the events of an account, best first. New values may be added in minor versions.',
  values: described<EventSource>({
    WEBHOOK: 'The upstream posts to `/webhooks/<account>`, and did so within the last 24 hours. At once.',
    WEBSOCKET: 'A live connection to the upstream. At once.',
    POLLING:
      'Nobody tells: what is subscribed to is looked at, 2 seconds after something happened and then more and more seldom, up to every 30 seconds.',
    NONE: 'Nobody tells, and nobody is subscribed.',
  }),
})

export const AccountHealthStatusEnum = builder.enumType('AccountHealthStatus', {
  description: 'How calls to an upstream account went lately, as this instance saw them.',
  values: described({
    UP: 'The last call was answered.',
    DEGRADED: 'The last call failed, one within the last 30 seconds was answered.',
    DOWN: 'Calls fail.',
    UNKNOWN: 'Nothing was asked yet.',
  }),
})
