import type { AssigneeFilter, ConversationFilter, ConversationOrder } from '../../domain/conversation.ts'
import { InvalidInputError } from '../../domain/errors.ts'
import type { NodeType } from '../../domain/ref.ts'
import { ConversationStatusEnum } from '../account/enum.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { ownId, requireRefOf } from '../id.ts'
import { OrderDirectionEnum } from '../message/enum.ts'
import { ChannelEnum } from '../place/type.ts'
import { ConversationOrderFieldEnum, ConversationPriorityEnum } from './enum.ts'

const maxValues = 100

const AssigneeFilterInput = builder.inputType('AssigneeFilter', {
  description: 'Who answers it.',
  isOneOf: true,
  fields: (t) => ({
    viewer: t.boolean({ required: false, description: 'True: assigned to the caller. False is refused.' }),
    isAssigned: t.boolean({ required: false, description: 'True: has an assignee; false: has none.' }),
    agentId: t.id({ required: false, description: 'Assigned to this agent.' }),
  }),
})

export const ConversationFilterInput = builder.inputType('ConversationFilter', {
  description: `Which conversations. The values of one field are alternatives, at most ${maxValues}; fields add up.`,
  fields: (t) => ({
    accountIds: t.idList({ required: false, description: 'Only these accounts; default all.' }),
    status: t.field({
      type: [ConversationStatusEnum],
      required: false,
      description: 'Any of these; default every status.',
    }),
    assignee: t.field({ type: AssigneeFilterInput, required: false, description: 'Who answers it.' }),
    inboxIds: t.idList({ required: false, description: 'Any of these inboxes.' }),
    teamIds: t.idList({ required: false, description: 'Any of these teams or queues.' }),
    labels: t.stringList({ required: false, description: 'Any of these labels or tags.' }),
    priority: t.field({ type: [ConversationPriorityEnum], required: false, description: 'Any of these.' }),
    channels: t.field({ type: [ChannelEnum], required: false, description: 'Any of these.' }),
    contactId: t.id({ required: false, description: 'With this contact.' }),
    isUnread: t.boolean({ required: false, description: 'True: has messages that no agent has read.' }),
    createdAfter: t.field({ type: 'DateTime', required: false, description: 'Began later than this.' }),
    createdBefore: t.field({ type: 'DateTime', required: false, description: 'Began earlier than this.' }),
    updatedAfter: t.field({ type: 'DateTime', required: false, description: 'Changed later than this.' }),
    updatedBefore: t.field({ type: 'DateTime', required: false, description: 'Changed earlier than this.' }),
  }),
})

export const ConversationOrderInput = builder.inputType('ConversationOrder', {
  description: 'The order of conversations.',
  fields: (t) => ({
    field: t.field({ type: ConversationOrderFieldEnum, required: true, description: 'By what.' }),
    direction: t.field({ type: OrderDirectionEnum, required: true, description: 'Which end comes first.' }),
  }),
})

type FilterArgument = typeof ConversationFilterInput.$inferInput

export const defaultOrder: ConversationOrder = { field: 'LAST_ACTIVITY_AT', direction: 'DESC' }

/**
 * The question to each account, with upstream ids. Ids belong to one account each: an account that owns none of
 * the ids asked for has no such conversation, and is left out.
 */
export const toFilters = (
  argument: FilterArgument,
  context: Context,
): { readonly account: string; readonly filter: ConversationFilter }[] => {
  checkSizes(argument)
  const accounts = accountsOf(argument, context)
  const inboxIds = idsByAccount('Inbox', argument.inboxIds, 'inboxIds', context)
  const teamIds = idsByAccount('Team', argument.teamIds, 'teamIds', context)
  const contactIds = idsByAccount(
    'Contact',
    argument.contactId == null ? null : [argument.contactId],
    'contactId',
    context,
  )
  const agentIds = idsByAccount(
    'Agent',
    argument.assignee?.agentId ? [argument.assignee.agentId] : null,
    'assignee',
    context,
  )
  const owned = [inboxIds, teamIds, contactIds, agentIds].filter((ids) => ids !== null)
  return accounts
    .filter((account) => owned.every((ids) => ids.has(account)))
    .map((account) => ({
      account,
      filter: {
        ...plainFilter(argument),
        ...(inboxIds && { inboxIds: inboxIds.get(account) }),
        ...(teamIds && { teamIds: teamIds.get(account) }),
        ...(contactIds && { contactId: contactIds.get(account)?.[0] }),
        ...(argument.assignee && { assignee: toAssignee(argument.assignee, agentIds?.get(account)?.[0]) }),
      },
    }))
}

const plainFilter = (argument: FilterArgument): ConversationFilter => {
  const { status, labels, priority, channels, isUnread } = argument
  const { createdAfter, createdBefore, updatedAfter, updatedBefore } = argument
  const given = {
    status,
    labels,
    priority,
    channels,
    isUnread,
    createdAfter,
    createdBefore,
    updatedAfter,
    updatedBefore,
  }
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value != null))
}

const toAssignee = (
  { viewer, isAssigned }: NonNullable<FilterArgument['assignee']>,
  agentId?: string,
): AssigneeFilter => {
  if (agentId !== undefined) return { by: 'agent', agentId }
  if (isAssigned != null) return { by: 'presence', isAssigned }
  if (viewer) return { by: 'viewer' }
  throw new InvalidInputError('`viewer: false` asks for nothing; leave it out.', [
    'filter',
    'assignee',
    'viewer',
  ])
}

const accountsOf = ({ accountIds }: FilterArgument, context: Context): string[] => {
  const all = context.scope.upstreams.map(({ account }) => account.name)
  if (!accountIds) return all
  const asked = accountIds.map(
    (id, index) => requireRefOf('Account', id, ['filter', 'accountIds', String(index)], context).account,
  )
  return all.filter((account) => asked.includes(account))
}

const idsByAccount = (
  type: NodeType,
  ids: readonly string[] | null | undefined,
  field: string,
  context: Context,
): Map<string, string[]> | null => {
  if (!ids) return null
  const found = new Map<string, string[]>()
  ids.forEach((id, index) => {
    const ref = requireRefOf(type, id, ['filter', field, String(index)], context)
    found.set(ref.account, [...(found.get(ref.account) ?? []), ownId(ref)])
  })
  return found
}

const checkSizes = (argument: FilterArgument): void => {
  for (const [field, value] of Object.entries(argument)) {
    if (Array.isArray(value) && value.length > maxValues) {
      throw new InvalidInputError(`At most ${maxValues} values.`, ['filter', field])
    }
  }
}
