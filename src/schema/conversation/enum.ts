import { builder } from '../builder.ts'

export const ConversationPriorityEnum = builder.enumType('ConversationPriority', {
  description: 'How urgent a conversation is.',
  values: {
    LOW: { description: 'Can wait.' },
    MEDIUM: { description: 'As usual. Infobip: NORMAL.' },
    HIGH: { description: 'Soon.' },
    URGENT: { description: 'Now.' },
  } as const,
})

export const ReplyBlockedReasonEnum = builder.enumType('ReplyBlockedReason', {
  description: 'Why a reply by the caller would be refused. New values may be added in minor versions.',
  values: {
    CONVERSATION_CLOSED: { description: 'It is over for good (Infobip CLOSED).' },
    REPLY_WINDOW_CLOSED: {
      description:
        'The channel lets a company answer only for a while after the contact wrote, e.g. WhatsApp 24 hours.',
    },
    NOT_ASSIGNED_TO_VIEWER: {
      description: 'Infobip: an agent replies only in conversations assigned to that agent. Assign it first.',
    },
    AGENT_REQUIRED: { description: 'Infobip: it is assigned, so a reply must name an agent (`x-agent-id`).' },
    READ_ONLY: { description: "The caller's token says a role that only reads." },
  } as const,
})

export const ConversationOrderFieldEnum = builder.enumType('ConversationOrderField', {
  description: 'What conversations are ordered by. Not every upstream knows every order.',
  values: {
    LAST_ACTIVITY_AT: { description: 'When something last happened in it.' },
    CREATED_AT: { description: 'When it began.' },
    PRIORITY: { description: 'How urgent it is (Chatwoot).' },
    WAITING_SINCE: { description: 'How long the contact has been waiting for an answer (Chatwoot).' },
  } as const,
})

export const ConnectionSourceStatusEnum = builder.enumType('ConnectionSourceStatus', {
  description: 'How an account took part in a page.',
  values: {
    OK: { description: 'Its part of the page is there.' },
    SKIPPED: { description: 'It was not asked: it cannot answer this, or you have no credential for it.' },
    FAILED: {
      description: 'It was asked and did not answer; its part is missing. The next page asks it again.',
    },
  } as const,
})
