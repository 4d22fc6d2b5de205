import type { Actor, ActorKey } from '../../domain/actor.ts'
import type { Message, MessageTranslation } from '../../domain/message.ts'
import { isBlank } from '../../domain/text.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { costing } from '../cost.ts'
import { messageId } from '../id.ts'
import { ChannelEnum } from '../place/type.ts'
import { ActorRef, AttachmentRef, ConversationRef, MessageRef, NodeRef } from '../refs.ts'
import { MessageContentUnion, TextFormatEnum } from './content.ts'
import { MessageDirectionEnum, MessageKindEnum, MessageStatusEnum } from './enum.ts'

export const MessageTranslationRef = builder.objectRef<MessageTranslation>('MessageTranslation').implement({
  description: 'A message in another language, as the upstream keeps it.',
  fields: (t) => ({
    language: t.expose('language', { type: 'LanguageTag', description: 'The language it is in.' }),
    text: t.exposeString('text', { description: 'The translation.' }),
    format: t.expose('format', { type: TextFormatEnum, description: 'HTML for e-mails.' }),
  }),
})

MessageRef.implement({
  description: 'One message, note or activity line of a conversation.',
  interfaces: [NodeRef],
  fields: (t) => ({
    id: t.id({ description: 'Global id.', resolve: messageId }),
    upstreamId: t.exposeString('id', { description: "The message's id in the upstream's own API." }),
    conversation: t.field({
      type: ConversationRef,
      nullable: true,
      description: 'The conversation it is in. Null when you may see the message alone.',
      resolve: ({ account, conversationId }, _, { loaders }) =>
        loaders.conversation.load({ account, id: conversationId }),
    }),
    kind: t.expose('kind', { type: MessageKindEnum, description: 'What it is.' }),
    direction: t.expose('direction', { type: MessageDirectionEnum, description: 'Which way it went.' }),
    text: t.exposeString('text', {
      nullable: true,
      description:
        'Always present where there is anything to show: a plain-text rendering of any content type.',
    }),
    content: t.expose('content', { type: MessageContentUnion, description: 'What it holds, by type.' }),
    attachments: t.field({
      type: [AttachmentRef],
      description: 'Files and other objects sent with it.',
      extensions: costing({ size: { by: [], preset: 2 } }), // most have none, few have many
      resolve: ({ attachments }) => [...attachments],
    }),
    sender: t.field({
      type: ActorRef,
      nullable: true,
      description: 'Who wrote it. Null for activity lines and for what the upstream attributes to nobody.',
      resolve: (message, _, context) => senderOf(message, context),
    }),
    isPrivate: t.exposeBoolean('isPrivate', { description: 'Visible to agents only.' }),
    isDeleted: t.exposeBoolean('isDeleted', { description: 'Only the tombstone is left.' }),
    status: t.expose('status', { type: MessageStatusEnum, description: 'How far it has come.' }),
    statusReason: t.exposeString('statusReason', {
      nullable: true,
      description: "The upstream's explanation when `status` is FAILED.",
    }),
    replyTo: t.field({
      type: MessageRef,
      nullable: true,
      description: 'The message that it answers, of the same conversation.',
      resolve: ({ account, conversationId, replyToId }, _, { loaders }) =>
        replyToId === null ? null : loaders.message.load({ account, conversationId, id: replyToId }),
    }),
    channel: t.field({
      type: ChannelEnum,
      nullable: true,
      description: 'The channel it went through. Null where the upstream does not tell.',
      resolve: async ({ account, conversationId, channel }, _, { loaders }) =>
        channel !== undefined
          ? channel
          : ((await loaders.conversation.load({ account, id: conversationId }))?.channel ?? null),
    }),
    clientMessageId: t.string({
      nullable: true,
      description: 'The id that the sending client gave; match it to drop your optimistic bubble.',
      resolve: (message, _, context) => context.writes.clientMessageIdOf(message),
    }),
    translations: t.field({
      type: [MessageTranslationRef],
      description: 'Translations that are there already. Asking for them translates nothing.',
      resolve: ({ translations }) => [...translations],
    }),
    viewerCanRetry: t.boolean({
      description: 'Whether `retryMessage` would be accepted: the upstream can, and the message failed.',
      resolve: ({ account, status, direction, isDeleted }, _, context) =>
        status === 'FAILED' &&
        direction === 'OUTGOING' &&
        !isDeleted &&
        context.scope.upstream(account).can.retry !== undefined,
    }),
    viewerCanDelete: t.boolean({
      description: 'Whether `deleteMessage` would be accepted.',
      resolve: ({ account, isDeleted }, _, context) =>
        !isDeleted && context.scope.upstream(account).can.deleteMessage !== undefined,
    }),
    viewerCanTranslate: t.boolean({
      description: 'Whether there is something to translate, and something that translates.',
      resolve: ({ account, text, isDeleted }, _, context) =>
        !isDeleted && !isBlank(text ?? '') && context.writes.canTranslate(account),
    }),
    createdAt: t.expose('createdAt', {
      type: 'DateTime',
      description: 'When it was written. Chatwoot tells whole seconds: order by place in the list.',
    }),
    updatedAt: t.expose('updatedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it last changed. Null where the upstream does not tell (Chatwoot).',
    }),
    metadata: t.expose('metadata', {
      type: 'JSON',
      nullable: true,
      description: 'What the upstream sent along and no field here holds.',
    }),
  }),
})

const senderOf = (
  { account, sender, senderKey }: Message,
  context: Context,
): Actor | null | Promise<Actor | null> =>
  sender !== undefined ? sender : senderKey ? loadActor(account, senderKey, context) : null

const loadActor = (account: string, { type, id }: ActorKey, { loaders }: Context): Promise<Actor | null> => {
  switch (type) {
    case 'Agent':
      return loaders.agent.load({ account, id })
    case 'Bot':
      return loaders.bot.load({ account, id })
    case 'Contact':
      return loaders.contact.load({ account, id })
  }
}
