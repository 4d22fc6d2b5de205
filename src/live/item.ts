import type { DomainEvent } from '../domain/event.ts'

export type ResyncReason = 'CURSOR_EXPIRED' | 'CURSOR_UNKNOWN'

export type FeedItem =
  /** `cursor` is after this event. Typing has the cursor of the event before it. */
  | { readonly cursor: string; readonly event: DomainEvent }
  /** Events before `cursor` are lost to this subscriber: it has to load anew what it shows, and then go on. */
  | { readonly cursor: string; readonly resync: ResyncReason }
