/** On whose behalf events are read, and what they may see. */
import { UnauthenticatedError } from '../../domain/errors.ts'
import { hashOf } from '../../kit/hash.ts'
import type { MaySee } from '../../live/rights.ts'
import type { Viewer } from '../../live/viewer.ts'
import { createLoader } from '../../loaders/batch.ts'
import type { Key } from '../../loaders/index.ts'
import type { Scope } from '../../loaders/scope.ts'
import { callerKeyOf } from '../../sending/key.ts'
import type { Call } from '../../upstream/port.ts'
import type { Caller } from '../access/caller.ts'

export interface CallerViewer extends Viewer {
  /**
   * Whether the upstream takes the caller's credential at all, as far as known for at most a minute. Rejects when the
   * upstream cannot tell.
   */
  mayUse(account: string): Promise<boolean>
}

export interface ViewerDeps {
  /** What a caller may reach, with a time limit of its own: answers are shared by all connections of the caller. */
  readonly openScope: (caller: Caller, requestId: string, signal: AbortSignal) => Scope
  /** Keeps answers in mind. */
  readonly maySee: MaySee
  /** Told when an upstream refused the credential. */
  readonly onRefused: (viewerKey: string, account: string) => void
}

/** Equal for callers with equal credentials, in the same agents' names. */
export const viewerKeyOf = ({ accounts }: Caller): string =>
  hashOf(['viewer', [...accounts].map(([account, identity]) => [account, callerKeyOf(identity)])])

/** Milliseconds that a question about rights may take. */
const patience = 10_000

/** `requestId`: of the request, or of the connection, that it is made for. */
export const createViewer = (deps: ViewerDeps, caller: Caller, requestId: string): CallerViewer =>
  new OneViewer(deps, caller, requestId)

/** A class, because there is one for each connection. */
class OneViewer implements CallerViewer {
  readonly key: string
  readonly #deps: ViewerDeps
  readonly #caller: Caller
  readonly #requestId: string
  /** Made when it is asked: of thousands of connections with one credential, one or a few are. */
  #conversations: ReturnType<typeof createLoader<Key, boolean>> | undefined

  constructor(deps: ViewerDeps, caller: Caller, requestId: string) {
    this.key = viewerKeyOf(caller)
    this.#deps = deps
    this.#caller = caller
    this.#requestId = requestId
  }

  maySee(account: string, id: string | null): Promise<boolean> {
    if (id === null) return this.#mayListIn(account)
    this.#conversations ??= createLoader<Key, boolean>({
      cache: false,
      idOf: ({ account, id }) => `${account}:${id}`,
      groupOf: ({ account }) => account,
      fetch: (keys) => {
        const { account } = keys[0]
        return this.#asking(account, async (scope) => {
          const ids = keys.map(({ id }) => id)
          const found = await scope.upstream(account).conversations.getMany(ids, scope.call(account))
          return found.map((conversation) => conversation !== null)
        })
      },
    })
    return this.#conversations.load({ account, id })
  }

  mayUse(account: string): Promise<boolean> {
    return this.#deps.maySee(this, account, null)
  }

  call(account: string, signal: AbortSignal): Call {
    return { ...this.#scope(signal).call(account), onRefused: () => this.#deps.onRefused(this.key, account) }
  }

  #mayListIn(account: string): Promise<boolean> {
    return this.#asking(account, async (scope) => {
      await scope.upstream(account).conversations.list(anyConversation, oneOfThem, scope.call(account))
      return true
    })
  }

  #scope(signal: AbortSignal): Scope {
    return this.#deps.openScope(this.#caller, this.#requestId, signal)
  }

  async #asking<T>(account: string, ask: (scope: Scope) => Promise<T>): Promise<T> {
    try {
      return await ask(this.#scope(AbortSignal.timeout(patience)))
    } catch (error) {
      if (error instanceof UnauthenticatedError) this.#deps.onRefused(this.key, account)
      throw error
    }
  }
}

const anyConversation = { filter: {}, orderBy: { field: 'CREATED_AT', direction: 'DESC' } } as const
const oneOfThem = { take: 'first', limit: 1 } as const
