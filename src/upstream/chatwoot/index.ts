import type { Capability } from '../../domain/capability.ts'
import type { Origin } from '../../domain/errors.ts'
import { ForbiddenError } from '../../domain/errors.ts'
import type { OnExchange } from '../http/exchange.ts'
import type { HttpLimits } from '../http/limits.ts'
import { createHttpClient, type HttpClient } from '../http/request.ts'
import { createTransfer, type Transfer } from '../http/transfer.ts'
import type { Upstream } from '../port.ts'
import { createCableListener } from './cable.ts'
import { createClient } from './client.ts'
import { createConversations } from './conversations.ts'
import { credentialOf } from './credential.ts'
import { createApiErrorReader, createErrorReader, orNull } from './errors.ts'
import { createFiles } from './files.ts'
import { acceptsId } from './id.ts'
import { agentOf, botOf, contactOf, profileAgentOf } from './map/actor.ts'
import { chatwootStatuses } from './map/conversation.ts'
import { inboxOf, labelOf, teamOf } from './map/place.ts'
import { createMessageCommands } from './message-commands.ts'
import { createMessages } from './messages.ts'
import { createNewAgents } from './new-agent.ts'
import { createBeginnings } from './new-conversation.ts'
import { supportedFilters } from './query.ts'
import { createSends } from './sends.ts'
import { createWebhookReader } from './webhook.ts'
import { createWebhookRegistry } from './webhooks.ts'

export { chatwootCredential } from './credential.ts'
export { clientMessageIdKey } from './map/message.ts'

export interface ChatwootConfig {
  /** The account's name in this deployment. */
  readonly name: string
  /** Where Chatwoot is, e.g. `https://chat.example.com`; a path prefix is kept. */
  readonly baseUrl: string
  /** The account's number in Chatwoot. */
  readonly accountId: string
  /** What webhooks are signed with: each of them is accepted. */
  readonly webhookSecrets?: readonly string[]
}

const capabilities: readonly Capability[] = [
  'ACTIVITY_MESSAGES',
  'DELIVERY_RECEIPTS',
  'READ_RECEIPTS',
  'UNREAD_COUNT',
  'NOTES',
  'LABELS',
  'PRESENCE',
  'SEND_MESSAGE',
  'SEND_ATTACHMENT_UPLOAD',
  'SEND_TEMPLATE',
  'REPLY_TO_MESSAGE',
  'RETRY_MESSAGE',
  'DELETE_MESSAGE',
  'TRANSLATE_MESSAGE',
  'UPDATE_MESSAGE_STATUS',
  'CREATE_CONVERSATION',
  'CREATE_AGENT',
  'RECORD_INCOMING',
]

/** The first that signs the webhooks of an account. */
const oldestVersion = '4.11.2'

export interface ChatwootDeps {
  /** The clock, in milliseconds. */
  readonly now: () => number
  readonly limits?: Partial<HttpLimits>
  /** Origins where Chatwoot keeps its files, if their addresses are private. */
  readonly storageOrigins?: readonly string[]
  readonly onExchange?: OnExchange
}

export const createChatwoot = (config: ChatwootConfig, deps: ChatwootDeps): Upstream => {
  const { now, limits, onExchange } = deps
  const origin = originOf(config)
  const http = createHttpClient({
    origin,
    baseUrl: config.baseUrl,
    headers: {},
    ...(limits && { limits }),
    toError: createApiErrorReader(origin, now),
    now,
    onExchange,
  })
  return createChatwootFrom(http, config, deps)
}

/** The same over a given HTTP client, for tests. */
export const createChatwootFrom = (
  http: HttpClient,
  config: ChatwootConfig,
  deps: ChatwootDeps = { now: Date.now },
): Upstream => {
  const origin = originOf(config)
  const { name, baseUrl, accountId, webhookSecrets: secrets = [] } = config
  const transfer = createChatwootTransfer(config, deps)
  const site = {
    account: name,
    dashboardUrl: `${baseUrl.replace(/\/+$/, '')}/app/accounts/${accountId}`,
  }
  const client = createClient(http, origin, accountId)
  const messages = createMessages(client, origin, site)
  const { prepareSend, findSent, ...sends } = createSends(client, origin, site)
  const files = createFiles({ client, transfer, origin, baseUrl, accountId })
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
    version: async (call) => ({ running: await orNull(client.version(call)), oldest: oldestVersion }),
    conversations: createConversations(client, origin, site),
    messages: { ...messages, prepareSend, findSent },
    can: {
      ...sends,
      ...createMessageCommands(client, origin, site, messages),
      ...createBeginnings(client, origin, site),
      createAgent: createNewAgents(client, origin, site),
      upload: files.upload,
    },
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
    openAttachment: files.openAttachment,
    ...(secrets.length > 0 && { webhook: createWebhookReader({ origin, site, accountId, secrets }) }),
    webhooks: createWebhookRegistry(client),
    listen: createCableListener({ client, baseUrl, accountId, origin, site, now: deps.now }),
    close: async () => {
      await Promise.all([client.close(), transfer.close()])
    },
  }
}

const createChatwootTransfer = (
  config: ChatwootConfig,
  { now, storageOrigins = [], onExchange }: ChatwootDeps,
): Transfer => {
  const origin = originOf(config)
  const toError = createErrorReader(origin, now)
  return createTransfer({ origin, trusted: [config.baseUrl, ...storageOrigins], toError, onExchange })
}

const originOf = ({ name }: ChatwootConfig): Origin => ({ account: name, provider: 'CHATWOOT' })
