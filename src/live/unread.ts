/**
 * A contact's message changes how many are unread, of which sources say nothing: so the conversation is read again for
 * those who watch it. Where nothing tells of messages, the look that found one has read the conversation as well.
 */
import type { DomainEvent } from '../domain/event.ts'
import type { Pause } from '../kit/pause.ts'
import type { Upstream } from '../upstream/port.ts'

export interface UnreadDeps {
  readonly upstreams: readonly Pick<Upstream, 'account' | 'capabilities'>[]
  readonly hasSource: (account: string) => boolean
  /** Never rejects. */
  readonly readAgain: (account: string, conversationId: string) => Promise<void>
  readonly pause: Pause
}

export interface Unread {
  /** Told of what somebody here watches. */
  noticed(event: DomainEvent): void
  stop(): Promise<void>
}

/** Milliseconds for further messages of the same conversation, and for the upstream to have counted. */
const settleMs = 300

export const createUnread = ({ upstreams, hasSource, readAgain, pause }: UnreadDeps): Unread => {
  const counting = new Set(
    upstreams
      .filter(({ capabilities }) => capabilities.includes('UNREAD_COUNT'))
      .map(({ account }) => account.name),
  )
  const waiting = new Map<string, Promise<void>>()
  const stopping = new AbortController()

  const later = async (key: string, account: string, conversationId: string): Promise<void> => {
    await pause(settleMs, stopping.signal)
    waiting.delete(key)
    if (!stopping.signal.aborted) await readAgain(account, conversationId)
  }

  return {
    noticed: (event) => {
      if (event.type !== 'MessageAdded' || event.message.direction !== 'INCOMING') return
      const { account, conversationId } = event
      const key = JSON.stringify([account, conversationId])
      if (!counting.has(account) || !hasSource(account) || waiting.has(key)) return
      waiting.set(key, later(key, account, conversationId))
    },
    stop: async () => {
      stopping.abort()
      await Promise.all(waiting.values())
    },
  }
}
