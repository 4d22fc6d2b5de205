/** Reads on behalf of one subscriber: the journal until it has caught up, then what the hub hands over. */
import { DomainError, StateUnavailableError, SubscriptionOverflowError } from '../domain/errors.ts'
import type { Instant } from '../domain/time.ts'
import { Flow, type Sink } from '../kit/flow.ts'
import type { Pause } from '../kit/pause.ts'
import { whenThere } from '../kit/when-there.ts'
import type { Cursor } from '../state/port.ts'
import type { FeedCursors, Place } from './cursor.ts'
import { type FeedItem, isForAll, itemOf } from './item.ts'
import { type Replay, resyncReasons } from './replay.ts'
import type { Rights } from './rights.ts'
import type { HubEvent, Subscription } from './subscription.ts'
import type { Viewer } from './viewer.ts'

/** What all readers share. */
export interface ReaderDeps {
  readonly replay: Replay
  readonly rights: Pick<Rights, 'maySee' | 'known'>
  /** Where live events of an account have got to. */
  readonly position: (account: string) => Cursor
  readonly pause: Pause
  readonly now: () => Instant
}

export interface ReaderStart {
  readonly cursors: FeedCursors
  /** Null: everything of the accounts. */
  readonly conversationId: string | null
  readonly place: Place
  readonly viewer: Viewer
  readonly subscription: Subscription
  /** Ends it. */
  readonly signal: AbortSignal
  /** Comes before everything else. */
  readonly first: FeedItem | null
  /** Told when what was before is given up. */
  readonly restart: (since: Instant) => void
  /** Called when it is over, perhaps again. */
  readonly release: () => void
}

/** Entries read at once. */
const batch = 64
/** Milliseconds between questions that were not answered, and how often an upstream is asked again. */
const retryMs = 500
const maxRetries = 60

/** A class, because there may be tens of thousands and most of them are idle: then they hold nothing but their place. */
export class Reader extends Flow<FeedItem> {
  readonly #deps: ReaderDeps
  readonly #start: ReaderStart
  readonly #positions: Cursor[]
  readonly #over = Promise.withResolvers<void>()
  #at: Instant
  #first: FeedItem | null
  #sink: Sink<FeedItem> | undefined
  #isBusy = false
  #isOver = false
  /** Accounts, of several, whose upstream cannot say now what may be seen: their events wait in the journal. */
  #held: Set<number> | undefined
  /** Whether it is time to ask for the held ones again. */
  #isHoldOver = false

  constructor(deps: ReaderDeps, start: ReaderStart) {
    super()
    this.#deps = deps
    this.#start = start
    this.#positions = [...start.place.positions]
    this.#at = start.place.at
    this.#first = start.first
    start.signal.addEventListener('abort', this)
  }

  into(sink: Sink<FeedItem>): Promise<void> {
    this.#sink = sink
    this.wake()
    return this.#over.promise
  }

  end(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#start.signal.removeEventListener('abort', this)
    this.#start.release()
    this.#over.resolve()
  }

  /** Of the signal. */
  handleEvent(): void {
    this.end()
  }

  /** Something came, or is over. */
  wake(): void {
    while (!this.#isBusy && !this.#isOver && this.#sink) {
      try {
        const step = this.#step()
        if (step === 'IDLE') {
          this.#start.subscription.wait(this)
          return
        }
        this.#wait(step)
      } catch (error) {
        this.#fail(error)
      }
    }
  }

