import type { Conversation } from '../../domain/conversation.ts'
import { InvalidInputError, UnsupportedError } from '../../domain/errors.ts'
import type { Message } from '../../domain/message.ts'
import type { OutgoingMessage } from '../../domain/outgoing.ts'
import { checkCharacters, isBlank } from '../../domain/text.ts'
import { answer, payloadRef } from '../answer.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { ownId, requireRefOf } from '../id.ts'
import { ConversationRef, MessageRef } from '../refs.ts'
import { toMessageId } from './input.ts'
import { AttachmentInput, MessageContentInput, toOutgoingAttachments, toOutgoingContent } from './outgoing.ts'

const clientMessageIdNote =
  'Make one per message (a UUID), at most 255 characters. It comes back as `Message.clientMessageId`, and sending it again within 24 hours returns the first message instead of sending twice; with other content it is a CONFLICT.'

const SendMessageInput = builder.inputType('SendMessageInput', {
  description: 'What to send, and where.',
  fields: (t) => ({
    conversationId: t.id({ required: true, description: 'Global id of the conversation.' }),
    content: t.field({
      type: MessageContentInput,
      required: false,
      description: 'What to say. May be left out with attachments.',
    }),
    attachments: t.field({ type: [AttachmentInput], required: false, description: 'Files, at most 15.' }),
    replyToMessageId: t.id({
      required: false,
      description: 'The message of this conversation that it answers (Chatwoot).',
    }),
    clientMessageId: t.string({ required: false, description: clientMessageIdNote }),
  }),
})

const RecordIncomingMessageInput = builder.inputType('RecordIncomingMessageInput', {
  description: 'What the contact wrote elsewhere.',
  fields: (t) => ({
    conversationId: t.id({ required: true, description: 'Global id of the conversation, in an API inbox.' }),
    content: t.field({
      type: MessageContentInput,
      required: false,
      description: 'What the contact said. May be left out with attachments.',
    }),
    attachments: t.field({ type: [AttachmentInput], required: false, description: 'Files, at most 15.' }),
    clientMessageId: t.string({ required: false, description: clientMessageIdNote }),
  }),
})

const AddNoteInput = builder.inputType('AddNoteInput', {
  description: 'A note for other agents.',
  fields: (t) => ({
    conversationId: t.id({ required: true, description: 'Global id of the conversation.' }),
    text: t.string({ required: true, description: 'The note. Infobip: at most 4,000 characters.' }),
    mentionAgentIds: t.idList({ required: false, description: 'Agents to call on (Chatwoot).' }),
    clientMessageId: t.string({ required: false, description: clientMessageIdNote }),
  }),
})

interface Sent {
  readonly message: Message
  readonly conversation: Promise<Conversation | null>
}

const sentPayload = (name: string) => {
  const ref = payloadRef<Sent>(name)
  builder.objectFields(ref, (t) => ({
    message: t.field({
      type: MessageRef,
      nullable: true,
      description: 'The message as the upstream has it. Null when `userErrors` says why not.',
      resolve: ({ message }) => message,
    }),
    conversation: t.field({
      type: ConversationRef,
      nullable: true,
      description: 'The conversation after it; asks the upstream again.',
      resolve: ({ message }, _, context) =>
        message
          ? context.loaders.conversation.load({ account: message.account, id: message.conversationId })
          : null,
    }),
  }))
  return ref
}

const SendMessagePayload = sentPayload('SendMessagePayload')
const RecordIncomingMessagePayload = sentPayload('RecordIncomingMessagePayload')
const AddNotePayload = sentPayload('AddNotePayload')

builder.mutationFields((t) => ({
  sendMessage: t.field({
    type: SendMessagePayload,
    description:
      "Sends on the conversation's own channel, in the name of the caller's agent. What the upstream or the channel cannot carry is UNSUPPORTED. Without an answer in time Parley looks whether the message arrived; when it cannot be found it is OUTCOME_UNKNOWN, and nothing is sent again by itself.",
    args: { input: t.arg({ type: SendMessageInput, required: true, description: 'What to send.' }) },
    resolve: (_, { input }, context) =>
      answer(context, async () => sent(await sendMessage(input, context), context)),
  }),
  recordIncomingMessage: t.field({
    type: RecordIncomingMessagePayload,
    description:
      'Files a message that the contact wrote elsewhere (Chatwoot API inboxes only; elsewhere UNSUPPORTED).',
    args: {
      input: t.arg({
        type: RecordIncomingMessageInput,
        required: true,
        description: 'What the contact wrote.',
      }),
    },
    resolve: (_, { input }, context) =>
      answer(context, async () => sent(await recordIncoming(input, context), context)),
  }),
  addNote: t.field({
    type: AddNotePayload,
    description: 'Writes a note that only agents see. It is a message of kind NOTE in the thread.',
    args: { input: t.arg({ type: AddNoteInput, required: true, description: 'The note.' }) },
    resolve: (_, { input }, context) =>
      answer(context, async () => sent(await addNote(input, context), context)),
  }),
}))

