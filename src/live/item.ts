import type { DomainEvent, UpstreamGap } from '../domain/event.ts'
import type { Instant } from '../domain/time.ts'

export type ResyncReason = 'CURSOR_EXPIRED' | 'CURSOR_UNKNOWN' | 'UPSTREAM_GAP'

/** What subscribers get as an event. */
export type FeedEvent = Exclude<DomainEvent, UpstreamGap>

export type FeedItem =
  /** `cursor` is after this event. Typing has the cursor of the event before it. */
  | { readonly cursor: string; readonly event: FeedEvent }
  /** Events before `cursor` are lost to this subscriber: it has to load anew what it shows, and then go on. */
  | { readonly cursor: string; readonly resync: ResyncReason; readonly occurredAt: Instant }

/** What says that events are missing, or that an upstream does not answer, tells nothing of what is there. */
export const isForAll = ({ type, conversationId }: DomainEvent): boolean =>
  conversationId === null && (type === 'UpstreamGap' || type === 'AccountHealthChanged')

export const itemOf = (cursor: string, event: DomainEvent): FeedItem =>
  event.type === 'UpstreamGap'
    ? { cursor, resync: 'UPSTREAM_GAP', occurredAt: event.occurredAt }
    : { cursor, event }
