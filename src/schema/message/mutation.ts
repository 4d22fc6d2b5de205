import type { Capability } from '../../domain/capability.ts'
import {
  ConflictError,
  InvalidInputError,
  NotFoundError,
  NotRetryableError,
  type Origin,
  UnsupportedError,
} from '../../domain/errors.ts'
import type { Message, MessageTranslation } from '../../domain/message.ts'
import type { Upstream } from '../../upstream/port.ts'
import { answer, payloadRef } from '../answer.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { messageId, requireRefOf } from '../id.ts'
import { MessageRef } from '../refs.ts'
import { MessageStatusEnum } from './enum.ts'
import { MessageTranslationRef } from './type.ts'

interface Target {
  readonly upstream: Upstream
  readonly origin: Origin
  readonly account: string
  readonly conversationId: string
  readonly id: string
}

/** The message that `input.messageId` names. Throws before any call for an id that cannot be. */
const targetOf = (id: string, context: Context): Target => {
  const { account, path } = requireRefOf('Message', id, ['messageId'], context)
  const upstream = context.scope.upstream(account)
  const origin = { account, provider: upstream.account.provider }
  return { upstream, origin, account, conversationId: path[0] ?? '', id: path[1] ?? '' }
}

const supported = <T>(able: T | undefined, { origin }: Target, capability: Capability): T => {
  if (able === undefined) {
    throw new UnsupportedError(
      `${origin.account} cannot do this: it lacks ${capability}.`,
      origin,
      capability,
    )
  }
  return able
}

const current = async (target: Target, { loaders }: Context): Promise<Message> => {
  const message = await loaders.message.load(target)
  if (!message) throw new NotFoundError('There is no such message.', target.origin)
  return message
}

const withMessage = <N extends string>(name: N) => {
  const ref = payloadRef<{ message: Message }>(name)
  builder.objectField(ref, 'message', (t) =>
    t.field({
      type: MessageRef,
      nullable: true,
      description: 'The message as it is now. Null when `userErrors` says why not.',
      resolve: ({ message }) => message,
    }),
  )
  return ref
}

const RetryMessagePayload = withMessage('RetryMessagePayload')
const TranslateMessagePayload = payloadRef<{ message: Message; translation: MessageTranslation }>(
  'TranslateMessagePayload',
)
const DeleteMessagePayload = withMessage('DeleteMessagePayload')
const UpdateMessageStatusPayload = withMessage('UpdateMessageStatusPayload')

builder.objectFields(TranslateMessagePayload, (t) => ({
  message: t.field({
    type: MessageRef,
    nullable: true,
    description: 'The message, with the translation among its `translations` where the upstream keeps it.',
    resolve: ({ message }) => message,
  }),
  translation: t.field({
    type: MessageTranslationRef,
    nullable: true,
    description: 'The translation. Null when `userErrors` says why not.',
    resolve: ({ translation }) => translation,
  }),
}))

builder.objectField(DeleteMessagePayload, 'deletedMessageId', (t) =>
  t.id({
    nullable: true,
    description: 'Global id of the message that is gone.',
    resolve: ({ message }) => (message ? messageId(message) : null),
  }),
)

const messageIdOnly = (name: string, description: string) =>
  builder.inputType(name, {
    description,
    fields: (t) => ({ messageId: t.id({ required: true, description: 'Global id of the message.' }) }),
  })

const RetryMessageInput = messageIdOnly('RetryMessageInput', 'Which message to send again.')
const DeleteMessageInput = messageIdOnly('DeleteMessageInput', 'Which message to delete.')

const TranslateMessageInput = builder.inputType('TranslateMessageInput', {
  description: 'Which message, into which language.',
  fields: (t) => ({
    messageId: t.id({ required: true, description: 'Global id of the message.' }),
    targetLanguage: t.field({ type: 'LanguageTag', required: true, description: 'Into which language.' }),
  }),
})

