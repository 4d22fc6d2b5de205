/**
 * What a subscriber gets: the events after its cursor from the journal, then those that come, with no seam between.
 * At least once, in order for each conversation, and only what the viewer may see. Where events are lost for good it
 * says so with a `resync`.
 */
import { NotFoundError, StateUnavailableError } from '../domain/errors.ts'
import type { Instant } from '../domain/time.ts'
import type { Flow } from '../kit/flow.ts'
import type { Pause } from '../kit/pause.ts'
import type { Journal } from '../state/port.ts'
import { cursorsOf, type FeedCursors, type Place, type Scope } from './cursor.ts'
import type { Hub } from './hub.ts'
import { type FeedItem, itemOf } from './item.ts'
import { maxAgeMs } from './memory.ts'
import { Reader } from './reader.ts'
import { createReplay, resyncReasons } from './replay.ts'
import type { Rights } from './rights.ts'
import type { Viewer } from './viewer.ts'
import { quietMs, type Visits } from './visits.ts'
import type { Watch } from './watch.ts'

export interface FeedRequest {
  readonly scope: Scope
  /** A cursor of the same scope. Absent: from now on. */
  readonly after?: string
  readonly viewer: Viewer
  /** Ends the feed. */
  readonly signal: AbortSignal
}

export interface FeedRead {
  readonly scope: Scope
  readonly after: string
  /** At least 1. */
  readonly limit: number
  readonly viewer: Viewer
}

export interface FeedPage {
  readonly items: readonly FeedItem[]
  /** Where to go on; `after` when nothing happened, for a day at least. */
  readonly cursor: string
  readonly hasMore: boolean
}

export interface Feed {
  /**
   * The position now, without a call. Taken before a query, it misses nothing that the query did not see. Throws
   * `StateUnavailableError` as long as the store was never reached.
   */
  head(scope: Scope): string
  /** For those who ask now and then. Rejects like `subscribe`. */
  read(request: FeedRead): Promise<FeedPage>
  /**
   * Resolves when events are being collected. Rejects with `InvalidInputError` for a cursor of something else, with
   * `NotFoundError` for a conversation that the viewer may not see, with `StateUnavailableError` while the store is
   * away, and with whatever the upstream fails with when it is asked for the right.
   *
   * The flow ends at the signal, by `end`, when Parley stops, and without a reason when the viewer may not see the
   * conversation any more: with the next event, or soon after a look did not find it. It fails with
   * `SubscriptionOverflowError` when the subscriber does not read.
   */
  subscribe(request: FeedRequest): Promise<Flow<FeedItem>>
}

export interface FeedDeps {
  readonly journal: Pick<Journal, 'read' | 'head'>
  readonly hub: Hub
  readonly watch: Watch
  readonly rights: Pick<Rights, 'maySee' | 'known'>
  /** Told of each question, before it is answered. */
  readonly visit: Visits['visit']
  /** Whether the store of events can be reached. Never rejects. */
  readonly isReady: () => Promise<boolean>
  readonly now: () => number
  readonly pause: Pause
}

export const createFeed = (deps: FeedDeps): Feed => {
  const { journal, hub, watch, rights, visit, isReady, now, pause } = deps
  const { maySee } = rights
  const replay = createReplay({ journal, maySee })
  const shared = { replay, rights, position: hub.position, now, pause }

  const placeNow = (accounts: readonly string[]): Place => ({
    positions: accounts.map(hub.position),
    at: now(),
  })
  const requireRight = async ({ accounts: [account], conversationId }: Scope, viewer: Viewer) => {
    if (account === undefined || conversationId === null) return
    if (!(await maySee(viewer, account, conversationId))) {
      throw new NotFoundError('There is no such conversation.')
    }
  }

  /** What happened since then is not looked for any more, and who knows whether a source told of it. */
  const isTooOld = ({ at }: Place): boolean => at < now() - maxAgeMs

  return {
    head: (scope) => {
      const cursors = cursorsOf(scope)
      return cursors.encode(placeNow(cursors.accounts))
    },

    read: async ({ scope, after, limit, viewer }) => {
      const cursors = cursorsOf(scope)
      const place = cursors.decode(after)
      await requireRight(scope, viewer)
      if (isTooOld(place)) {
        const loss = lossAt(cursors, placeNow(cursors.accounts), now())
        return { items: [loss], cursor: loss.cursor, hasMore: false }
      }
      const { conversationId } = scope
      const seen = await Promise.all(
        cursors.accounts.map((account) => visit({ account, conversationId, viewer, since: place.at })),
      )
      const positions = [...place.positions]
      const items: FeedItem[] = []
      let { at } = place
      let hasMore = false
      const cursor = () => cursors.encode({ positions, at })
      for (const [index, account] of cursors.accounts.entries()) {
        const wanted = limit - items.length
        if (wanted <= 0) return { items, cursor: cursor(), hasMore: true }
        const from = positions[index] as string
        const page = await replay(account, scope.conversationId, from, Math.min(wanted, maxRead), viewer)
        if ('gap' in page) {
          positions[index] = await journal.head(account)
          at = Math.max(at, now())
          items.push({ cursor: cursor(), resync: resyncReasons[page.gap], occurredAt: now() })
          continue
        }
        for (const { entry, event } of page.entries) {
          positions[index] = entry.cursor
          at = Math.max(at, entry.at)
          if (event) items.push(itemOf(cursor(), event))
        }
        hasMore ||= page.hasMore
      }
      if (!hasMore && at < now() - quietMs) at = Math.max(at, Math.min(...seen))
      return { items, cursor: cursor(), hasMore }
    },

    subscribe: async ({ scope, after, viewer, signal }) => {
      const cursors = cursorsOf(scope)
      const asked = after === undefined ? undefined : cursors.decode(after)
      if (!(await isReady())) throw new StateUnavailableError('The store of events cannot be reached now.')
      const isLost = asked !== undefined && isTooOld(asked)
      const resumed = isLost ? undefined : asked
      const place = resumed ?? placeNow(cursors.accounts) // what comes while the upstream is asked is not missed
      await requireRight(scope, viewer)
      signal.throwIfAborted()
      const own: Scope = { accounts: cursors.accounts, conversationId: scope.conversationId }
      const isBehind = cursors.accounts.some(
        (account, index) => hub.position(account) !== place.positions[index],
      )
      const subscription = hub.subscribe(own, isBehind)
      const watchings = cursors.accounts.map((account) =>
        watch.add({
          account,
          conversationId: scope.conversationId,
          viewer,
          since: place.at,
          isResumed: resumed !== undefined,
          onLost: () => subscription.close('ENDED'),
        }),
      )
      return new Reader(shared, {
        cursors,
        conversationId: scope.conversationId,
        place,
        viewer,
        subscription,
        signal,
        first: isLost ? lossAt(cursors, place, now()) : null,
        restart: (since) => {
          for (const each of watchings) each.restart(since)
        },
        release: () => {
          hub.unsubscribe(own, subscription)
          for (const each of watchings) each.end()
        },
      })
    },
  }
}

const maxRead = 1000

const lossAt = (cursors: FeedCursors, place: Place, at: Instant): FeedItem => ({
  cursor: cursors.encode(place),
  resync: 'UPSTREAM_GAP',
  occurredAt: at,
})
