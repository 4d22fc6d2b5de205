/** The context of one operation: what resolvers may reach, and what the server keeps of it. */
import { createLoaders, type Loaders } from '../../loaders/index.ts'
import type { CallerScope, Context, Events, Links, RateLimit, Writes } from '../../schema/context.ts'
import type { UpstreamRequest } from '../../upstream/port.ts'
import type { Payer } from '../access/spending.ts'
import type { OperationTrace } from '../watching/trace.ts'
import { createLinks } from './links.ts'

/** What the server keeps of one operation beside what resolvers may reach. */
export interface OperationRecord {
  readonly requestId: string
  readonly upstreamRequests: UpstreamRequest[]
  readonly payer: Payer
  /** Whether the answer is to tell the cost. */
  readonly wantsCost: boolean
  /** Whether an upstream refused the credential. */
  isRefused: boolean
  /** Known once it is admitted. */
  cost: number
  readonly trace: OperationTrace
  /** Known once it is paid. */
  balance?: RateLimit
  /** Equal where the same is answered to the same question: who asks, and where links lead. */
  readonly audience: string
}

export interface ServerContext extends Context {
  readonly operation: OperationRecord
  /** Lets go of all but `operation`: a subscription that has begun asks for nothing else. */
  settle(): void
}

export interface ContextStart extends Pick<Context, 'events' | 'renew' | 'eventSource'> {
  readonly operation: OperationRecord
  /** Where clients reach Parley. */
  readonly publicUrl: string
  readonly openScope: () => CallerScope
  readonly openWrites: (scope: CallerScope, loaders: () => Loaders) => Writes
}

export const createContext = (start: ContextStart): ServerContext => new OperationContext(start)

/**
 * Makes its parts when something asks for them: most events ask for next to nothing, and there may be tens of
 * thousands of them. Each part works without the rest.
 */
class OperationContext implements ServerContext {
  readonly operation: OperationRecord
  #start: ContextStart | undefined
  #scope: CallerScope | undefined
  #loaders: Loaders | undefined
  #writes: Writes | undefined

  constructor(start: ContextStart) {
    this.operation = start.operation
    this.#start = start
  }

  get scope(): CallerScope {
    this.#scope ??= this.#parts.openScope()
    return this.#scope
  }
  get loaders(): Loaders {
    this.#loaders ??= createLoaders(this.scope)
    return this.#loaders
  }
  get writes(): Writes {
    this.#writes ??= this.#parts.openWrites(this.scope, () => this.loaders)
    return this.#writes
  }
  get events(): Events {
    return this.#parts.events
  }
  get links(): Links {
    return createLinks(this.#parts.publicUrl)
  }
  get rateLimit(): () => RateLimit {
    return () => {
      if (!this.operation.balance) throw new Error('An operation began that nobody paid for.')
      return this.operation.balance
    }
  }
  get eventSource() {
    return this.#parts.eventSource
  }
  get renew() {
    return this.#parts.renew
  }

  settle(): void {
    this.#start = undefined
    this.#scope = undefined
    this.#loaders = undefined
    this.#writes = undefined
  }

  get #parts(): ContextStart {
    if (!this.#start) throw new Error('Something asked an operation that was let go of.')
    return this.#start
  }
}