/** What the operation loaded of the conversation before is out of date now. */
const sent = (message: Message, { loaders }: Context) => {
  loaders.conversation.clear({ account: message.account, id: message.conversationId })
  return { message }
}

type SendInput = typeof SendMessageInput.$inferInput
type RecordInput = typeof RecordIncomingMessageInput.$inferInput
type NoteInput = typeof AddNoteInput.$inferInput

const placeOf = (conversationId: string, context: Context) => {
  const ref = requireRefOf('Conversation', conversationId, ['conversationId'], context)
  return { account: ref.account, id: ownId(ref), upstream: context.scope.upstream(ref.account) }
}

const sendMessage = (input: SendInput, context: Context): Promise<Message> => {
  const place = placeOf(input.conversationId, context)
  const message = {
    ...toMessage(input, place.account),
    replyToId:
      input.replyToMessageId == null
        ? null
        : toMessageId(input.replyToMessageId, place, ['replyToMessageId'], context),
  }
  const { messages } = place.upstream
  return context.writes.send({
    account: place.account,
    clientMessageId: message.clientMessageId,
    content: ['message', place.id, message],
    sought: { type: 'message', conversationId: place.id, message },
    prepare: async (marker, call) => {
      await checkReplyTo(message.replyToId, place, context)
      return messages.prepareSend(place.id, { ...message, marker }, call)
    },
    find: (marker, trace, call) => messages.findSent(place.id, { ...message, marker }, trace, call),
  })
}

/** An upstream drops a reference to what is not there without a word. */
const checkReplyTo = async (
  id: string | null,
  { account, id: conversationId, upstream }: ReturnType<typeof placeOf>,
  { loaders }: Context,
): Promise<void> => {
  if (id === null || !upstream.capabilities.includes('REPLY_TO_MESSAGE')) return
  if (await loaders.message.load({ account, conversationId, id })) return
  throw new InvalidInputError('There is no such message in this conversation.', ['replyToMessageId'])
}

const recordIncoming = (input: RecordInput, context: Context): Promise<Message> => {
  const place = placeOf(input.conversationId, context)
  const message = { ...toMessage(input, place.account), replyToId: null }
  const { can, messages, account } = place.upstream
  const { prepareIncoming } = can
  if (!prepareIncoming) {
    const origin = { account: place.account, provider: account.provider }
    throw new UnsupportedError(
      'This upstream takes messages of contacts only from its channels.',
      origin,
      'RECORD_INCOMING',
    )
  }
  return context.writes.send({
    account: place.account,
    clientMessageId: message.clientMessageId,
    content: ['incoming', place.id, message],
    prepare: (marker, call) => prepareIncoming(place.id, { ...message, marker }, call),
    find: (marker, trace, call) => messages.findSent(place.id, { ...message, marker }, trace, call),
  })
}

const addNote = (input: NoteInput, context: Context): Promise<Message> => {
  const place = placeOf(input.conversationId, context)
  const { prepareNote, findNote } = place.upstream.can
  if (!prepareNote) {
    const origin = { account: place.account, provider: place.upstream.account.provider }
    throw new UnsupportedError('This upstream has no notes.', origin, 'NOTES')
  }
  checkCharacters(input.text, ['text'])
  if (isBlank(input.text)) throw new InvalidInputError('A note has some text.', ['text'])
  const note = {
    text: input.text,
    mentionAgentIds: (input.mentionAgentIds ?? []).map((id, index) => {
      const ref = requireRefOf('Agent', id, ['mentionAgentIds', String(index)], context)
      if (ref.account === place.account) return ownId(ref)
      throw new InvalidInputError('This agent is of another account.', ['mentionAgentIds', String(index)])
    }),
    clientMessageId: input.clientMessageId ?? null,
  }
  return context.writes.send({
    account: place.account,
    clientMessageId: note.clientMessageId,
    content: ['note', place.id, note],
    sought: { type: 'note', conversationId: place.id, note },
    prepare: (marker, call) => prepareNote(place.id, { ...note, marker }, call),
    find: async (marker, trace, call) =>
      (await findNote?.(place.id, { ...note, marker }, trace, call)) ?? null,
  })
}

const toMessage = (
  { content, attachments, clientMessageId }: Pick<SendInput, 'content' | 'attachments' | 'clientMessageId'>,
  account: string,
): Omit<OutgoingMessage, 'marker' | 'replyToId'> => {
  const files = toOutgoingAttachments(attachments ?? [], account, ['attachments'])
  const saysNothing = content?.text != null && isBlank(content.text)
  if (files.length === 0 && (!content || saysNothing)) {
    throw new InvalidInputError('A message without attachments has some content.', [
      'content',
      ...(saysNothing ? ['text'] : []),
    ])
  }
  return {
    content: content && !saysNothing ? toOutgoingContent(content, ['content']) : null,
    attachments: files,
    clientMessageId: clientMessageId ?? null,
  }
}
