/**
 * The same news comes over the connection of everybody who may see it, at almost the same time. Only the first counts:
 * the journal would tell the rest apart at the price of a look each, and typing is told without one.
 */
import type { Instant } from '../domain/time.ts'
import { hashOf } from '../kit/hash.ts'
import type { News } from '../upstream/port.ts'

export interface EchoesDeps {
  readonly now: () => Instant
  /** Milliseconds in which the same is an echo. */
  readonly window?: number
  /** How much is kept in mind. */
  readonly limit?: number
}

/** True for what was heard before. */
export type IsEcho = (account: string, news: News) => boolean

export const createEchoes = ({ now, window = 5_000, limit = 10_000 }: EchoesDeps): IsEcho => {
  const heard = new Map<string, { readonly state: boolean; readonly at: Instant }>()
  return (account, news) => {
    const { subject, state } = markOf(news)
    const key = hashOf([account, subject])
    const last = heard.get(key)
    if (last?.state === state && now() - last.at < window) return true
    heard.delete(key)
    heard.set(key, { state, at: now() })
    const [oldest] = heard.size > limit ? heard.keys() : []
    if (oldest !== undefined) heard.delete(oldest)
    return false
  }
}

/** Who types again after a pause says the same as before: it is the last word of each that counts. */
const markOf = (news: News) => {
  if (news.type !== 'typing') return { subject: news, state: true }
  const { conversationId, actor, isTyping } = news.event
  return { subject: [conversationId, actor?.type ?? null, actor?.id ?? null], state: isTyping }
}