  #wait(step: void | Promise<void>): void {
    if (!(step instanceof Promise)) return
    this.#isBusy = true
    step.then(
      () => {
        this.#isBusy = false
        this.wake()
      },
      (error: unknown) => this.#fail(error),
    )
  }

  #fail(error: unknown): void {
    if (!this.#isOver) this.#over.reject(error)
    this.end()
  }

  #step(): 'IDLE' | void | Promise<void> {
    const { subscription } = this.#start
    const first = this.#first
    if (first) {
      this.#first = null
      return this.#give(first)
    }
    if (this.#isHoldOver && subscription.end === null) return this.#readHeld()
    const next = subscription.take()
    if (next) return this.#deliver(next)
    if (subscription.end === 'OVERFLOWN') {
      throw new SubscriptionOverflowError('Events came faster than they were read.', this.#cursor())
    }
    if (subscription.end === 'ENDED') return this.end()
    return subscription.isCatchingUp ? this.#catchUp() : 'IDLE'
  }

  #deliver(next: HubEvent): void | Promise<void> {
    const index = this.#start.cursors.accounts.indexOf(next.account)
    if (this.#held?.has(index) && next.cursor !== null) return // the journal has it
    if (next.cursor !== null && next.cursor <= (this.#positions[index] as Cursor)) return // read already
    return whenThere(this.#admits(index, next), (isAllowed) => this.#pass(index, next, isAllowed))
  }

  /** Whether the viewer may see it; undefined when it ended meanwhile, or its account is held. */
  #admits(
    index: number,
    { account, conversationId, event }: HubEvent,
  ): boolean | Promise<boolean | undefined> {
    if (isForAll(event)) return true
    const { rights } = this.#deps
    const { viewer } = this.#start
    return (
      rights.known(viewer, account, conversationId) ??
      this.#answerTo(index, () => rights.maySee(viewer, account, conversationId))
    )
  }

  #pass(
    index: number,
    { cursor, at, event }: HubEvent,
    isAllowed: boolean | undefined,
  ): void | Promise<void> {
    if (isAllowed === undefined || this.#start.subscription.end) return
    if (!isAllowed && this.#start.conversationId !== null) return this.end()
    if (cursor !== null) this.#advance(index, cursor, at)
    if (isAllowed) return this.#give(itemOf(this.#cursor(), event))
  }

  async #catchUp(): Promise<void> {
    while (this.#start.subscription.beginReading()) {
      for (const [index, account] of this.#start.cursors.accounts.entries()) {
        if (!this.#held?.has(index)) await this.#readJournal(index, account)
      }
    }
  }

  /** Asks again: whoever cannot say yet is held again. */
  async #readHeld(): Promise<void> {
    const waiting = [...(this.#held ?? [])]
    this.#held = undefined
    this.#isHoldOver = false
    for (const index of waiting) await this.#readJournal(index, this.#start.cursors.accounts[index] as string)
  }

  async #readJournal(index: number, account: string): Promise<void> {
    const { subscription, restart } = this.#start
    for (let hasMore = true; hasMore; ) {
      const page = await this.#read(index, account, this.#positions[index] as Cursor, batch)
      if (!page) return
      if ('gap' in page) {
        const here = this.#deps.position(account)
        const ahead = await this.#read(index, account, here, 1)
        if (!ahead || 'gap' in ahead) return // the hub has not noticed yet; when it does, this is read again
        this.#advance(index, here, this.#deps.now())
        restart(this.#at)
        await this.#give({
          cursor: this.#cursor(),
          resync: resyncReasons[page.gap],
          occurredAt: this.#deps.now(),
        })
        return
      }
      for (const { entry, event } of page.entries) {
        if (subscription.end) return
        this.#advance(index, entry.cursor, entry.at)
        if (event) await this.#give(itemOf(this.#cursor(), event))
      }
      hasMore = page.hasMore
    }
  }

  #read(index: number, account: string, after: Cursor, limit: number) {
    const { conversationId, viewer } = this.#start
    return this.#answerTo(index, () => this.#deps.replay(account, conversationId, after, limit, viewer))
  }

  /** Undefined when the subscription ended meanwhile, or the account is held. Else events wait in the queue until then. */
  async #answerTo<T>(index: number, question: () => Promise<T>): Promise<T | undefined> {
    for (let retries = 0; this.#start.subscription.end === null; retries += 1) {
      try {
        return await question()
      } catch (error) {
        const isPassing = error instanceof StateUnavailableError // the hub waits for the store as well
        if (!isPassing && error instanceof DomainError && this.#positions.length > 1) {
          this.#hold(index)
          return undefined
        }
        if (!isPassing && (!(error instanceof DomainError) || retries >= maxRetries)) throw error
        await this.#deps.pause(retryMs)
      }
    }
    return undefined
  }

  #hold(index: number): void {
    const isFirst = this.#held === undefined
    this.#held ??= new Set()
    this.#held.add(index)
    if (!isFirst) return
    this.#deps.pause(retryMs).then(() => {
      this.#isHoldOver = true
      this.wake()
    })
  }

  #give(item: FeedItem): void | Promise<void> {
    if (!this.#isOver) return this.#sink?.(item)
  }

  #advance(index: number, to: Cursor, at: Instant): void {
    this.#positions[index] = to
    this.#at = Math.max(this.#at, at)
  }

  #cursor(): string {
    return this.#start.cursors.encode({ positions: this.#positions, at: this.#at })
  }
}
