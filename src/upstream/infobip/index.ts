import type { Account } from '../../domain/account.ts'
import type { Origin } from '../../domain/errors.ts'
import { createHttpClient, type HttpClient, type HttpLimits } from '../http/request.ts'
import type { Upstream } from '../port.ts'
import { createClient } from './client.ts'
import type { Context } from './context.ts'
import { createConversations } from './conversations.ts'
import { credentialOf } from './credential.ts'
import { toError } from './errors.ts'
import { acceptsId } from './id.ts'
import { createMessages } from './messages.ts'
import { createPeople } from './people.ts'

export { infobipCredential } from './credential.ts'

export interface InfobipConfig {
  /** The operator's name for the account, e.g. `infobip`. */
  readonly name: string
  /** The account's own base URL, e.g. `https://xxxxx.api.infobip.com`. */
  readonly baseUrl: string
}

export interface InfobipDeps {
  /** Milliseconds. */
  readonly now: () => number
  readonly limits?: Partial<HttpLimits>
}

/** An Infobip account, by its Conversations (CCaaS) REST API. */
export const createInfobip = ({ name, baseUrl }: InfobipConfig, { now, limits }: InfobipDeps): Upstream => {
  const origin: Origin = { account: name, provider: 'INFOBIP' }
  const http = createHttpClient({
    origin,
    baseUrl,
    headers: {},
    limits,
    now,
    toError: (response) => toError(response, origin, now()),
  })
  return infobipOver(http, { name, provider: 'INFOBIP', upstreamId: new URL(baseUrl).host })
}

export const infobipOver = (http: HttpClient, account: Account): Upstream => {
  const context: Context = {
    account,
    origin: { account: account.name, provider: account.provider },
    client: createClient(http),
  }
  return {
    account,
    capabilities: ['LABELS'],
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
    close: http.close,
  }
}
