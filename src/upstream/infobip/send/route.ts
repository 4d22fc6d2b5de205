/** Where a reply goes. Infobip takes none of it from the conversation. */
import { type Origin, UnsupportedError, UpstreamBadResponseError } from '../../../domain/errors.ts'
import type { Call } from '../../port.ts'
import type { Context } from '../context.ts'
import { isWritable } from '../map/channel.ts'
import { textAt } from '../map/json.ts'
import { comparePlaces, placeOf } from '../place.ts'
import type { WireConversation, WireMessage } from '../wire.ts'

export interface Route {
  /** Infobip's word. */
  readonly channel: string
  /** The company's own address. */
  readonly from: string
  /** The contact's address. */
  readonly to: string
  /** Of an e-mail; null where there is none, and on every other channel. */
  readonly subject: string | null
}

/**
 * Rows of any direction in the one call before a send: nearly always with one from the contact among them, and
 * with the newest, by which the send can be found later.
 */
const recentCount = 20

export interface Recent {
  /** Newest first. */
  readonly rows: readonly WireMessage[]
  /** Whether these are all. */
  readonly isWhole: boolean
}

/** Mails may be long: fewer are read where so many would be too much for one answer. */
export const readRecent = async (
  context: Context,
  conversationId: string,
  call: Call,
  limit = recentCount,
): Promise<Recent> => {
  try {
    const { rows, total } = await context.client.listMessages(
      conversationId,
      { limit, orderBy: 'createdAt:desc' },
      call,
    )
    return {
      rows: [...rows].sort((a, b) => comparePlaces(placeOf(b), placeOf(a))),
      isWhole: total === null ? rows.length < limit : total <= rows.length,
    }
  } catch (error) {
    if (!(error instanceof UpstreamBadResponseError && error.isTooLarge && limit > 1)) throw error
    return readRecent(context, conversationId, call, Math.ceil(limit / 4))
  }
}

/** Back to where the contact wrote last; where they never wrote, the way of the last message to them. */
export const findRoute = async (
  context: Context,
  conversation: WireConversation,
  recent: Recent,
  call: Call,
): Promise<Route> => {
  const { client, origin } = context
  const row =
    recent.rows.find(isInbound) ??
    (recent.isWhole
      ? undefined
      : (
          await client.listMessages(
            conversation.id,
            { direction: 'INBOUND', limit: 1, orderBy: 'createdAt:desc' },
            call,
          )
        ).rows[0]) ??
    recent.rows.find(({ direction }) => direction === 'OUTBOUND')
  if (!row) {
    throw new UnsupportedError(
      'Infobip sends along the last message, and this conversation has none: channel, from and to are missing.',
      origin,
      'SEND_MESSAGE',
    )
  }
  return routeAlong(context, row, subjectOf(conversation, recent))
}

const routeAlong = ({ origin }: Context, row: WireMessage, subject: string | null): Route => {
  const { channel, from, to } = isInbound(row) ? { ...row, from: row.to, to: row.from } : row
  if (!channel || !from || !to) {
    const missing = Object.entries({ channel, from, to })
      .filter(([, value]) => !value)
      .map(([name]) => name)
    throw new UnsupportedError(
      `Infobip sends along the last message, and that one does not tell: ${missing.join(', ')}.`,
      origin,
      'SEND_MESSAGE',
    )
  }
  requireWritable(channel, origin)
  return { channel, from, to, subject: channel === 'EMAIL' ? subject : null }
}

export const requireWritable = (channel: string, origin: Origin): void => {
  if (!isWritable(channel)) {
    throw new UnsupportedError(`Infobip takes no messages on ${channel}.`, origin, 'SEND_MESSAGE')
  }
}

const isInbound = ({ direction }: WireMessage): boolean => direction === 'INBOUND'

/** What the mails before were about; else the topic. */
const subjectOf = ({ topic }: WireConversation, { rows }: Recent): string | null =>
  rows
    .filter(({ contentType }) => contentType === 'EMAIL')
    .map(({ content }) => textAt(content, 'subject'))
    .find((subject) => subject !== null) ??
  (topic || null)
