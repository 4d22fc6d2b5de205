import type { AccountHealth, EventSource } from '../../domain/account.ts'
import type { Agent } from '../../domain/actor.ts'
import { InvalidInputError } from '../../domain/errors.ts'
import { encodeRef } from '../../domain/ref.ts'
import { builder } from '../builder.ts'
import { connectionRef, pageArgs, pageCost, pageSize, toConnection } from '../connection.ts'
import { cursorsOf } from '../cursor.ts'
import { AccountRef, AgentRef, InboxRef, LabelRef, NodeRef, TeamRef } from '../refs.ts'
import {
  AccountHealthStatusEnum,
  CapabilityEnum,
  ConversationFilterFieldEnum,
  ConversationStatusEnum,
  EventSourceEnum,
  ProviderEnum,
} from './enum.ts'

const AccountHealthRef = builder
  .objectRef<AccountHealth & { readonly eventSource: EventSource }>('AccountHealth')
  .implement({
    description: 'How calls to an upstream account went lately, as this instance saw them.',
    fields: (t) => ({
      status: t.expose('status', { type: AccountHealthStatusEnum, description: 'In one word.' }),
      lastSuccessAt: t.expose('lastSuccessAt', {
        type: 'DateTime',
        nullable: true,
        description: 'When a call was last answered.',
      }),
      lastError: t.exposeString('lastError', {
        nullable: true,
        description: 'Why the last call failed; null when it did not.',
      }),
      openSince: t.expose('openSince', {
        type: 'DateTime',
        nullable: true,
        description: 'Since when calls are held back because too many failed; null when they are not.',
      }),
      retryAt: t.expose('retryAt', {
        type: 'DateTime',
        nullable: true,
        description:
          'When calls that are held back go out again, or when the upstream said it will take requests again.',
      }),
      eventSource: t.expose('eventSource', {
        type: EventSourceEnum,
        description: 'What brings its events. Whatever it is, reconciliation finds what it left out.',
      }),
    }),
  })

const AgentConnectionRef = connectionRef<Agent>(AgentRef, 'agents')

AccountRef.implement({
  description: 'One configured upstream account: one Chatwoot account or one Infobip account.',
  interfaces: [NodeRef],
  fields: (t) => ({
    id: t.id({
      description: 'Global id.',
      resolve: ({ name }) => encodeRef({ type: 'Account', account: name, path: [] }),
    }),
    provider: t.expose('provider', { type: ProviderEnum, description: 'Which product the upstream is.' }),
    name: t.exposeString('name', { description: "The operator's name for it, e.g. `chatwoot`." }),
    upstreamId: t.exposeString('upstreamId', {
      description:
        "The account's id in the upstream's own API. Infobip has none: there it is the host of its base URL.",
    }),
    capabilities: t.field({
      type: [CapabilityEnum],
      description: 'What this upstream can do at all. Hide UI by this list.',
      resolve: ({ name }, _, context) => [...context.scope.upstream(name).capabilities],
    }),
    settableStatuses: t.field({
      type: [ConversationStatusEnum],
      description: 'Statuses a conversation can be set to here.',
      resolve: ({ name }, _, context) => [...context.scope.upstream(name).settableStatuses],
    }),
    supportedFilters: t.field({
      type: [ConversationFilterFieldEnum],
      description:
        'Filters that `conversations` can apply here. Others put the account under `sources` as SKIPPED.',
      resolve: ({ name }, _, context) => [...context.scope.upstream(name).supportedFilters],
    }),
    health: t.field({
      type: AccountHealthRef,
      description: 'How calls to the upstream went lately. Costs no call.',
      resolve: ({ name }, _, context) => ({
        ...context.scope.upstream(name).health(),
        eventSource: context.eventSource(name),
      }),
    }),
    inboxes: t.field({
      type: [InboxRef],
      nullable: true,
      description: 'Inboxes that the caller may see. Null where there are none (Infobip).',
      resolve: async ({ name }, _, { loaders, scope }) =>
        scope.upstream(name).inboxes ? (await loaders.inboxes.load(name))?.slice() : null,
    }),
    teams: t.field({
      type: [TeamRef],
      nullable: true,
      description: 'Chatwoot teams or Infobip queues.',
      resolve: async ({ name }, _, { loaders }) => [...(await loaders.teams.load(name))],
    }),
    labels: t.field({
      type: [LabelRef],
      nullable: true,
      description: 'Labels that conversations may carry.',
      resolve: async ({ name }, _, { loaders }) =>
        (await loaders.labels.load(name)).map((label) => ({ ...label, account: name })),
    }),
    agents: t.field({
      type: AgentConnectionRef,
      extensions: pageCost,
      nullable: true,
      description: 'People who answer conversations here, in the order in which the upstream lists them.',
      args: {
        ...pageArgs(t.arg),
        query: t.arg.string({
          required: false,
          description: 'Only those whose name contains this, in any case.',
        }),
      },
      resolve: async ({ name }, { query, ...args }, { loaders }) => {
        const { take, limit } = pageSize(args, 'first')
        const words = query?.toLocaleLowerCase() ?? ''
        const cursors = cursorsOf(['agents', name, words])
        const agents = await loaders.agents.load(name)
        const found = agents.filter((agent) => (agent.name ?? '').toLocaleLowerCase().includes(words))
        const placeOf = (argument: 'after' | 'before') => {
          const cursor = args[argument]
          if (cursor == null) return undefined
          const id = cursors.decode(cursor, argument)
          const index = found.findIndex((agent) => agent.id === id)
          if (index < 0)
            throw new InvalidInputError('The agent at this cursor is not in the list any more.', [argument])
          return index
        }
        const start = (placeOf('after') ?? -1) + 1
        const rest = found.slice(start, placeOf('before') ?? found.length)
        const items = take === 'first' ? rest.slice(0, limit) : rest.slice(-limit)
        const first = take === 'first' ? start : start + rest.length - items.length
        return toConnection(
          { items, hasPrevious: first > 0, hasNext: first + items.length < found.length },
          (node) => ({ node, cursor: cursors.encode(node.id) }),
          () => found.length,
        )
      },
    }),
  }),
})
