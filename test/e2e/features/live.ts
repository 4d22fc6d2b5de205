/** What is told at once, with webhooks set up. What happens is done behind Parley's back, at the upstream. */
import { randomUUID } from 'node:crypto'
import { decodeRef } from '../../../src/domain/ref.ts'
import { sandboxCredentials } from '../../../src/sandbox/index.ts'
import { createUpstream } from '../../../src/upstream/registry.ts'
import { EventCursorDocument, EventsSinceDocument, type EventsSinceQuery } from '../../support/gql/graphql.ts'
import { collect, wsClient } from '../../support/live-stack.ts'
import { sandboxAccounts } from '../../support/stack.ts'
import { until } from '../../support/until.ts'
import { anywhere, each, type Feature, type Site, type Trial } from './feature.ts'
import { anyConversation } from './sending.ts'

type Told = NonNullable<EventsSinceQuery['events']>['events'][number]

const upstreamId = (id: string): string => decodeRef(id)?.path[0] ?? ''

const cursorOf = async (id: string, { client }: Site): Promise<string> => {
  const { conversation } = await client.expectData(EventCursorDocument, { id })
  return conversation?.eventCursor ?? ''
}

/** Everything that webhooks told of the conversation because of what was done. */
const toldOf = async (id: string, site: Site, act: () => Promise<unknown>): Promise<readonly Told[]> => {
  await site.stack.sandbox.webhooks.idle()
  const after = await cursorOf(id, site)
  await act()
  await site.stack.sandbox.webhooks.idle()
  const { events } = await site.client.expectData(EventsSinceDocument, { after, id })
  if (!events || events.hasMore) throw new Error('More happened than was done.')
  return events.events
}

/** As another program does that knows nothing of Parley. */
const sendElsewhere = async (id: string, text: string, { name, stack }: Site): Promise<void> => {
  const [account] = sandboxAccounts(stack.sandbox.url).filter((each) => each.name === name)
  const { upstream, credential } = createUpstream(account!, { now: Date.now })
  if (!credential) throw new Error('The demo accounts have credentials.')
  const agentId = name === 'infobip' ? sandboxCredentials.infobip.supervisor.id : null
  const call = { credential, agentId, requestId: 'elsewhere', signal: AbortSignal.timeout(10_000) }
  const content = { type: 'text', text } as const
  const message = { content, attachments: [], replyToId: null, clientMessageId: null, marker: randomUUID() }
  await (await upstream.messages.prepareSend(upstreamId(id), message, call)).post()
  await upstream.close()
}

type Request = readonly [method: string, path: string, body: object]

const ask = async ([method, path, body]: Request, { name, stack }: Site): Promise<void> => {
  const { chatwoot, infobip } = sandboxCredentials
  const credential: Record<string, string> =
    name === 'chatwoot'
      ? { api_access_token: chatwoot.admin.token }
      : { authorization: `App ${infobip.apiKey}` }
  const root = name === 'chatwoot' ? '/api/v1/accounts/1/conversations' : '/ccaas/1/conversations'
  const headers = { ...credential, 'content-type': 'application/json' }
  const response = await fetch(`${stack.sandbox.url}${root}/${path}`, {
    method,
    headers,
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
}

/** By what changes: the request at each upstream. Each conversation has other values before. */
const changes: Readonly<Record<string, Readonly<Record<Site['name'], (id: string) => Request>>>> = {
  status: {
    chatwoot: (id) => ['POST', `${id}/toggle_status`, { status: 'pending' }],
    infobip: (id) => ['PATCH', id, { status: 'WAITING' }],
  },
  priority: {
    chatwoot: (id) => ['POST', `${id}/toggle_priority`, { priority: 'urgent' }],
    infobip: (id) => ['PATCH', id, { priority: 'HIGH' }],
  },
  assignee: {
    chatwoot: (id) => [
      'POST',
      `${id}/assignments`,
      { assignee_id: sandboxCredentials.chatwoot.agent.userId },
    ],
    infobip: (id) => ['PUT', `${id}/assignee`, { agentId: sandboxCredentials.infobip.agent.id }],
  },
  labels: {
    chatwoot: (id) => ['POST', `${id}/labels`, { labels: ['returns', 'vip'] }],
    infobip: (id) => ['POST', `${id}/tags`, { tagName: 'vip' }],
  },
}

const changesTold = (site: Site) => {
  const id = anyConversation(site)
  return each(
    Object.entries(changes),
    ([what]) => what,
    async ([, requests]) => {
      const told = await toldOf(id, site, () => ask(requests[site.name](upstreamId(id)), site))
      return told.some((event) => event.__typename === 'ConversationUpdated')
    },
  )
}

const isMessage = (event: Told, direction: 'INCOMING' | 'OUTGOING'): boolean =>
  event.__typename === 'MessageAdded' && event.message.direction === direction

const typing = /* GraphQL */ `
  subscription Typing($id: ID!, $after: String) {
    conversationEvents(conversationId: $id, after: $after) { __typename ... on MessageAdded { message { text } } }
  }
`

/** Between two messages, so that it is seen when nothing comes. */
const typingTold = async (site: Site): Promise<Trial> => {
  const id = anyConversation(site)
  const after = await cursorOf(id, site)
  const client = wsClient(`${site.stack.url.replace('http', 'ws')}/graphql`)
  const live = collect(client, typing, { id, after })
  const heard = (text: string) => until(() => live.added().some((message) => message.text === text))
  try {
    await sendElsewhere(id, 'Before typing', site)
    await heard('Before typing')
    if (site.name === 'chatwoot')
      await ask(['POST', `${upstreamId(id)}/toggle_typing_status`, { typing_status: 'on' }], site)
    await site.stack.sandbox.webhooks.idle()
    await sendElsewhere(id, 'After typing', site)
    await heard('After typing')
    return live.events().some((event) => event.__typename === 'TypingChanged')
  } finally {
    await client.dispose()
  }
}

export const live: readonly Feature[] = [
  {
    name: 'Told at once, and again after a cursor: an answer of the contact',
    alone: 'Chatwoot: webhook, WebSocket, never again. Infobip: webhook',
    try: anywhere(async (site) => {
      const id = anyConversation(site)
      const told = await toldOf(id, site, async () => {
        await sendElsewhere(id, 'Shall we send a new one?', site)
        site.stack.sandbox.life.advance()
      })
      return told.some((event) => isMessage(event, 'INCOMING'))
    }),
  },
  {
    name: 'The same: a message that was sent elsewhere',
    alone: 'Chatwoot: webhook, WebSocket. Infobip: webhook, set up in its web interface',
    try: anywhere(async (site) => {
      const id = anyConversation(site)
      const told = await toldOf(id, site, () => sendElsewhere(id, 'Sent elsewhere', site))
      return told.some((event) => isMessage(event, 'OUTGOING'))
    }),
  },
  {
    name: 'The same: a change of the conversation',
    alone: 'Chatwoot: webhook, WebSocket. Infobip: webhook, some set up in its web interface',
    try: changesTold,
  },
  {
    name: 'Told at once: somebody is typing',
    alone: 'Chatwoot: webhook, WebSocket. Infobip: none',
    try: anywhere(typingTold),
  },
]
