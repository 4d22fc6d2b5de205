/** On whose behalf events are read, and what they may see. */
import { UnauthenticatedError } from '../../domain/errors.ts'
import { hashOf } from '../../kit/hash.ts'
import type { MaySee } from '../../live/rights.ts'
import type { Viewer } from '../../live/viewer.ts'
import { createLoader } from '../../loaders/batch.ts'
import type { Key } from '../../loaders/index.ts'
import type { Scope } from '../../loaders/scope.ts'
import { callerKeyOf } from '../../sending/key.ts'
import type { Caller } from '../access/caller.ts'

export interface CallerViewer extends Viewer {
  /**
   * Whether the upstream takes the caller's credential at all, as far as known for at most a minute. Rejects when the
   * upstream cannot tell.
   */
  mayUse(account: string): Promise<boolean>
}

export interface ViewerDeps {
  readonly caller: Caller
  /** What the caller may reach, with a time limit of its own: answers are shared by all connections of the caller. */
  readonly openScope: (signal: AbortSignal) => Scope
  /** Keeps answers of `mayUse` in mind. */
  readonly rights: MaySee
  /** Told when an upstream refused the credential. */
  readonly onRefused: (viewerKey: string, account: string) => void
}

/** Equal for callers with equal credentials, in the same agents' names. */
export const viewerKeyOf = ({ accounts }: Caller): string =>
  hashOf(['viewer', [...accounts].map(([account, identity]) => [account, callerKeyOf(identity)])])

/** Milliseconds that a question about rights may take. */
const patience = 10_000

export const createViewer = ({ caller, openScope, rights, onRefused }: ViewerDeps): CallerViewer => {
  const key = viewerKeyOf(caller)
  const asking = async <T>(account: string, ask: (scope: Scope) => Promise<T>): Promise<T> => {
    try {
      return await ask(openScope(AbortSignal.timeout(patience)))
    } catch (error) {
      if (error instanceof UnauthenticatedError) onRefused(key, account)
      throw error
    }
  }
  const createConversations = () =>
    createLoader<Key, boolean>({
      cache: false,
      idOf: ({ account, id }) => `${account}:${id}`,
      groupOf: ({ account }) => account,
      fetch: (keys) => {
        const { account } = keys[0]
        return asking(account, async (scope) => {
          const ids = keys.map(({ id }) => id)
          const found = await scope.upstream(account).conversations.getMany(ids, scope.call(account))
          return found.map((conversation) => conversation !== null)
        })
      },
    })
  /** Made when it is asked: of thousands of connections with one credential, one or a few are. */
  let conversations: ReturnType<typeof createConversations> | undefined
  const account: Viewer = {
    key,
    maySee: (name) =>
      asking(name, async (scope) => {
        await scope.upstream(name).conversations.list(anyConversation, oneOfThem, scope.call(name))
        return true
      }),
    call: (name, signal) => ({ ...openScope(signal).call(name), onRefused: () => onRefused(key, name) }),
  }
  return {
    key,
    maySee: (name, id) => {
      conversations ??= createConversations()
      return conversations.load({ account: name, id })
    },
    mayUse: (name) => rights(account, name, ''),
    call: account.call,
  }
}

const anyConversation = { filter: {}, orderBy: { field: 'CREATED_AT', direction: 'DESC' } } as const
const oneOfThem = { take: 'first', limit: 1 } as const
