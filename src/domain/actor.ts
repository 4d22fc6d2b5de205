import type { JsonObject } from './json.ts'
import type { Instant } from './time.ts'

/**
 * People and bots. They often arrive embedded in something else, and then with fewer fields: an optional
 * field that is `undefined` was not told here and can be loaded; `null` means that the upstream knows of none.
 */
interface ActorBase {
  readonly account: string
  /** The upstream's id. Ids of different kinds overlap: the kind is part of the key. */
  readonly id: string
  readonly name: string | null
  readonly avatarUrl: string | null
}

export interface Contact extends ActorBase {
  readonly type: 'Contact'
  readonly email: string | null
  readonly phoneNumber: string | null
  /** Address on the conversation's channel: phone, e-mail, page-scoped id, widget id. */
  readonly channelAddress: string | null
  readonly lastActivityAt?: Instant | null
  readonly customAttributes?: JsonObject | null
}

export type AgentRole = 'AGENT' | 'SUPERVISOR' | 'ADMINISTRATOR'
export type AgentAvailability = 'ONLINE' | 'BUSY' | 'AWAY' | 'OFFLINE' | 'UNKNOWN'

export interface Agent extends ActorBase {
  readonly type: 'Agent'
  readonly email?: string | null
  readonly role?: AgentRole | null
  readonly availability?: AgentAvailability
}

export interface Bot extends ActorBase {
  readonly type: 'Bot'
}

export type Actor = Contact | Agent | Bot

/** Who an actor is when only the key came along. */
export interface ActorKey {
  readonly type: 'Contact' | 'Agent' | 'Bot'
  readonly id: string
}

/** Who a credential belongs to in one account. */
export interface Profile {
  readonly agent: Agent | null
  readonly isAdmin: boolean
}

export interface NewAgent {
  readonly name: string
  readonly email: string | null
  readonly role: AgentRole
}
