/** What can be read, and how it can be asked for. */
import type { ConversationFilterField, ConversationOrderField } from '../../../src/domain/conversation.ts'
import {
  AccountAgentsDocument,
  AccountPlacesDocument,
  ContactConversationsDocument,
  ConversationDetailsDocument,
  type ConversationDetailsQuery,
  type ConversationFilter,
  InboxDocument,
  type InboxQueryVariables,
  type MessageFilter,
  ThreadDocument,
  type ThreadQueryVariables,
} from '../../support/gql/graphql.ts'
import { anywhere, each, type Feature, type Site, type Trial } from './feature.ts'

const page = async (variables: InboxQueryVariables, { client, accountId }: Site) => {
  const filter = { ...variables.filter, accountIds: [accountId] }
  const { conversations } = await client.expectData(InboxDocument, { ...variables, filter })
  if (!conversations) throw new Error('The inbox is not there.')
  return conversations
}

const isServed = async (variables: InboxQueryVariables, site: Site): Promise<Trial> =>
  (await page({ first: 5, ...variables }, site)).sources.every(({ status }) => status === 'OK')

const rowsOf = async ({ client, accountId }: Site) =>
  (
    await client.expectData(ConversationDetailsDocument, {
      first: 100,
      filter: { accountIds: [accountId] },
    })
  ).conversations

type Row = NonNullable<ConversationDetailsQuery['conversations']>['nodes'][number]

const someRow = (fits: (row: Row) => boolean) =>
  anywhere(async (site) => (await rowsOf(site))?.nodes.some(fits) ?? false)

const thread = async (variables: ThreadQueryVariables, { client }: Site) => {
  const { data, errors } = await client.run(ThreadDocument, variables)
  const [error] = errors
  if (error?.extensions?.code === 'UNSUPPORTED') return null
  const messages = data?.conversation?.messages
  if (error || !messages) throw new Error(`The thread is not there: ${JSON.stringify(error)}`)
  return messages
}

const idsOf = (messages: Awaited<ReturnType<typeof thread>>) =>
  (messages?.edges ?? []).map(({ node }) => node.id)

/** The conversation with the longest thread that is read in one page, and its messages. */
const longest = async (site: Site): Promise<{ id: string; ids: string[] }> => {
  const { edges } = await page({ first: 50 }, site)
  const threads = await Promise.all(
    edges.map(async ({ node: { id } }) => ({ id, ids: idsOf(await thread({ id, first: 100 }, site)) })),
  )
  const whole = threads.filter(({ ids }) => ids.length < 100)
  const [first] = whole.toSorted((a, b) => b.ids.length - a.ids.length)
  if (!first || first.ids.length < 8) throw new Error('The demo has no thread to turn pages in.')
  return first
}

/** Three a page. `isForwards`: from the oldest; else from the newest. */
const walk = async (id: string, isForwards: boolean, length: number, site: Site): Promise<string[]> => {
  const found: string[] = []
  for (let cursor: string | null | undefined; found.length < length; ) {
    const variables = isForwards ? { first: 3, after: cursor } : { last: 3, before: cursor }
    const messages = await thread({ id, ...variables }, site)
    const ids = idsOf(messages)
    if (ids.length === 0) break
    found.splice(isForwards ? found.length : 0, 0, ...ids)
    cursor = isForwards ? messages?.pageInfo.endCursor : messages?.pageInfo.startCursor
  }
  return found
}

const past = '2020-01-01T00:00:00.000Z'

/** Null: there is nothing to filter by. */
type FilterOf = (site: Site) => Promise<ConversationFilter | null>

const always = (filter: ConversationFilter) => async () => filter

const placesOf = async ({ client, accountId: id }: Site) =>
  (await client.expectData(AccountPlacesDocument, { id })).account

const filters: Readonly<Record<ConversationFilterField, readonly [name: string, filterOf: FilterOf]>> = {
  STATUS: ['status', always({ status: ['OPEN', 'PENDING'] })],
  ASSIGNEE_VIEWER: ['mine', always({ assignee: { viewer: true } })],
  ASSIGNEE_PRESENCE: ['unassigned', always({ assignee: { isAssigned: false } })],
  ASSIGNEE_AGENT: [
    'agent',
    async ({ client, accountId: id }) => {
      const { account } = await client.expectData(AccountAgentsDocument, { id, first: 1 })
      return { assignee: { agentId: account?.agents?.nodes[0]?.id ?? '' } }
    },
  ],
  INBOX: [
    'inbox',
    async (site) => {
      const [inbox] = (await placesOf(site))?.inboxes ?? []
      return inbox ? { inboxIds: [inbox.id] } : null
    },
  ],
  TEAM: [
    'team',
    async (site) => {
      const [team] = (await placesOf(site))?.teams ?? []
      return team ? { teamIds: [team.id] } : null
    },
  ],
  LABELS: ['labels', always({ labels: ['billing'] })],
  PRIORITY: ['priority', always({ priority: ['HIGH', 'URGENT'] })],
  CHANNEL: ['channel', always({ channels: ['WHATSAPP'] })],
  CONTACT: [
    'contact',
    async (site) => {
      const row = (await rowsOf(site))?.nodes.find(({ contact }) => contact)
      return row?.contact ? { contactId: row.contact.id } : null
    },
  ],
  UNREAD: ['unread', always({ isUnread: true })],
  CREATED_AT: ['created', always({ createdAfter: past })],
  UPDATED_AT: ['updated', always({ updatedAfter: past })],
}

const orders: Readonly<Record<ConversationOrderField, string>> = {
  LAST_ACTIVITY_AT: 'last activity',
  CREATED_AT: 'begin',
  PRIORITY: 'priority',
  WAITING_SINCE: 'waiting since',
}

