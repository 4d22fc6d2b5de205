/**
 * What must survive: the journal of events, the ledger of sends, and cached translations. Every part is divided by
 * account: a cursor, a key or a version of one account means nothing in another.
 *
 * Every method may reject with `StateUnavailableError` and with nothing else on purpose. Such a call may have taken
 * effect all the same, so every writing call can be repeated as it was: an append by its `dedupeKey`, a ledger call
 * by its `owner`. Keys are stored as they are given: put no secret in them.
 */
import type { Json } from '../domain/json.ts'
import type { Instant } from '../domain/time.ts'

export interface State {
  readonly journal: Journal
  readonly ledger: Ledger
  readonly cache: Cache
  /** Whether the store answers now. Never rejects. */
  ready(): Promise<boolean>
  /** What an operator should know of the store. Of a cluster it is one of its nodes that tells. */
  describe(): Promise<StoreFacts>
  /** Ends followers, connections and timers. Calls under way are let finish; later ones reject. */
  close(): Promise<void>
}

/** Null stands for what it does not tell. */
export type StoreFacts =
  | { readonly kind: 'SQLite'; readonly version: string }
  | {
      readonly kind: 'Redis'
      readonly version: string | null
      /** A replica takes no writes. */
      readonly isReplica: boolean
      /** Whether it could write to its disk last time; one that could not takes no writes either. */
      readonly isDiskWell: boolean
      /** What it drops when its memory is full: `maxmemory-policy`. */
      readonly eviction: string | null
      /** Whether it writes down every change, and how often it makes the disk keep them: `appendonly`, `appendfsync`. */
      readonly appends: boolean | null
      readonly fsync: string | null
    }

/**
 * A position in the journal of one account, good for the whole account and for each of its conversations. Opaque;
 * later positions are greater as strings. It names the life of the store as well: after the store was wiped, every
 * older cursor is `UNKNOWN`.
 */
export type Cursor = string

export interface JournalEntry {
  /** The position right after this entry. */
  readonly cursor: Cursor
  /** Null for an event of the account that belongs to no conversation. */
  readonly conversationId: string | null
  /** When it was appended, by the store's clock. */
  readonly at: Instant
  readonly event: Json
}

export interface Append {
  readonly conversationId: string | null
  readonly event: Json
  /** The same key again within 24 hours is a duplicate. Without one, a repeated call may append twice. */
  readonly dedupeKey?: string
  /** What the event tells of: it is dropped unless `version` is greater than every one seen of `key` in 7 days. */
  readonly object?: { readonly key: string; readonly version: number }
}

/** `DELIVERY`: the dedupe key was seen. `VERSION`: the object is known in this version or a later one. */
export type Appended = { readonly cursor: Cursor } | { readonly duplicate: 'DELIVERY' | 'VERSION' }

/** `EXPIRED`: events after the cursor are no longer kept. `UNKNOWN`: this store never gave out the cursor, or was wiped since. */
export type Gap = 'EXPIRED' | 'UNKNOWN'

export interface JournalRead {
  /** Only this conversation; the whole account when absent. */
  readonly conversationId?: string
  /** Exclusive. */
  readonly after: Cursor
  /** 1 to 1000. */
  readonly limit: number
}

export type JournalPage =
  | { readonly entries: readonly JournalEntry[]; readonly hasMore: boolean }
  | { readonly gap: Gap }

export type Followed =
  | { readonly type: 'ENTRY'; readonly account: string; readonly entry: JournalEntry }
  /**
   * From `cursor` on, every entry of the account follows. Comes first for each account; and again when what lay
   * between is lost to this follower, with the reason in `gap`.
   */
  | { readonly type: 'POSITION'; readonly account: string; readonly cursor: Cursor; readonly gap: Gap | null }

export interface FollowOptions {
  /** By account. Where it is absent, following begins at the head; the first `POSITION` says where that was. */
  readonly after?: Readonly<Record<string, Cursor>>
  /** Ends the iteration. A loop that is left by `break` ends as well. */
  readonly signal: AbortSignal
}

