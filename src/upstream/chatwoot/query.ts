/** Which of Chatwoot's two lists serves a query, and how it is asked. */
import type {
  ConversationFilter,
  ConversationFilterField,
  ConversationOrderField,
  ConversationQuery,
} from '../../domain/conversation.ts'
import type { Call } from '../port.ts'
import type { ChatwootClient, Condition, ConversationParams } from './client.ts'
import { idValue } from './id.ts'
import { chatwootStatuses, isChatwootStatus, statusWords } from './map/conversation.ts'
import { channelOf } from './map/place.ts'
import type { WireCounts } from './wire.ts'

export const supportedFilters: readonly ConversationFilterField[] = [
  'STATUS',
  'ASSIGNEE_VIEWER',
  'ASSIGNEE_PRESENCE',
  'ASSIGNEE_AGENT',
  'INBOX',
  'TEAM',
  'LABELS',
  'PRIORITY',
  'CHANNEL',
  'CONTACT',
]

export type Plan =
  /** No Chatwoot conversation can be in this list. */
  | { readonly by: 'nothing' }
  | { readonly by: 'list'; readonly params: ConversationParams; readonly count: keyof WireCounts }
  | { readonly by: 'filter'; readonly conditions: readonly Condition[] }

export const whyUnsupported = ({ filter, orderBy }: ConversationQuery): string | null => {
  if (filter.isUnread !== undefined) return 'Chatwoot cannot select conversations by unread messages.'
  if (filter.createdAfter !== undefined || filter.createdBefore !== undefined) {
    return 'Chatwoot selects by creation only in whole days.'
  }
  if (filter.updatedAfter !== undefined || filter.updatedBefore !== undefined) {
    return 'Chatwoot cannot select conversations by their last change.'
  }
  const isNewestFirst = orderBy.field === 'LAST_ACTIVITY_AT' && orderBy.direction === 'DESC'
  const reason = needsFilter(filter)
  return reason === null || isNewestFirst
    ? null
    : `Chatwoot lists conversations by ${reason} only with the newest activity first.`
}

/** What the plain list cannot do; null when it can do all of it. */
const needsFilter = (filter: ConversationFilter): string | null => {
  if (filter.assignee?.by === 'agent') return 'agent'
  if (filter.priority) return 'priority'
  if (filter.channels) return 'channel'
  if (filter.contactId !== undefined) return 'contact'
  if ((filter.inboxIds?.length ?? 0) > 1) return 'several inboxes'
  return (filter.teamIds?.length ?? 0) > 1 ? 'several teams' : null
}

/** Costs a call only for a channel (its inboxes are looked up) and for the viewer together with a filter (whose id). */
export const planOf = async (
  { filter, orderBy }: ConversationQuery,
  client: ChatwootClient,
  call: Call,
): Promise<Plan> => {
  const statuses = filter.status?.filter(isChatwootStatus) ?? chatwootStatuses
  const words = chatwootStatuses.filter((each) => statuses.includes(each)).map((each) => statusWords[each])
  const { inboxIds, teamIds, labels, priority, channels } = filter
  if ([words, inboxIds, teamIds, labels, priority, channels].some((values) => values?.length === 0)) {
    return { by: 'nothing' }
  }
  if (needsFilter(filter) === null) {
    return {
      by: 'list',
      params: {
        ...statusParams(words),
        assignee_type: assigneeType(filter),
        inbox_id: inboxIds?.[0],
        team_id: teamIds?.[0],
        'labels[]': labels,
        sort_by: `${sortWords[orderBy.field]}_${orderBy.direction.toLowerCase()}`,
      },
      count: countKey(filter),
    }
  }
  const inboxes = channels ? await inboxesOf(filter, client, call) : inboxIds
  if (inboxes?.length === 0) return { by: 'nothing' }
  const conditions = [
    words.length < chatwootStatuses.length && equalTo('status', words),
    inboxes && equalTo('inbox_id', inboxes.map(idValue)),
    teamIds && equalTo('team_id', teamIds.map(idValue)),
    labels && equalTo('labels', labels),
    priority &&
      equalTo(
        'priority',
        priority.map((each) => each.toLowerCase()),
      ),
    filter.contactId !== undefined && equalTo('contact_id', [idValue(filter.contactId)]),
    await assigneeCondition(filter, client, call),
  ]
  return { by: 'filter', conditions: conditions.filter((each) => each !== false && each !== undefined) }
}

const sortWords: Readonly<Record<ConversationOrderField, string>> = {
  LAST_ACTIVITY_AT: 'last_activity_at',
  CREATED_AT: 'created_at',
  PRIORITY: 'priority',
  WAITING_SINCE: 'waiting_since',
}

/** Without a status Chatwoot lists the open ones only. */
const statusParams = (words: readonly string[]): ConversationParams => {
  if (words.length === chatwootStatuses.length) return { status: 'all' }
  return words.length === 1 ? { status: words[0] } : { 'status[]': words }
}

const assigneeType = ({ assignee }: ConversationFilter): 'me' | 'assigned' | 'unassigned' | undefined => {
  if (assignee?.by === 'viewer') return 'me'
  if (assignee?.by !== 'presence') return undefined
  return assignee.isAssigned ? 'assigned' : 'unassigned'
}

/** The counts obey every filter but the assignee; each is the count of one `assignee_type`. */
const countKey = (filter: ConversationFilter): keyof WireCounts => {
  const type = assigneeType(filter)
  if (type === undefined) return 'all_count'
  return type === 'me' ? 'mine_count' : `${type}_count`
}

const inboxesOf = async (
  { channels = [], inboxIds }: ConversationFilter,
  client: ChatwootClient,
  call: Call,
): Promise<readonly string[]> => {
  const inboxes = await client.inboxes(call)
  return inboxes
    .filter(({ channel_type }) => channels.includes(channelOf(channel_type ?? '')))
    .map(({ id }) => id)
    .filter((id) => inboxIds?.includes(id) ?? true)
}

const equalTo = (attribute_key: string, values: readonly (string | number)[]): Condition => ({
  attribute_key,
  filter_operator: 'equal_to',
  values,
})

const assigneeCondition = async (
  { assignee }: ConversationFilter,
  client: ChatwootClient,
  call: Call,
): Promise<Condition | undefined> => {
  switch (assignee?.by) {
    case 'agent':
      return equalTo('assignee_id', [idValue(assignee.agentId)])
    case 'viewer':
      return equalTo('assignee_id', [idValue((await client.profile(call)).id)])
    case 'presence':
      // these operators look at no value, but conditions without any are refused
      return {
        attribute_key: 'assignee_id',
        filter_operator: assignee.isAssigned ? 'is_present' : 'is_not_present',
        values: ['all'],
      }
    default:
      return undefined
  }
}