const messageFilters: Readonly<Record<string, MessageFilter>> = {
  direction: { direction: 'INCOMING' },
  kind: { kinds: ['MESSAGE'] },
  channel: { channels: ['WHATSAPP'] },
  time: { createdAfter: past },
}

const entriesOf = <K extends string, V>(record: Readonly<Record<K, V>>) => Object.entries(record) as [K, V][]

export const reading: readonly Feature[] = [
  {
    name: 'Inbox in exact pages, merged with other accounts',
    alone: 'Chatwoot: pages of 25 over an order that moves. Infobip: pages by offset',
    try: anywhere(async (site) => {
      const inOne = (await page({ first: 100 }, site)).edges.map(({ node }) => node.id)
      const inSevens: string[] = []
      for (let after: string | null | undefined; ; ) {
        const { edges, pageInfo } = await page({ first: 7, after }, site)
        inSevens.push(...edges.map(({ node }) => node.id))
        if (!pageInfo.hasNextPage) return inOne.length > 7 && inSevens.join() === inOne.join()
        after = pageInfo.endCursor
      }
    }),
  },
  {
    name: 'Inbox filters',
    alone: 'Chatwoot: in two endpoints. Infobip: one status a call, no contact, no channel',
    try: (site) =>
      each(
        entriesOf(filters),
        ([, [name]]) => name,
        async ([, [, filterOf]]) => {
          const filter = await filterOf(site)
          return filter !== null && (await isServed({ filter }, site))
        },
      ),
  },
  {
    name: 'Inbox orders, both ways',
    alone: 'Chatwoot: by nine names. Infobip: by a property',
    try: (site) =>
      each(
        entriesOf(orders),
        ([, name]) => name,
        async ([field]) =>
          (await isServed({ orderBy: { field, direction: 'ASC' } }, site)) === true &&
          isServed({ orderBy: { field, direction: 'DESC' } }, site),
      ),
  },
  {
    name: 'Size of the inbox (`totalCount`)',
    alone: 'Chatwoot: in `meta`. Infobip: in `pagination`',
    try: anywhere(async (site) => typeof (await rowsOf(site))?.totalCount === 'number'),
  },
  {
    name: 'Thread in exact pages, from either end',
    alone: 'Chatwoot: 20 back, 100 forward, no end mark. Infobip: pages by offset, notes apart',
    try: anywhere(async (site) => {
      const { id, ids } = await longest(site)
      const forwards = await walk(id, true, ids.length, site)
      const backwards = await walk(id, false, ids.length, site)
      return forwards.join() === ids.join() && backwards.join() === ids.join()
    }),
  },
  {
    name: 'Thread around one message',
    alone: 'Chatwoot: two calls. Infobip: none',
    try: anywhere(async (site) => {
      const { id, ids } = await longest(site)
      const around = ids[4]
      return idsOf(await thread({ id, around, first: 3 }, site)).includes(around ?? '')
    }),
  },
  {
    name: 'Thread filters',
    alone: 'Chatwoot: without notes and activities. Infobip: channel, direction, time',
    try: async (site) => {
      const { id } = await longest(site)
      return each(
        entriesOf(messageFilters),
        ([name]) => name,
        async ([, filter]) => (await thread({ id, first: 5, filter }, site)) !== null,
      )
    },
  },
  {
    name: 'Activity lines in the thread',
    alone: 'Chatwoot: messages of type 2. Infobip: none',
    capability: 'ACTIVITY_MESSAGES',
    try: anywhere(async (site) => {
      const { edges } = await page({ first: 50 }, site)
      const threads = await Promise.all(edges.map(({ node: { id } }) => thread({ id, last: 50 }, site)))
      return threads.some((messages) => messages?.edges.some(({ node }) => node.kind === 'ACTIVITY'))
    }),
  },
  {
    name: 'Labels of a conversation',
    alone: 'Chatwoot: with the conversation. Infobip: one call each',
    capability: 'LABELS',
    try: someRow(({ labels }) => (labels?.length ?? 0) > 0),
  },
  {
    name: 'Unread count',
    alone: 'Chatwoot: to 10 at most. Infobip: none',
    capability: 'UNREAD_COUNT',
    try: someRow(({ unreadCount }) => unreadCount !== null),
  },
  {
    name: 'Name of the contact',
    alone: 'Chatwoot: yes. Infobip: an address, in the messages',
    try: someRow(({ contact }) => (contact?.name ?? '') !== ''),
  },
  {
    name: "A contact's other conversations",
    alone: 'Chatwoot: the newest 20. Infobip: none',
    try: anywhere(async (site) => {
      const id = (await rowsOf(site))?.nodes.find(({ contact }) => contact)?.contact?.id ?? ''
      const { node } = await site.client.expectData(ContactConversationsDocument, { id })
      const conversations = node && 'conversations' in node ? node.conversations : null
      return conversations?.sources.every(({ status }) => status === 'OK') ?? false
    }),
  },
  {
    name: 'Whether a reply would be accepted (`viewerCanReply`)',
    alone: 'Chatwoot: `can_reply`. Infobip: a table of nine cells in its guide',
    try: someRow(({ viewerCanReply }) => viewerCanReply),
  },
  {
    name: 'Presence of agents',
    alone: 'Chatwoot: yes. Infobip: yes',
    capability: 'PRESENCE',
    try: anywhere(async ({ client, accountId: id }) => {
      const { account } = await client.expectData(AccountAgentsDocument, { id, first: 20 })
      return account?.agents?.nodes.some(({ availability }) => availability !== 'UNKNOWN') ?? false
    }),
  },
]
