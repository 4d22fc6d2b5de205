import type { Account } from '../../domain/account.ts'
import type { Origin } from '../../domain/errors.ts'
import type { OnExchange } from '../http/exchange.ts'
import type { HttpLimits } from '../http/limits.ts'
import { createHttpClient, type HttpClient } from '../http/request.ts'
import { createTransfer } from '../http/transfer.ts'
import type { Upstream } from '../port.ts'
import { createCan } from './can.ts'
import { createClient } from './client.ts'
import type { Context } from './context.ts'
import { createConversations } from './conversations.ts'
import { credentialOf } from './credential.ts'
import { toError } from './errors.ts'
import { createFiles } from './files.ts'
import { acceptsId } from './id.ts'
import { createMessages } from './messages.ts'
import { createPeople } from './people.ts'
import { createWebhookReader, type WebhookSecrets } from './webhook.ts'
import { createWebhookRegistry } from './webhooks.ts'

export { infobipCredential } from './credential.ts'
export type { WebhookSecrets } from './webhook.ts'

export interface InfobipConfig extends WebhookSecrets {
  /** The operator's name for the account, e.g. `infobip`. */
  readonly name: string
  /** The account's own base URL, e.g. `https://xxxxx.api.infobip.com`. */
  readonly baseUrl: string
}

export interface InfobipDeps {
  /** Milliseconds. */
  readonly now: () => number
  readonly limits?: Partial<HttpLimits>
  /** Origins where Infobip keeps its files, if their addresses are private. */
  readonly storageOrigins?: readonly string[]
  readonly onExchange?: OnExchange
}

/** An Infobip account, by its Conversations (CCaaS) REST API. */
export const createInfobip = (config: InfobipConfig, deps: InfobipDeps): Upstream => {
  const origin = originOf(config)
  const http = createHttpClient({
    origin,
    baseUrl: config.baseUrl,
    headers: {},
    limits: deps.limits,
    now: deps.now,
    toError: (response) => toError(response, origin, deps.now()),
    onExchange: deps.onExchange,
  })
  return infobipOver(http, config, deps)
}

const originOf = ({ name }: InfobipConfig): Origin => ({ account: name, provider: 'INFOBIP' })

/** The same over a given HTTP client, for tests. */
export const infobipOver = (http: HttpClient, config: InfobipConfig, deps: InfobipDeps): Upstream => {
  const { name, baseUrl } = config
  const { now, storageOrigins = [], onExchange } = deps
  const account: Account = { name, provider: 'INFOBIP', upstreamId: new URL(baseUrl).host }
  const origin = originOf(config)
  const transfer = createTransfer({
    origin,
    trusted: [baseUrl, ...storageOrigins],
    toError: (response) => toError(response, origin, now()),
    onExchange,
  })
  const webhook = createWebhookReader(origin, config)
  const context: Context = { account, origin, client: createClient(http), now }
  return {
    account,
    capabilities: [
      'LABELS',
      'NOTES',
      'PRESENCE',
      'SEND_MESSAGE',
      'SEND_ATTACHMENT_URL',
      'SEND_TEMPLATE',
      'CREATE_CONVERSATION',
      'CREATE_AGENT',
    ],
    settableStatuses: ['OPEN', 'WAITING', 'RESOLVED', 'CLOSED'],
    supportedFilters: [
      'STATUS',
      'ASSIGNEE_VIEWER',
      'ASSIGNEE_AGENT',
      'TEAM',
      'LABELS',
      'PRIORITY',
      'CREATED_AT',
      'UPDATED_AT',
    ],
    health: http.health,
    acceptsId,
    credentialOf,
    ...createPeople(context),
    conversations: createConversations(context),
    messages: createMessages(context),
    can: createCan(context),
    ...createFiles({ transfer, origin, baseUrl }),
    ...(webhook && { webhook }),
    webhooks: createWebhookRegistry(http, origin, config, now),
    close: async () => {
      await Promise.all([http.close(), transfer.close()])
    },
  }
}
