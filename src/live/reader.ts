/** Reads on behalf of one subscriber: the journal until it has caught up, then what the hub hands over. */
import { DomainError, StateUnavailableError, SubscriptionOverflowError } from '../domain/errors.ts'
import type { Instant } from '../domain/time.ts'
import type { Pause } from '../kit/pause.ts'
import type { Cursor } from '../state/port.ts'
import type { FeedCursors, Place, Scope } from './cursor.ts'
import { type FeedItem, itemOf } from './item.ts'
import { type Replay, resyncReasons } from './replay.ts'
import type { MaySee } from './rights.ts'
import type { HubEvent, Subscription } from './subscription.ts'
import type { Viewer } from './viewer.ts'

export type Reader = AsyncGenerator<FeedItem, void, void>

export interface ReaderDeps {
  readonly cursors: FeedCursors
  readonly scope: Scope
  readonly place: Place
  readonly viewer: Viewer
  readonly subscription: Subscription
  readonly replay: Replay
  readonly maySee: MaySee
  /** Where live events of an account have got to. */
  readonly position: (account: string) => Cursor
  /** Told when what was before is given up. */
  readonly restart: (since: Instant) => void
  readonly now: () => number
  readonly pause: Pause
}

/** Entries read at once. */
const batch = 64
/** Milliseconds between questions that were not answered, and how often an upstream is asked again. */
const retryMs = 500
const maxRetries = 60

export const createReader = (deps: ReaderDeps): Reader => {
  const { cursors, scope, viewer, subscription, replay, maySee, position, restart, now, pause } = deps
  const positions = [...deps.place.positions]
  let { at } = deps.place
  const cursor = () => cursors.encode({ positions, at })

  const advance = (index: number, to: Cursor, instant: Instant): void => {
    positions[index] = to
    at = Math.max(at, instant)
  }

  /** Accounts, of several, whose upstream cannot say now what may be seen: their events wait in the journal. */
  const held = new Set<number>()
  let release: Promise<void> | undefined
  let isReleased = false
  const hold = (index: number): void => {
    held.add(index)
    release ??= pause(retryMs).then(() => {
      isReleased = true
    })
  }

  /** Undefined when the subscription ended meanwhile, or the account is held. Else events wait in the queue until then. */
  const answerTo = async <T>(index: number, question: () => Promise<T>): Promise<T | undefined> => {
    for (let retries = 0; subscription.end === null; retries += 1) {
      try {
        return await question()
      } catch (error) {
        const isPassing = error instanceof StateUnavailableError // the hub waits for the store as well
        if (!isPassing && error instanceof DomainError && cursors.accounts.length > 1) {
          hold(index)
          return undefined
        }
        if (!isPassing && (!(error instanceof DomainError) || retries >= maxRetries)) throw error
        await pause(retryMs)
      }
    }
    return undefined
  }

  async function* readJournal(index: number, account: string): Reader {
    const read = (after: Cursor, limit: number) =>
      answerTo(index, () => replay(account, scope.conversationId, after, limit, viewer))
    for (let hasMore = true; hasMore; ) {
      const page = await read(positions[index] as Cursor, batch)
      if (!page) return
      if ('gap' in page) {
        const here = position(account)
        const ahead = await read(here, 1)
        if (!ahead || 'gap' in ahead) return // the hub has not noticed yet; when it does, this is read again
        advance(index, here, now())
        restart(at)
        yield { cursor: cursor(), resync: resyncReasons[page.gap] }
        return
      }
      for (const { entry, event } of page.entries) {
        advance(index, entry.cursor, entry.at)
        if (event) yield itemOf(cursor(), event)
        if (subscription.end) return
      }
      hasMore = page.hasMore
    }
  }

  async function* catchUp(): Reader {
    while (subscription.beginReading()) {
      for (const [index, account] of cursors.accounts.entries()) {
        if (!held.has(index)) yield* readJournal(index, account)
      }
    }
  }

  /** Asks again: whoever cannot say yet is held again. */
  async function* readHeld(): Reader {
    const waiting = [...held]
    held.clear()
    release = undefined
    isReleased = false
    for (const index of waiting) yield* readJournal(index, cursors.accounts[index] as string)
  }

  /** Whether the viewer may see it; undefined when that ends the feed, or its account is held. */
  const admits = async (
    index: number,
    { account, conversationId }: HubEvent,
  ): Promise<boolean | undefined> => {
    if (conversationId === null) return true
    const isAllowed = await answerTo(index, () => maySee(viewer, account, conversationId))
    return isAllowed || scope.conversationId === null ? isAllowed : undefined
  }

  async function* read(): Reader {
    for (;;) {
      if (isReleased && subscription.end === null) yield* readHeld()
      const next = subscription.take()
      if (next) {
        const index = cursors.accounts.indexOf(next.account)
        if (held.has(index) && next.cursor !== null) continue // the journal has it
        if (next.cursor !== null && next.cursor <= (positions[index] as Cursor)) continue // read already
        const isAllowed = await admits(index, next)
        if (subscription.end || held.has(index)) continue
        if (isAllowed === undefined) return
        if (next.cursor !== null) advance(index, next.cursor, next.at)
        if (isAllowed) yield itemOf(cursor(), next.event)
      } else if (subscription.end === 'OVERFLOWN') {
        throw new SubscriptionOverflowError('Events came faster than they were read.', cursor())
      } else if (subscription.end === 'ENDED') {
        return
      } else if (subscription.isCatchingUp) {
        yield* catchUp()
      } else {
        await (release ? Promise.race([subscription.changed(), release]) : subscription.changed())
      }
    }
  }
  return read()
}
