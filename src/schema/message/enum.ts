import { builder } from '../builder.ts'

export const MessageKindEnum = builder.enumType('MessageKind', {
  description: 'What a message is. New values may be added in minor versions.',
  values: {
    MESSAGE: { description: 'Between the contact and the company.' },
    NOTE: { description: 'Written by an agent for agents.' },
    ACTIVITY: { description: 'What happened, e.g. "Ana assigned this to Ben".' },
    TEMPLATE: { description: 'Sent by the upstream itself, e.g. a greeting or a survey.' },
  } as const,
})

export const MessageDirectionEnum = builder.enumType('MessageDirection', {
  description: 'Which way a message went.',
  values: {
    INCOMING: { description: 'From the contact.' },
    OUTGOING: { description: 'To the contact.' },
    INTERNAL: { description: 'Between agents, or from the system: the contact never sees it.' },
  } as const,
})

export const MessageStatusEnum = builder.enumType('MessageStatus', {
  description: 'How far a message has come.',
  values: {
    PENDING: { description: 'Accepted by this API; the upstream has not answered yet.' },
    SENT: { description: 'The upstream has it.' },
    DELIVERED: { description: 'It reached the contact.' },
    READ: { description: 'The contact saw it.' },
    FAILED: { description: 'It did not reach the contact; see `statusReason`.' },
    UNKNOWN: { description: 'The upstream does not report a status (Infobip Conversations).' },
  } as const,
})

export const OrderDirectionEnum = builder.enumType('OrderDirection', {
  description: 'Which end of a list comes first.',
  values: {
    ASC: { description: 'Smallest, oldest or lowest first.' },
    DESC: { description: 'Largest, newest or highest first.' },
  } as const,
})
