/** A conversation query in the terms of Infobip's list: which calls, and what is left to check row by row. */
import type {
  ConversationFilter,
  ConversationOrderField,
  ConversationQuery,
} from '../../domain/conversation.ts'
import type { Instant } from '../../domain/time.ts'
import type { Call } from '../port.ts'
import type { ConversationsQuery } from './client.ts'
import type { Context } from './context.ts'
import {
  filterWordOfPriority,
  filterWordOfStatus,
  priorityOf,
  statusOf,
  updatedAtOf,
} from './map/conversation.ts'
import type { Direction, Source, Window } from './scan.ts'
import { formatInstant } from './time.ts'
import type { WireConversation } from './wire.ts'

export const whyUnsupported = ({ filter, orderBy }: ConversationQuery): string | null => {
  if (filter.assignee?.by === 'presence') {
    return 'Infobip cannot list conversations by whether anybody is assigned.'
  }
  if (filter.inboxIds) return 'Infobip has no inboxes.'
  if (filter.channels) return 'Infobip cannot list conversations by channel.'
  if (filter.contactId !== undefined) return 'Infobip cannot list the conversations of a contact.'
  if (filter.isUnread !== undefined) return 'Infobip does not count unread messages.'
  return orders[orderBy.field] ? null : `Infobip cannot order conversations by ${orderBy.field}.`
}

/** What differs between the two orders that Infobip has. */
interface Order {
  readonly property: string
  timeOf(row: WireConversation): Instant
  /** The filter's own bounds on that property. */
  boundsOf(filter: ConversationFilter): Bounds
  query(bounds: Bounds): Partial<ConversationsQuery>
}

interface Bounds {
  readonly after?: Instant
  readonly before?: Instant
}

const byCreation: Order = {
  property: 'createdAt',
  timeOf: (row) => row.createdAt,
  boundsOf: ({ createdAfter, createdBefore }) => ({ after: createdAfter, before: createdBefore }),
  query: ({ after, before }) => ({ createdAfter: instant(after), createdBefore: instant(before) }),
}

const byUpdate: Order = {
  property: 'updatedAt',
  timeOf: updatedAtOf,
  boundsOf: ({ updatedAfter, updatedBefore }) => ({ after: updatedAfter, before: updatedBefore }),
  query: ({ after, before }) => ({ updatedAfter: instant(after), updatedBefore: instant(before) }),
}

const orders: Readonly<Partial<Record<ConversationOrderField, Order>>> = {
  LAST_ACTIVITY_AT: byUpdate,
  CREATED_AT: byCreation,
}

const instant = (value: Instant | undefined): string | undefined =>
  value === undefined ? undefined : formatInstant(value)

export const orderOf = ({ orderBy }: ConversationQuery): Order => orders[orderBy.field] ?? byUpdate

export const directionOf = ({ orderBy }: ConversationQuery): Direction =>
  orderBy.direction === 'ASC' ? 'asc' : 'desc'

/** One source a call: Infobip takes one status and one priority. None when no conversation can be in the list. */
export const sourcesOf = (
  { origin, client }: Context,
  query: ConversationQuery,
  call: Call,
): readonly Source<WireConversation>[] => {
  const { filter } = query
  const order = orderOf(query)
  const other = order === byCreation ? byUpdate : byCreation
  const fixed = fixedQuery(filter, call.agentId)
  if (!fixed) return []
  return wordsOf(filter.status, filterWordOfStatus).flatMap((status) =>
    wordsOf(filter.priority, filterWordOfPriority).map((priority) => ({
      origin,
      isCounted: true,
      ...order.boundsOf(filter),
      placeOf: (row) => ({ at: order.timeOf(row), id: row.id }),
      matches: (row) => matches(filter, other, row),
      fetch: ({ order: rowOrder, after, before, limit, page }: Window) =>
        client.listConversations(
          {
            ...fixed,
            status,
            priority,
            ...other.query(other.boundsOf(filter)),
            ...order.query({ after, before }),
            limit,
            page,
            orderBy: rowOrder === 'id' ? 'id:asc' : `${order.property}:${rowOrder}`,
          },
          call,
        ),
    })),
  )
}

/** The filters that take many values; undefined when they leave nothing. */
const fixedQuery = (
  { assignee, teamIds, labels }: ConversationFilter,
  viewerId: string | null,
): Partial<ConversationsQuery> | undefined => {
  if (teamIds?.length === 0 || labels?.length === 0) return undefined
  if (assignee?.by === 'viewer' && viewerId === null) return undefined // nothing is assigned to nobody
  return {
    agentId:
      assignee?.by === 'agent'
        ? assignee.agentId
        : assignee?.by === 'viewer'
          ? (viewerId ?? undefined)
          : undefined,
    queueIds: teamIds,
    tagNames: labels,
  }
}

/** The words to filter by, one call each; a single undefined for no filter, which all of them together are. */
const wordsOf = <V extends string>(
  values: readonly V[] | undefined,
  wordOf: Readonly<Partial<Record<V, string>>>,
): readonly (string | undefined)[] => {
  if (!values) return [undefined]
  const words = [...new Set(values.map((value) => wordOf[value]).filter((word) => word !== undefined))]
  return words.length === Object.keys(wordOf).length ? [undefined] : words
}

/** What a call without a filter lets through, and bounds that Infobip may take as inclusive. */
const matches = (filter: ConversationFilter, other: Order, row: WireConversation): boolean => {
  const { after, before } = other.boundsOf(filter)
  const time = other.timeOf(row)
  const priority = priorityOf(row.priority)
  return (
    (after === undefined || time > after) &&
    (before === undefined || time < before) &&
    (!filter.status || filter.status.includes(statusOf(row.status))) &&
    (!filter.priority || (priority !== null && filter.priority.includes(priority)))
  )
}
