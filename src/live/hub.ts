/**
 * Fan-out. One follower of the journal per process hands each event to the subscribers of its conversation and of its
 * account, and to nobody else. A subscriber that does not read is ended; nobody waits for it.
 */

import { setImmediate } from 'node:timers/promises'
import { StateUnavailableError } from '../domain/errors.ts'
import { type DomainEvent, eventFromJson, type PassingEvent } from '../domain/event.ts'
import type { Pause } from '../kit/pause.ts'
import type { Cursor, Followed, Gap, Journal, JournalEntry } from '../state/port.ts'
import type { Scope } from './cursor.ts'
import { type HubEvent, type QueueLimits, Subscription } from './subscription.ts'

export interface HubDeps {
  /** All that are ever subscribed to. */
  readonly accounts: readonly string[]
  readonly journal: Pick<Journal, 'follow'>
  readonly now: () => number
  readonly pause: Pause
  /** Told of a bug that ended the following, which goes on after a second. */
  readonly onError: (error: unknown) => void
  readonly limits?: QueueLimits
  /** An event was handed to those who wait for it, so many milliseconds after it was written. */
  readonly onHandOver?: (account: string, lagMs: number) => void
  /** A subscriber had no room for another event, and was ended. */
  readonly onOverflow?: (account: string) => void
}

export interface HubCounts {
  readonly subscribers: number
  /** Conversations and accounts with subscribers. */
  readonly topics: number
  /** Subscribers with nothing to do. */
  readonly waiting: number
  readonly queued: number
}

export interface Hub {
  /** Resolves when the position of every account is known, or it was stopped. */
  start(): Promise<void>
  /** Ends every subscription. */
  stop(): Promise<void>
  /** Throws `StateUnavailableError` as long as the store was never reached. */
  position(account: string): Cursor
  /** With `isCatchingUp` nothing is handed over until the subscriber has read the journal to its end. */
  subscribe(scope: Scope, isCatchingUp: boolean): Subscription
  /** May be called again. */
  unsubscribe(scope: Scope, subscription: Subscription): void
  /** Hands over what is not kept, to the subscribers of this process. */
  tell(event: PassingEvent): void
  /** Told of each event that is kept and handed to somebody. Gives what ends this. */
  onEvent(listener: (event: DomainEvent) => void): () => void
  /** Told of each gap in what the store gave. Gives what ends this. */
  onGap(listener: (account: string, gap: Gap) => void): () => void
  counts(): HubCounts
}

const defaultLimits: QueueLimits = { events: 256, size: 1024 * 1024 }
const retryMs = 1000

/** The subscribers of one account. */
interface Board {
  position: Cursor | undefined
  readonly whole: Set<Subscription>
  readonly byConversation: Map<string, Set<Subscription>>
}

/** Entries that are handed over before subscribers get a turn. */
const perTurn = 8

