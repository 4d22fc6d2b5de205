import { InvalidInputError } from '../../domain/errors.ts'
import type { Begun } from '../../domain/outgoing.ts'
import type { NodeType } from '../../domain/ref.ts'
import { answer, payloadRef } from '../answer.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { ownId, requireRefOf } from '../id.ts'
import { MessageContentInput, toOutgoingContent } from '../message/outgoing.ts'
import { ChannelEnum } from '../place/type.ts'
import { ConversationRef, MessageRef } from '../refs.ts'

const CreateConversationInput = builder.inputType('CreateConversationInput', {
  description: 'With whom, where, and the first words.',
  fields: (t) => ({
    accountId: t.id({ required: true, description: 'Global id of the account.' }),
    inboxId: t.id({ required: false, description: 'Chatwoot, required: the inbox.' }),
    contactId: t.id({
      required: false,
      description: 'Chatwoot: the contact. Without it `to` is looked up, or made.',
    }),
    channel: t.field({
      type: ChannelEnum,
      required: false,
      description: 'Infobip: the channel of the first message.',
    }),
    from: t.string({ required: false, description: "Infobip: the company's own address on the channel." }),
    to: t.string({ required: false, description: "The contact's address: phone or e-mail." }),
    firstMessage: t.field({ type: MessageContentInput, required: false, description: 'What to say first.' }),
    clientMessageId: t.string({
      required: false,
      description:
        'Make one per conversation to begin (a UUID), at most 255 characters. Beginning again with it within 24 hours gives the first conversation and its message instead of doing it twice; with other content it is a CONFLICT. The first message has it as `Message.clientMessageId`.',
    }),
  }),
})

const CreateConversationPayload = payloadRef<Begun>('CreateConversationPayload')

builder.objectFields(CreateConversationPayload, (t) => ({
  conversation: t.field({
    type: ConversationRef,
    nullable: true,
    description:
      'The new conversation, or the one that the inbox keeps per contact. Null when `userErrors` says why not.',
    resolve: ({ conversation }) => conversation,
  }),
  message: t.field({
    type: MessageRef,
    nullable: true,
    description: 'The first message, when there is one.',
    resolve: ({ message }) => message,
  }),
}))

builder.mutationField('createConversation', (t) =>
  t.field({
    type: CreateConversationPayload,
    description:
      'Begins a conversation. Chatwoot: `inboxId` and a contact; an inbox that keeps one conversation a contact gives that. Infobip: the conversation, then its first message, which needs `channel`, `from` and `to`. When the conversation is there and its message is not, the error names the conversation, and calling again with the same `clientMessageId` sends what is missing.',
    args: {
      input: t.arg({ type: CreateConversationInput, required: true, description: 'With whom and where.' }),
    },
    resolve: (_, { input }, context) => answer(context, () => create(input, context)),
  }),
)

const create = async (
  input: typeof CreateConversationInput.$inferInput,
  context: Context,
): Promise<Begun> => {
  const { account } = requireRefOf('Account', input.accountId, ['accountId'], context)
  const ownIdOf = (type: NodeType, id: string | null | undefined, field: string): string | null => {
    if (id == null) return null
    const ref = requireRefOf(type, id, [field], context)
    if (ref.account !== account) throw new InvalidInputError('This is of another account.', [field])
    return ownId(ref)
  }
  const { channel = null, from = null, to = null, firstMessage, clientMessageId = null } = input
  const begun = await context.writes.begin({
    account,
    clientMessageId,
    target: {
      inboxId: ownIdOf('Inbox', input.inboxId, 'inboxId'),
      contactId: ownIdOf('Contact', input.contactId, 'contactId'),
      channel,
      from,
      to,
    },
    firstMessage: firstMessage
      ? {
          content: toOutgoingContent(firstMessage, ['firstMessage']),
          attachments: [],
          replyToId: null,
          clientMessageId,
        }
      : null,
  })
  context.loaders.conversation.prime(begun.conversation, begun.conversation)
  return begun
}
