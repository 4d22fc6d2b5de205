/** A message filter in the terms of Infobip's list: which calls, and what is left to check row by row. */
import type { MessageFilter } from '../../domain/message.ts'
import type { Call } from '../port.ts'
import type { MessagesQuery } from './client.ts'
import type { Context } from './context.ts'
import { readMany } from './many.ts'
import { channelOf, filterWordsOf } from './map/channel.ts'
import { directionOf } from './map/message.ts'
import type { Source, Window } from './scan.ts'
import { formatInstant } from './time.ts'
import type { WireMessage } from './wire.ts'

/** Whether no message can pass: every Infobip message is a MESSAGE to or from the contact. */
const isHopeless = ({ ids, kinds, direction, channels }: MessageFilter): boolean =>
  ids?.length === 0 ||
  channels?.length === 0 ||
  direction === 'INTERNAL' ||
  (kinds !== undefined && !kinds.includes('MESSAGE'))

/** The list as one call a page where that is possible: a single channel is filtered upstream, several are picked out here. */
export const sourcesOf = (
  context: Context,
  conversationId: string,
  filter: MessageFilter,
  call: Call,
): readonly Source<WireMessage>[] => {
  if (isHopeless(filter)) return []
  if (filter.ids) return [sourceOfIds(context, conversationId, filter, filter.ids, call)]
  const words = channelWordsOf(filter)
  const [word] = words?.length === 1 ? words : []
  return [sourceOf(context, conversationId, filter, word, call)]
}

/** As `sourcesOf`, but one a channel, so that each can be counted. */
export const countableSourcesOf = (
  context: Context,
  conversationId: string,
  filter: MessageFilter,
  call: Call,
): readonly Source<WireMessage>[] => {
  const words = isHopeless(filter) || filter.ids ? undefined : channelWordsOf(filter)
  return words
    ? words.map((word) => sourceOf(context, conversationId, filter, word, call))
    : sourcesOf(context, conversationId, filter, call)
}

/** Undefined without a channel filter, and where Infobip cannot filter by these channels. */
const channelWordsOf = ({ channels }: MessageFilter): readonly string[] | undefined => {
  const words = [...new Set(channels)].map(filterWordsOf)
  return channels && words.every((each) => each !== undefined) ? words.flat() : undefined
}

const sourceOf = (
  { origin, client }: Context,
  conversationId: string,
  filter: MessageFilter,
  channel: string | undefined,
  call: Call,
): Source<WireMessage> => ({
  origin,
  after: filter.createdAfter,
  before: filter.createdBefore,
  placeOf,
  matches: (row) => matches(filter, row),
  isCounted: !filter.channels || channel !== undefined,
  fetch: ({ order, after, before, limit, page }: Window) =>
    client.listMessages(
      conversationId,
      {
        channel,
        direction: filter.direction && directionWords[filter.direction],
        createdAfter: after === undefined ? undefined : formatInstant(after),
        createdBefore: before === undefined ? undefined : formatInstant(before),
        limit,
        page,
        orderBy: order === 'id' ? 'id:asc' : `createdAt:${order}`,
      } satisfies MessagesQuery,
      call,
    ),
})

/** Few enough to be read whole, once. */
const sourceOfIds = (
  context: Context,
  conversationId: string,
  filter: MessageFilter,
  ids: readonly string[],
  call: Call,
): Source<WireMessage> => {
  let reading: Promise<readonly WireMessage[]> | undefined
  const read = async () =>
    (await readMessages(context, conversationId, [...new Set(ids)], call)).filter(
      (row) => row !== null && matches(filter, row),
    ) as readonly WireMessage[]
  return {
    origin: context.origin,
    placeOf,
    isCounted: true,
    fetch: async () => {
      reading ??= read()
      const rows = await reading
      return { rows, total: rows.length }
    },
  }
}

export const readMessages = (
  { client }: Context,
  conversationId: string,
  ids: readonly string[],
  call: Call,
): Promise<readonly (WireMessage | null)[]> =>
  readMany(ids, (messageIds) =>
    client.listMessages(
      conversationId,
      { messageIds, limit: messageIds.length, orderBy: 'createdAt:asc' },
      call,
    ),
  )

export const placeOf = ({ createdAt, id }: WireMessage) => ({ at: createdAt, id })

const directionWords = { INCOMING: 'INBOUND', OUTGOING: 'OUTBOUND', INTERNAL: undefined } as const

export const matches = (filter: MessageFilter, row: WireMessage): boolean => {
  const { ids, channels, direction, createdAfter, createdBefore } = filter
  return (
    !isHopeless(filter) &&
    (!ids || ids.includes(row.id)) &&
    (!channels || (!!row.channel && channels.includes(channelOf(row.channel)))) &&
    (!direction || directionOf(row) === direction) &&
    (createdAfter === undefined || row.createdAt > createdAfter) &&
    (createdBefore === undefined || row.createdAt < createdBefore)
  )
}
