import type { Account } from '../../domain/account.ts'
import type { Origin } from '../../domain/errors.ts'
import type { Client } from './client.ts'

/** What every part of the adapter works with. */
export interface Context {
  readonly account: Account
  readonly origin: Origin
  readonly client: Client
  /** The clock. Milliseconds. */
  readonly now: () => number
}
