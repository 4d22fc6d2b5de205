import type { DomainEvent } from '../domain/event.ts'
import type { Instant } from '../domain/time.ts'
import type { Cursor } from '../state/port.ts'

/** One event on its way, shared by all its subscribers: never change it. */
export interface HubEvent {
  readonly account: string
  readonly conversationId: string | null
  /** Null for what is not kept. */
  readonly cursor: Cursor | null
  /** When it was appended. */
  readonly at: Instant
  readonly event: DomainEvent
  /** Characters of its JSON. */
  readonly size: number
}

/** What may wait for one subscriber. A single event may be larger. */
export interface QueueLimits {
  readonly events: number
  /** Characters of JSON. */
  readonly size: number
}

interface Waiting {
  wake(): void
}

/**
 * What waits for one subscriber. While it catches up with the journal nothing waits: it is only marked that there is
 * more. A class, because there may be tens of thousands and most of them are idle.
 */
export class Subscription {
  #queue: HubEvent[] | null = null
  #size = 0
  #waiting: Waiting | null = null
  #end: 'ENDED' | 'OVERFLOWN' | null = null
  #isCatchingUp: boolean
  #isBehind: boolean

  constructor(isCatchingUp: boolean) {
    this.#isCatchingUp = isCatchingUp
    this.#isBehind = isCatchingUp
  }

  get end(): 'ENDED' | 'OVERFLOWN' | null {
    return this.#end
  }

  /** Whether the journal has to be read before anything else can come. */
  get isCatchingUp(): boolean {
    return this.#isCatchingUp
  }

  get isWaiting(): boolean {
    return this.#waiting !== null
  }

  get queued(): number {
    return this.#queue?.length ?? 0
  }

  /** False when there is no room, or it is over: nothing waits any more, and nothing else will come. */
  offer(event: HubEvent, limits: QueueLimits): boolean {
    if (this.#end) return false
    if (this.#isCatchingUp) {
      this.#isBehind ||= event.cursor !== null
      return true
    }
    this.#queue ??= []
    const isFull = this.queued >= limits.events || (this.queued > 0 && this.#size + event.size > limits.size)
    if (isFull) {
      this.close('OVERFLOWN')
      return false
    }
    this.#queue.push(event)
    this.#size += event.size
    this.#rouse()
    return true
  }

  /** From here on something is missing, so after what waits the journal has to be read. */
  lapse(): void {
    this.#isCatchingUp = true
    this.#isBehind = true
    this.#rouse()
  }

  /** The next event that waits. */
  take(): HubEvent | undefined {
    const event = this.#queue?.shift()
    if (event) this.#size -= event.size
    if (this.#queue?.length === 0) this.#queue = null
    return event
  }

  /** Called before each reading of the journal to its end. False: nothing came meanwhile, and from now on events wait here. */
  beginReading(): boolean {
    const isBehind = this.#isBehind && this.#end === null
    this.#isBehind = false
    if (!isBehind) this.#isCatchingUp = false
    return isBehind
  }

  /** Woken once, when something waits here, when it lapsed, and when it is over. */
  wait(waiting: Waiting): void {
    this.#waiting = waiting
  }

  close(end: 'ENDED' | 'OVERFLOWN'): void {
    this.#end ??= end
    this.#queue = null
    this.#size = 0
    this.#rouse()
  }

  #rouse(): void {
    const waiting = this.#waiting
    this.#waiting = null
    waiting?.wake()
  }
}