export interface Journal {
  /** Atomic: either appended with all that is remembered of it, or not at all. */
  append(account: string, append: Append): Promise<Appended>
  /** Entries after a cursor, oldest first. */
  read(account: string, read: JournalRead): Promise<JournalPage>
  /** The position now. Take it before a query: reading after it then misses nothing that the query did not see. */
  head(account: string): Promise<Cursor>
  /**
   * Entries of several accounts as they are appended, by this process or another, in order per account. Entries are
   * fetched as they are asked for, so a slow reader costs no memory. Never rejects: while the store is away it
   * waits, and goes on where it was.
   */
  follow(accounts: readonly string[], options: FollowOptions): AsyncIterable<Followed>
}

/** What the journal keeps. Older cursors are `EXPIRED`. */
export interface Retention {
  /** An event is kept at least while it is younger than this (default 24 hours) … */
  readonly keepMs: number
  /** … and also while it is among so many last ones of its conversation (default 1,000) … */
  readonly keepPerConversation: number
  /** … but never longer than this (default 7 days) … */
  readonly maxAgeMs: number
  /** … and never beyond so many last ones of its account (default 1,000,000). */
  readonly maxPerAccount: number
}

export const defaultRetention: Retention = {
  keepMs: 24 * 60 * 60_000,
  keepPerConversation: 1000,
  maxAgeMs: 7 * 24 * 60 * 60_000,
  maxPerAccount: 1_000_000,
}

/** How long a delivery's dedupe key and a send's record are remembered, from when they were first seen. */
export const memoryMs = 24 * 60 * 60_000

/** Who claims a send, and for how long nobody else may take it over. */
export interface Claim {
  /** What is sent, as a hash: the same key with another fingerprint is a conflict. */
  readonly fingerprint: string
  /** Random, one per attempt. Whoever knows it is the attempt: repeating a call with it is harmless. */
  readonly owner: string
  readonly leaseMs: number
}

export type ClaimResult =
  /** The key is new, or already this owner's: send. */
  | { readonly state: 'CLAIMED' }
  /** Somebody else is sending it; ask again. */
  | { readonly state: 'PENDING'; readonly leaseUntil: Instant }
  /**
   * Whoever sent it let the lease run out. This owner holds the key now and must find out first whether the message
   * is there. `note` is what the other left with `extend`; null when it never got so far.
   */
  | { readonly state: 'ABANDONED'; readonly note: Json }
  | { readonly state: 'DONE'; readonly result: Json }
  | { readonly state: 'UNKNOWN'; readonly note: Json }
  /** The key belongs to another content. */
  | { readonly state: 'CONFLICT' }

export type Settlement =
  /** `objectKey` leads back to `result` by `findByObjects`. */
  | { readonly state: 'DONE'; readonly result: Json; readonly objectKey?: string }
  /** Definitely not sent: the key is free again. */
  | { readonly state: 'FAILED' }
  | { readonly state: 'UNKNOWN'; readonly note: Json }

/**
 * Send once. Keys are the caller's, with everything in them that keeps callers apart. A record is kept for 24 hours
 * from its first claim.
 */
export interface Ledger {
  claim(account: string, key: string, claim: Claim): Promise<ClaimResult>
  /**
   * Renews the lease and stores `note` for whoever has to take over. To be called right before the message leaves.
   * False: the key is no longer this owner's, so do not send.
   */
  extend(
    account: string,
    key: string,
    owner: string,
    lease: { readonly leaseMs: number; readonly note?: Json },
  ): Promise<boolean>
  /** False: the key is no longer this owner's, and nothing was changed. */
  settle(account: string, key: string, owner: string, settlement: Settlement): Promise<boolean>
  /**
   * The message turned up, whoever sent it: PENDING or UNKNOWN becomes DONE. False: there is no such record, or it
   * is DONE already.
   */
  resolve(
    account: string,
    key: string,
    found: { readonly result: Json; readonly objectKey?: string },
  ): Promise<boolean>
  /** The results of settled sends by their `objectKey`: one entry per key, in order. */
  findByObjects(account: string, objectKeys: readonly string[]): Promise<readonly (Json | undefined)[]>
}

export interface Cache {
  /** Undefined when there is none, or its time is over. */
  get(account: string, key: string): Promise<Json | undefined>
  set(account: string, key: string, value: Json, ttlMs: number): Promise<void>
}
