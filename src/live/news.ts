/**
 * From what a source says happened to facts. What it is about is read again by REST, because what sources tell is
 * incomplete and may be late; where that cannot be done in time, what was told must do, and whoever watches the
 * account gets the rest by a look at it soon after, which is repeated until it succeeds (`pace.ts`).
 */
import type { Instant } from '../domain/time.ts'
import { inGroups } from '../kit/group.ts'
import type { Pause } from '../kit/pause.ts'
import type { News } from '../upstream/port.ts'
import type { Fact } from './fact.ts'
import type { Live } from './index.ts'
import type { Reread, Wanted } from './reread.ts'

export interface NewsDesk {
  /**
   * Resolves once everything is stored. Rejects with `StateUnavailableError` while the store is away: the same news
   * can then be handed in again.
   */
  take(account: string, news: readonly News[], receivedAt: Instant): Promise<void>
  /** News was refused because the store is away. Once it is back, what was told is looked for. */
  missed(account: string): void
  stop(): Promise<void>
}

export interface NewsDeps {
  readonly live: Pick<Live, 'ingest' | 'tell' | 'reconcile' | 'recover'>
  readonly reread: Reread
  readonly pause: Pause
}

/** Milliseconds between two looks at an account whose news could not be read again. */
const lookMs = 10_000

type Kept = Exclude<News, { type: 'typing' }>

export const createNewsDesk = ({ live, reread, pause }: NewsDeps): NewsDesk => {
  const stopping = new AbortController()
  const looking = new Map<string, Promise<void>>()

  const look = async (account: string): Promise<void> => {
    await live.reconcile(account)
    await pause(lookMs, stopping.signal)
    looking.delete(account)
  }
  const lookSoon = (account: string): void => {
    if (!looking.has(account) && !stopping.signal.aborted) looking.set(account, look(account))
  }

  const factOf = async (account: string, news: Kept, receivedAt: Instant): Promise<Fact | null> => {
    const { hint } = news
    if (news.type === 'messageGone') {
      const { conversationId, messageId } = news
      return { type: 'messageGone', conversationId, messageId, readAt: receivedAt, hint }
    }
    const sight = await reread(account, wantedOf(news))
    if (sight) return withTold({ ...sight.object, readAt: sight.readAt, hint }, news)
    if (!news.isWhole) {
      lookSoon(account)
      if (sight === null) return null // the upstream has no such thing any more: what was told of it is over
    }
    if (news.type === 'message' && news.told)
      return { type: 'message', message: news.told, readAt: receivedAt, hint }
    if (news.type === 'conversation' && news.told)
      return withTold({ type: 'conversation', conversation: news.told, readAt: receivedAt, hint }, news)
    return null
  }

  return {
    take: async (account, news, receivedAt) => {
      for (const each of news) if (each.type === 'typing') live.tell(each.event)
      const kept = news.filter((each) => each.type !== 'typing')
      const facts = await Promise.all(
        kept.map(async (each) => ({ each, fact: await factOf(account, each, receivedAt) })),
      )
      const places = inGroups(facts, ({ each }) => ('conversationId' in each ? each.conversationId : ''))
      await Promise.all(
        places.map(async (group) => {
          for (const { each, fact } of group) {
            if (fact) await live.ingest(account, [fact], deliveryOf(each))
          }
        }),
      )
    },
    missed: live.recover,
    stop: async () => {
      stopping.abort()
      await Promise.all(looking.values())
    },
  }
}

const deliveryOf = ({ deliveryId }: Kept) => (deliveryId === undefined ? {} : { deliveryId })

const wantedOf = (news: Exclude<Kept, { type: 'messageGone' }>): Wanted => {
  switch (news.type) {
    case 'message':
      return { type: 'message', conversationId: news.conversationId, id: news.messageId }
    case 'conversation':
      return { type: 'conversation', id: news.conversationId }
    case 'agent':
      return { type: 'agent', id: news.agentId }
  }
}

const withTold = (fact: Fact, news: Kept): Fact =>
  fact.type === 'conversation' && news.type === 'conversation' && news.labels && !fact.conversation.labels
    ? { ...fact, conversation: { ...fact.conversation, labels: news.labels } }
    : fact
