/** A message filter in the terms of Infobip's lists: which calls, and what is left to check row by row. */
import type { Message, MessageFilter } from '../../domain/message.ts'
import { inOrderOf } from '../../kit/order.ts'
import type { Call } from '../port.ts'
import type { MessagesQuery } from './client.ts'
import type { Context } from './context.ts'
import { readMany } from './many.ts'
import { filterWordsOf } from './map/channel.ts'
import { toMessage } from './map/message.ts'
import { isNoteId } from './map/note.ts'
import { noteSource, readNotes } from './note-list.ts'
import { placeOf } from './place.ts'
import type { Source, Window } from './scan.ts'
import { formatInstant } from './time.ts'

/** Whether a message can pass: every one of them is a MESSAGE to or from the contact. */
const canHaveMessages = ({ ids, kinds, direction, channels }: MessageFilter): boolean =>
  (ids?.some((id) => !isNoteId(id)) ?? true) &&
  channels?.length !== 0 &&
  direction !== 'INTERNAL' &&
  (kinds?.includes('MESSAGE') ?? true)

/** Whether a note can pass: they are on no channel. */
const canHaveNotes = ({ ids, kinds, direction, channels }: MessageFilter): boolean =>
  (ids?.some(isNoteId) ?? true) &&
  channels === undefined &&
  (direction === undefined || direction === 'INTERNAL') &&
  (kinds?.includes('NOTE') ?? true)

/**
 * The list as one call a page for messages and one for notes, where either can pass. A single channel is filtered
 * upstream, several are picked out here.
 */
export const sourcesOf = (
  context: Context,
  conversationId: string,
  filter: MessageFilter,
  call: Call,
): readonly Source<Message>[] => {
  if (filter.ids) return sourcesOfIds(context, conversationId, filter, filter.ids, call)
  const words = channelWordsOf(filter)
  const [word] = words?.length === 1 ? words : []
  return [
    ...(canHaveMessages(filter) ? [messageSource(context, conversationId, filter, word, call)] : []),
    ...(canHaveNotes(filter) ? [noteSource(context, conversationId, filter, call)] : []),
  ]
}

/** As `sourcesOf`, but one a channel, so that each can be counted. */
export const countableSourcesOf = (
  context: Context,
  conversationId: string,
  filter: MessageFilter,
  call: Call,
): readonly Source<Message>[] => {
  const words = canHaveMessages(filter) && !filter.ids ? channelWordsOf(filter) : undefined
  return words
    ? words.map((word) => messageSource(context, conversationId, filter, word, call))
    : sourcesOf(context, conversationId, filter, call)
}

/** Undefined without a channel filter, and where Infobip cannot filter by these channels. */
const channelWordsOf = ({ channels }: MessageFilter): readonly string[] | undefined => {
  const words = [...new Set(channels)].map(filterWordsOf)
  return channels && words.every((each) => each !== undefined) ? words.flat() : undefined
}

const messageSource = (
  { account, origin, client }: Context,
  conversationId: string,
  filter: MessageFilter,
  channel: string | undefined,
  call: Call,
): Source<Message> => ({
  origin,
  after: filter.createdAfter,
  before: filter.createdBefore,
  placeOf,
  matches: (message) => matches(filter, message),
  isCounted: !filter.channels || channel !== undefined,
  fetch: async ({ order, after, before, limit, page }: Window) => {
    const query: MessagesQuery = {
      channel,
      direction: filter.direction && directionWords[filter.direction],
      createdAfter: after === undefined ? undefined : formatInstant(after),
      createdBefore: before === undefined ? undefined : formatInstant(before),
      limit,
      page,
      orderBy: order === 'id' ? 'id:asc' : `createdAt:${order}`,
    }
    const { rows, total } = await client.listMessages(conversationId, query, call)
    return { rows: rows.map((row) => toMessage(account.name, conversationId, row)), total }
  },
})

const directionWords = { INCOMING: 'INBOUND', OUTGOING: 'OUTBOUND', INTERNAL: undefined } as const

/** Few enough to be read whole, once. */
const sourcesOfIds = (
  context: Context,
  conversationId: string,
  filter: MessageFilter,
  ids: readonly string[],
  call: Call,
): readonly Source<Message>[] => {
  const wanted = [...new Set(ids)].filter((id) =>
    isNoteId(id) ? canHaveNotes(filter) : canHaveMessages(filter),
  )
  if (wanted.length === 0) return []
  let reading: Promise<readonly Message[]> | undefined
  const read = async () =>
    (await readByIds(context, conversationId, wanted, call)).filter(
      (message) => message !== null && matches(filter, message),
    ) as readonly Message[]
  return [
    {
      origin: context.origin,
      placeOf,
      isCounted: true,
      fetch: async () => {
        reading ??= read()
        const rows = await reading
        return { rows, total: rows.length }
      },
    },
  ]
}

/** Messages and notes, in the order of `ids`: one call for 100 messages, one for all notes, none for what is not asked for. */
export const readByIds = async (
  context: Context,
  conversationId: string,
  ids: readonly string[],
  call: Call,
): Promise<readonly (Message | null)[]> => {
  const messageIds = ids.filter((id) => !isNoteId(id))
  const [rows, notes] = await Promise.all([
    readMany(messageIds, (some) =>
      context.client.listMessages(
        conversationId,
        { messageIds: some, limit: some.length, orderBy: 'createdAt:asc' },
        call,
      ),
    ),
    messageIds.length < ids.length ? readNotes(context, conversationId, call) : [],
  ])
  const messages = rows.flatMap((row) => (row ? [toMessage(context.account.name, conversationId, row)] : []))
  return inOrderOf(ids, [...messages, ...notes], ({ id }) => id)
}

export const matches = (filter: MessageFilter, message: Message): boolean => {
  const { ids, kinds, channels, direction, createdAfter, createdBefore } = filter
  return (
    (!ids || ids.includes(message.id)) &&
    (!kinds || kinds.includes(message.kind)) &&
    (!channels || (!!message.channel && channels.includes(message.channel))) &&
    (!direction || message.direction === direction) &&
    (createdAfter === undefined || message.createdAt > createdAfter) &&
    (createdBefore === undefined || message.createdAt < createdBefore)
  )
}