const UpdateMessageStatusInput = builder.inputType('UpdateMessageStatusInput', {
  description: 'What the company knows of a message that it delivered itself.',
  fields: (t) => ({
    messageId: t.id({ required: true, description: 'Global id of the message.' }),
    status: t.field({
      type: MessageStatusEnum,
      required: true,
      description: 'SENT, DELIVERED, READ or FAILED.',
    }),
    reason: t.string({ required: false, description: 'Why; with FAILED only.' }),
  }),
})

builder.mutationFields((t) => ({
  retryMessage: t.field({
    type: RetryMessagePayload,
    description:
      'Sends a failed message again in place (Chatwoot). Refused with NOT_RETRYABLE unless its status is FAILED, so it needs no `clientMessageId`: of several at once one sends, and the others find it sent. The upstream loses what it kept beside the text: `replyTo`, cached translations, e-mail headers; and it does not send again what the channel had accepted before it failed, nor in API inboxes. Infobip does not tell that a message failed: there it is always refused; send a new one.',
    args: { input: t.arg({ type: RetryMessageInput, required: true, description: 'Which message.' }) },
    resolve: (_, { input }, context) =>
      answer(context, async () => {
        const target = targetOf(input.messageId, context)
        const { retry } = target.upstream.can
        if (!retry) {
          throw new NotRetryableError(
            'This upstream does not tell whether a message failed: send a new one.',
            target.origin,
          )
        }
        const { account, conversationId, id } = target
        const message = await context.writes.alone(account, ['retry', conversationId, id], (call) =>
          retry(conversationId, id, call),
        )
        context.writes.changed(message, 'updated')
        return { message }
      }),
  }),
  translateMessage: t.field({
    type: TranslateMessagePayload,
    description:
      'Translates a message once per language: the upstream keeps the translation (Chatwoot with its Google Translate integration), or Parley does for 30 days when it has a translator of its own. UNSUPPORTED where there is neither.',
    args: {
      input: t.arg({ type: TranslateMessageInput, required: true, description: 'What to translate.' }),
    },
    resolve: (_, { input }, context) =>
      answer(context, async () => {
        const target = targetOf(input.messageId, context)
        return context.writes.translate(await current(target, context), input.targetLanguage)
      }),
  }),
  deleteMessage: t.field({
    type: DeleteMessagePayload,
    description:
      'Deletes a message (Chatwoot): a tombstone stays, its text, attachments and translations are gone. Nothing is recalled from the channel.',
    args: { input: t.arg({ type: DeleteMessageInput, required: true, description: 'Which message.' }) },
    resolve: (_, { input }, context) =>
      answer(context, async () => {
        const target = targetOf(input.messageId, context)
        const deleteMessage = supported(target.upstream.can.deleteMessage, target, 'DELETE_MESSAGE')
        const message = await deleteMessage(
          target.conversationId,
          target.id,
          context.scope.call(target.account),
        )
        context.writes.changed(message, 'updated')
        return { message }
      }),
  }),
  updateMessageStatus: t.field({
    type: UpdateMessageStatusPayload,
    description:
      'Says how far a message came, where the company delivers it itself (Chatwoot API inboxes; elsewhere UNSUPPORTED). A step that the upstream silently refuses, such as from READ back to DELIVERED, is a CONFLICT.',
    args: {
      input: t.arg({
        type: UpdateMessageStatusInput,
        required: true,
        description: 'Which message, which status.',
      }),
    },
    resolve: (_, { input }, context) =>
      answer(context, async () => {
        const { status, reason = null } = input
        if (status === 'PENDING' || status === 'UNKNOWN') {
          throw new InvalidInputError('A message cannot be set to this status.', ['status'])
        }
        if (reason !== null && status !== 'FAILED') {
          throw new InvalidInputError('A reason goes with FAILED only.', ['reason'])
        }
        const target = targetOf(input.messageId, context)
        const update = supported(target.upstream.can.updateStatus, target, 'UPDATE_MESSAGE_STATUS')
        const message = await update(
          target.conversationId,
          target.id,
          status,
          reason,
          context.scope.call(target.account),
        )
        context.writes.changed(message, 'updated')
        if (message.status === status) return { message }
        throw new ConflictError(`The upstream keeps the message at ${message.status}.`, target.origin)
      }),
  }),
}))