export const createHub = (deps: HubDeps): Hub => {
  const { accounts, journal, now, pause, onError, limits = defaultLimits, onHandOver, onOverflow } = deps
  const stopping = new AbortController()
  const standing = Promise.withResolvers<void>()
  const eventListeners = new Set<(event: DomainEvent) => void>()
  const gapListeners = new Set<(account: string, gap: Gap) => void>()
  const boards = new Map<string, Board>(
    accounts.map((account) => [
      account,
      { position: undefined, whole: new Set(), byConversation: new Map() },
    ]),
  )
  const boardOf = (account: string): Board => {
    const board = boards.get(account)
    if (!board) throw new RangeError(`Nobody follows the account ${account}.`)
    return board
  }
  const subscriptions = () =>
    new Set(
      [...boards.values()].flatMap(({ whole, byConversation }) => [
        ...whole,
        ...[...byConversation.values()].flatMap((each) => [...each]),
      ]),
    )

  const offer = (board: Board, topic: string | null, subscriber: Subscription, shared: HubEvent): void => {
    const wasOver = subscriber.end !== null
    if (subscriber.offer(shared, limits)) return
    leave(board, topic, subscriber)
    if (!wasOver) onOverflow?.(shared.account)
  }

  const handOver = (board: Board, shared: HubEvent): void => {
    const { conversationId } = shared
    const direct = conversationId === null ? undefined : board.byConversation.get(conversationId)
    for (const subscriber of direct ?? []) offer(board, conversationId, subscriber, shared)
    for (const subscriber of board.whole) offer(board, null, subscriber, shared)
  }

  const onEntry = (account: string, { cursor, conversationId, at, event: json }: JournalEntry): void => {
    const board = boardOf(account)
    board.position = cursor
    if (board.whole.size === 0 && !board.byConversation.has(conversationId ?? '')) return
    const event = eventFromJson(json)
    if (!event) return
    handOver(board, { account, conversationId, cursor, at, event, size: sizeOf(event) })
    for (const listener of eventListeners) listener(event)
    onHandOver?.(account, Math.max(0, now() - at))
  }

  const onFollowed = (followed: Followed): void => {
    if (followed.type === 'ENTRY') {
      onEntry(followed.account, followed.entry)
      return
    }
    const { account, cursor, gap } = followed
    const board = boardOf(account)
    board.position = cursor
    if ([...boards.values()].every((each) => each.position !== undefined)) standing.resolve()
    if (gap === null) return
    for (const subscribers of [board.whole, ...board.byConversation.values()]) {
      for (const subscriber of subscribers) subscriber.lapse()
    }
    for (const listener of gapListeners) listener(account, gap)
  }

  const follow = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        const after = Object.fromEntries(
          [...boards].flatMap(([account, { position }]) => (position ? [[account, position]] : [])),
        )
        let handedOver = 0
        for await (const followed of journal.follow(accounts, { after, signal: stopping.signal })) {
          onFollowed(followed)
          // The journal gives a burst in one go: subscribers who read must get their turn before their queue is full.
          if (++handedOver % perTurn === 0) await setImmediate()
        }
        return // the state was closed
      } catch (error) {
        onError(error)
        await pause(retryMs, stopping.signal)
      }
    }
  }
  let following: Promise<void> = Promise.resolve()

  const position = (account: string): Cursor => {
    const { position: known } = boardOf(account)
    if (known === undefined) throw new StateUnavailableError('The store of events cannot be reached yet.')
    return known
  }

  return {
    start: () => {
      following = follow()
      return standing.promise
    },
    stop: async () => {
      stopping.abort()
      standing.resolve()
      await following
      for (const each of subscriptions()) each.close('ENDED')
      for (const { whole, byConversation } of boards.values()) {
        whole.clear()
        byConversation.clear()
      }
    },
    position,
    subscribe: ({ accounts: wanted, conversationId }, isCatchingUp) => {
      for (const account of wanted) position(account)
      const subscription = new Subscription(isCatchingUp)
      for (const account of wanted) join(boardOf(account), conversationId, subscription)
      return subscription
    },
    unsubscribe: ({ accounts: wanted, conversationId }, subscription) => {
      subscription.close('ENDED')
      for (const account of wanted) leave(boardOf(account), conversationId, subscription)
    },
    tell: (event) => {
      const { account, conversationId } = event
      handOver(boardOf(account), {
        account,
        conversationId,
        cursor: null,
        at: now(),
        event,
        size: sizeOf(event),
      })
    },
    onEvent: (listener) => {
      eventListeners.add(listener)
      return () => eventListeners.delete(listener)
    },
    onGap: (listener) => {
      gapListeners.add(listener)
      return () => gapListeners.delete(listener)
    },
    counts: () => {
      const all = [...subscriptions()]
      const topics = [...boards.values()].map(
        ({ whole, byConversation }) => byConversation.size + Math.sign(whole.size),
      )
      return {
        subscribers: all.length,
        topics: topics.reduce((sum, each) => sum + each, 0),
        waiting: all.filter(({ isWaiting }) => isWaiting).length,
        queued: all.reduce((sum, { queued }) => sum + queued, 0),
      }
    },
  }
}

const sizeOf = (event: DomainEvent): number => JSON.stringify(event).length

const join = (board: Board, conversationId: string | null, subscription: Subscription): void => {
  if (conversationId === null) {
    board.whole.add(subscription)
    return
  }
  const subscribers = board.byConversation.get(conversationId)
  if (subscribers) subscribers.add(subscription)
  else board.byConversation.set(conversationId, new Set([subscription]))
}

const leave = (board: Board, conversationId: string | null, subscription: Subscription): void => {
  if (conversationId === null) {
    board.whole.delete(subscription)
    return
  }
  const subscribers = board.byConversation.get(conversationId)
  subscribers?.delete(subscription)
  if (subscribers?.size === 0) board.byConversation.delete(conversationId)
}
