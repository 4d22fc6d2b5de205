import type { Conversation } from '../../domain/conversation.ts'
import { InvalidInputError, UnsupportedError } from '../../domain/errors.ts'
import type { Message } from '../../domain/message.ts'
import type { NodeType } from '../../domain/ref.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { ownId, requireRefOf } from '../id.ts'
import { MessageContentInput, toOutgoingContent } from '../message/outgoing.ts'
import { ChannelEnum } from '../place/type.ts'
import { ConversationRef, MessageRef } from '../refs.ts'
import { answer, payloadRef } from '../user-error.ts'

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
  }),
})

interface Created {
  readonly conversation: Conversation
  readonly message: Message | null
}

const CreateConversationPayload = payloadRef<Created>('CreateConversationPayload')

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
      'Begins a conversation. Chatwoot: `inboxId` and a contact; an inbox that keeps one conversation a contact gives that. Infobip: the conversation, then its first message, which needs `channel`, `from` and `to`. There is no protection against doing it twice.',
    args: {
      input: t.arg({ type: CreateConversationInput, required: true, description: 'With whom and where.' }),
    },
    resolve: (_, { input }, context) => answer(() => create(input, context)),
  }),
)

const create = async (
  input: typeof CreateConversationInput.$inferInput,
  context: Context,
): Promise<Created> => {
  const { account } = requireRefOf('Account', input.accountId, ['accountId'], context)
  const { can, account: info } = context.upstream(account)
  if (!can.createConversation) {
    throw new UnsupportedError(
      `${account} begins no conversations.`,
      { account, provider: info.provider },
      'CREATE_CONVERSATION',
    )
  }
  const ownIdOf = (type: NodeType, id: string | null | undefined, field: string): string | null => {
    if (id == null) return null
    const ref = requireRefOf(type, id, [field], context)
    if (ref.account !== account) throw new InvalidInputError('This is of another account.', [field])
    return ownId(ref)
  }
  const { channel = null, from = null, to = null, firstMessage } = input
  const created = await can.createConversation(
    {
      inboxId: ownIdOf('Inbox', input.inboxId, 'inboxId'),
      contactId: ownIdOf('Contact', input.contactId, 'contactId'),
      channel,
      from,
      to,
    },
    firstMessage
      ? {
          content: toOutgoingContent(firstMessage, ['firstMessage']),
          attachments: [],
          replyToId: null,
          clientMessageId: null,
          marker: crypto.randomUUID(),
        }
      : null,
    context.call(account),
  )
  context.loaders.conversation.prime(created.conversation, created.conversation)
  if (created.message) context.changed(created.message, 'created')
  return created
}
