/** The events of one operation: the feeds, as its caller may see them. */
import { StateUnavailableError, UnauthenticatedError } from '../../domain/errors.ts'
import { cursorsOf } from '../../live/cursor.ts'
import type { Feed } from '../../live/feed.ts'
import type { Key } from '../../loaders/index.ts'
import type { Events } from '../../schema/context.ts'
import { type CredentialWatch, watchCredential } from '../access/credential-end.ts'
import type { CallerViewer } from './viewer.ts'

export interface EventDeps {
  readonly feed: Feed
  readonly viewer: CallerViewer
  /** For which the caller has a credential. */
  readonly accounts: readonly string[]
  /** Ends subscriptions. */
  readonly signal: AbortSignal
  /** Where the client's connection says that this operation was; undefined where it does not. */
  readonly resumeAt?: string
  /** What subscriptions end with; undefined where they end with their connection alone. */
  readonly credential?: CredentialWatch
  readonly now: () => number
}

export const createEvents = ({
  feed,
  viewer,
  accounts,
  signal,
  resumeAt,
  credential,
  now,
}: EventDeps): Events => {
  const whole = { accounts, conversationId: null }
  const start = headOf(feed, accounts)

  const scopeOf = (conversation: Key | null) => {
    if (accounts.length === 0) throw new UnauthenticatedError('The request carries no credential.')
    if (!conversation) return whole
    const { account, id } = conversation
    if (accounts.includes(account)) return { accounts: [account], conversationId: id }
    throw new UnauthenticatedError(`The request carries no credential for the account ${account}.`)
  }
  /** Those that do not refuse the credential. An upstream that cannot tell now is asked again with each event. */
  const requireAny = async (): Promise<ReadonlySet<string>> => {
    const answers = await Promise.all(accounts.map((account) => viewer.mayUse(account).catch(() => true)))
    const taking = new Set(accounts.filter((_, index) => answers[index]))
    if (taking.size === 0) throw new UnauthenticatedError('No account takes this credential.')
    return taking
  }
  const subscribe = async (conversation: Key | null, after: string | undefined) => {
    const scope = scopeOf(conversation)
    const takenBy = conversation ? new Set(scope.accounts) : await requireAny()
    if (!credential) return feed.subscribe({ scope, after, viewer, signal })
    const over = new AbortController()
    const onOver = watchCredential(credential, takenBy, now, (why) => over.abort(why))
    try {
      const either = AbortSignal.any([signal, over.signal])
      const events = await feed.subscribe({ scope, after, viewer, signal: either })
      return events.map((item) => item, { onEnd: () => over.signal.throwIfAborted(), onOver })
    } catch (error) {
      onOver()
      throw error
    }
  }

  return {
    head: (conversation) => {
      const scope = scopeOf(conversation)
      if (start === null) throw new StateUnavailableError('The store of events cannot be reached yet.')
      const known = cursorsOf(whole)
      const { positions, at } = known.decode(start)
      const wanted = cursorsOf(scope)
      const positionOf = (account: string) => positions[known.accounts.indexOf(account)] as string
      return wanted.encode({ positions: wanted.accounts.map(positionOf), at })
    },
    read: async (conversation, after, limit) => {
      const scope = scopeOf(conversation)
      if (!conversation) await requireAny()
      return feed.read({ scope, after, limit, viewer })
    },
    follow: (conversation) => subscribe(conversation, undefined),
    resume: (conversation, after) => subscribe(conversation, resumeAt ?? after ?? undefined),
  }
}

/** Where everything stands; null as long as the store was never reached. */
const headOf = (feed: Feed, accounts: readonly string[]): string | null => {
  if (accounts.length === 0) return null
  try {
    return feed.head({ accounts, conversationId: null })
  } catch (error) {
    if (error instanceof StateUnavailableError) return null
    throw error
  }
}
