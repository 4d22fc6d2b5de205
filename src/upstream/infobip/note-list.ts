/** The notes of a conversation as one more source of its thread. */
import { UpstreamBadResponseError } from '../../domain/errors.ts'
import type { Message, MessageFilter } from '../../domain/message.ts'
import type { Call } from '../port.ts'
import { type Listing, type ListQuery, maxPageSize } from './client.ts'
import type { Context } from './context.ts'
import { readAll } from './many.ts'
import { toNote } from './map/note.ts'
import { placeOf } from './place.ts'
import type { Source, Window } from './scan.ts'

/**
 * Infobip cannot filter notes by time. So one end of the list is read like any other list, and a place inside
 * it by reading the notes whole, once: conversations have few.
 */
export const noteSource = (
  context: Context,
  conversationId: string,
  { createdAfter, createdBefore }: MessageFilter,
  call: Call,
): Source<Message> => {
  let whole: Promise<readonly Message[]> | undefined
  const fromWhole = async ({ after, before }: Window): Promise<Listing<Message>> => {
    whole ??= readNotes(context, conversationId, call)
    const rows = (await whole).filter(
      ({ createdAt }) =>
        (after === undefined || createdAt > after) && (before === undefined || createdAt < before),
    )
    return { rows, total: rows.length }
  }
  return {
    origin: context.origin,
    after: createdAfter,
    before: createdBefore,
    placeOf,
    isCounted: true,
    fetch: (window) =>
      window.after === undefined && window.before === undefined
        ? listNotes(
            context,
            conversationId,
            { limit: window.limit, orderBy: `createdAt:${window.order}` },
            call,
          )
        : fromWhole(window),
  }
}

/** All notes, in no order. One call for 999, more where an answer would be too large to be read. */
export const readNotes = async (
  context: Context,
  conversationId: string,
  call: Call,
  limit = maxPageSize,
): Promise<readonly Message[]> => {
  try {
    return await readAll(
      context.origin,
      ({ id }) => id,
      (paging) => listNotes(context, conversationId, { ...paging, orderBy: 'id:asc' }, call),
      limit,
    )
  } catch (error) {
    if (error instanceof UpstreamBadResponseError && error.isTooLarge && limit > 1) {
      return readNotes(context, conversationId, call, Math.ceil(limit / 4))
    }
    throw error
  }
}

const listNotes = async (
  { account, client }: Context,
  conversationId: string,
  query: ListQuery,
  call: Call,
): Promise<Listing<Message>> => {
  const { rows, total } = await client.listNotes(conversationId, query, call)
  return { rows: rows.map((row) => toNote(account.name, conversationId, row)), total }
}
