import type { Channel } from './channel.ts'

/** A Chatwoot inbox. Infobip has none. */
export interface Inbox {
  readonly account: string
  readonly id: string
  readonly name: string
  readonly channel: Channel
}

/** A Chatwoot team or an Infobip queue. */
export interface Team {
  readonly account: string
  readonly id: string
  readonly name: string
}

/** A Chatwoot label or an Infobip tag. The name is the key in both. */
export interface Label {
  readonly name: string
  /** CSS colour such as `#1f93ff`; null where the upstream has none. */
  readonly color: string | null
}
