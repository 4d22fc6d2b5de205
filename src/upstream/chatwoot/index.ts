import type { Capability } from '../../domain/capability.ts'
import type { Origin } from '../../domain/errors.ts'
import { ForbiddenError } from '../../domain/errors.ts'
import { createHttpClient, type HttpClient, type HttpLimits } from '../http/request.ts'
import type { Upstream } from '../port.ts'
import { createClient } from './client.ts'
import { createConversations } from './conversations.ts'
import { credentialOf } from './credential.ts'
import { createErrorReader, orNull } from './errors.ts'
import { acceptsId } from './id.ts'
import { agentOf, botOf, contactOf, profileAgentOf } from './map/actor.ts'
import { chatwootStatuses } from './map/conversation.ts'
import { inboxOf, labelOf, teamOf } from './map/place.ts'
import { createMessages } from './messages.ts'
import { supportedFilters } from './query.ts'

export { chatwootCredential } from './credential.ts'
export { clientMessageIdKey } from './map/message.ts'

export interface ChatwootConfig {
  /** The account's name in this deployment. */
  readonly name: string
  /** Where Chatwoot is, e.g. `https://chat.example.com`; a path prefix is kept. */
  readonly baseUrl: string
  /** The account's number in Chatwoot. */
  readonly accountId: string
}

const capabilities: readonly Capability[] = [
  'ACTIVITY_MESSAGES',
  'DELIVERY_RECEIPTS',
  'READ_RECEIPTS',
  'UNREAD_COUNT',
  'NOTES',
  'LABELS',
  'PRESENCE',
]

export interface ChatwootDeps {
  /** The clock, in milliseconds. */
  readonly now: () => number
  readonly limits?: Partial<HttpLimits>
}

export const createChatwoot = (config: ChatwootConfig, { now, limits }: ChatwootDeps): Upstream => {
  const origin = originOf(config)
  const http = createHttpClient({
    origin,
    baseUrl: config.baseUrl,
    headers: {},
    ...(limits && { limits }),
    toError: createErrorReader(origin, now),
    now,
  })
  return createChatwootFrom(http, config)
}

/** The same over a given HTTP client, for tests. */
export const createChatwootFrom = (http: HttpClient, config: ChatwootConfig): Upstream => {
  const origin = originOf(config)
  const { name, accountId } = config
  const site = {
    account: name,
    dashboardUrl: `${config.baseUrl.replace(/\/+$/, '')}/app/accounts/${accountId}`,
  }
  const client = createClient(http, origin, accountId)
  return {
    account: { name, provider: 'CHATWOOT', upstreamId: accountId },
    capabilities,
    settableStatuses: chatwootStatuses,
    supportedFilters,
    health: client.health,
    acceptsId,
    credentialOf,
    profile: async (call) => {
      const agent = profileAgentOf(await client.profile(call), accountId, site)
      if (!agent) throw new ForbiddenError(`This credential has no access to ${name}.`, origin)
      return { agent, isAdmin: agent.role === 'ADMINISTRATOR' }
    },
    conversations: createConversations(client, origin, site),
    messages: createMessages(client, origin, site),
    contacts: {
      get: async (id, call) => {
        const wire = await orNull(client.contact(id, call))
        return wire && contactOf(wire, site)
      },
    },
    agents: { list: async (call) => (await client.agents(call)).map((wire) => agentOf(wire, site)) },
    bots: { list: async (call) => (await client.bots(call)).map((wire) => botOf(wire, site)) },
    teams: { list: async (call) => (await client.teams(call)).map((wire) => teamOf(wire, site)) },
    labels: { list: async (call) => (await client.labels(call)).map(labelOf) },
    inboxes: { list: async (call) => (await client.inboxes(call)).map((wire) => inboxOf(wire, site)) },
    close: client.close,
  }
}

const originOf = ({ name }: ChatwootConfig): Origin => ({ account: name, provider: 'CHATWOOT' })
