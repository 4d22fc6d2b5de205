import { InvalidInputError } from '../../domain/errors.ts'
import type { MessageFilter } from '../../domain/message.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { ownId, requireRefOf } from '../id.ts'
import { ChannelEnum } from '../place/type.ts'
import { MessageDirectionEnum, MessageKindEnum, OrderDirectionEnum } from './enum.ts'

const maxIds = 100

export const MessageFilterInput = builder.inputType('MessageFilter', {
  description: 'Which messages. The values of one field are alternatives; fields add up.',
  fields: (t) => ({
    ids: t.idList({
      required: false,
      description: `Only these messages of this conversation; at most ${maxIds}.`,
    }),
    kinds: t.field({ type: [MessageKindEnum], required: false, description: 'Any of these kinds.' }),
    direction: t.field({ type: MessageDirectionEnum, required: false, description: 'Only this way.' }),
    channels: t.field({ type: [ChannelEnum], required: false, description: 'Any of these channels.' }),
    createdAfter: t.field({ type: 'DateTime', required: false, description: 'Written later than this.' }),
    createdBefore: t.field({ type: 'DateTime', required: false, description: 'Written earlier than this.' }),
  }),
})

const MessageOrderField = builder.enumType('MessageOrderField', {
  description: 'What messages are ordered by. New values may be added in minor versions.',
  values: { CREATED_AT: { description: 'When they were written.' } } as const,
})

export const MessageOrderInput = builder.inputType('MessageOrder', {
  description: 'The order of messages.',
  fields: (t) => ({
    field: t.field({ type: MessageOrderField, required: true, description: 'By what.' }),
    direction: t.field({ type: OrderDirectionEnum, required: true, description: 'Which end comes first.' }),
  }),
})

type MessageFilterArgument = typeof MessageFilterInput.$inferInput

/** The filter with upstream ids. Throws `InvalidInputError` for an id that is not of this conversation. */
export const toMessageFilter = (
  { ids, kinds, direction, channels, createdAfter, createdBefore }: MessageFilterArgument,
  conversation: { readonly account: string; readonly id: string },
  context: Context,
): MessageFilter => ({
  ...(ids && { ids: toMessageIds(ids, conversation, context) }),
  ...(kinds && { kinds }),
  ...(direction && { direction }),
  ...(channels && { channels }),
  ...(createdAfter != null && { createdAfter }),
  ...(createdBefore != null && { createdBefore }),
})

const toMessageIds = (
  ids: readonly string[],
  conversation: { readonly account: string; readonly id: string },
  context: Context,
): string[] => {
  if (ids.length > maxIds) throw new InvalidInputError(`At most ${maxIds} ids at once.`, ['filter', 'ids'])
  return ids.map((id, index) => toMessageId(id, conversation, ['filter', 'ids', String(index)], context))
}

/** The upstream id of a message of this conversation. */
export const toMessageId = (
  id: string,
  conversation: { readonly account: string; readonly id: string },
  path: readonly string[],
  context: Context,
): string => {
  const ref = requireRefOf('Message', id, path, context)
  if (ref.account !== conversation.account || ref.path[0] !== conversation.id) {
    throw new InvalidInputError('This message is not in this conversation.', path)
  }
  return ownId(ref)
}
