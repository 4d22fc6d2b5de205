import { decodeCursor, encodeCursor, newEpoch } from '../cursor.ts'
import { follow, type Wake } from '../follow.ts'
import { checkLimit } from '../limit.ts'
import { type Gap, type Journal, type JournalEntry, memoryMs, type Retention } from '../port.ts'
import { appendScript, headScript, readScript } from './journal-scripts.ts'
import type { RunScript } from './script.ts'

export interface RedisJournalDeps {
  readonly run: RunScript
  readonly retention: Retention
  readonly randomId: () => string
  readonly openWake: (accounts: readonly string[]) => Wake
  /** Aborted when the state is closed. */
  readonly closed: AbortSignal
}

export const createRedisJournal = (deps: RedisJournalDeps): Journal => {
  const { run, retention, randomId, openWake, closed } = deps
  const bounds = [
    retention.keepMs,
    retention.keepPerConversation,
    retention.maxAgeMs,
    retention.maxPerAccount,
    memoryMs,
  ]
  const journal: Journal = {
    async append(account, { conversationId, event, dedupeKey, object }) {
      const [state, epoch, tick] = (await run(
        account,
        appendScript,
        newEpoch(randomId),
        conversationId ?? '',
        JSON.stringify(event),
        dedupeKey === undefined ? '' : `=${dedupeKey}`,
        object === undefined ? '' : `=${object.key}`,
        object?.version ?? 0,
        ...bounds,
      )) as ['DELIVERY' | 'VERSION' | 'APPENDED', string, string]
      return state === 'APPENDED' ? { cursor: encodeCursor(epoch, Number(tick)) } : { duplicate: state }
    },

    async read(account, { conversationId, after, limit }) {
      checkLimit(limit)
      const start = decodeCursor(after)
      if (!start) return { gap: 'UNKNOWN' }
      const conversation = conversationId === undefined ? '' : `=${conversationId}`
      const [state, hasMore, ...fields] = (await run(
        account,
        readScript,
        start.epoch,
        start.tick,
        conversation,
        limit,
      )) as [Gap | 'OK', string, ...string[]]
      if (state !== 'OK') return { gap: state }
      return { entries: toEntries(start.epoch, fields), hasMore: hasMore === '1' }
    },

    async head(account) {
      const [epoch, tick] = (await run(account, headScript, newEpoch(randomId))) as [string, string]
      return encodeCursor(epoch, Number(tick))
    },

    follow: (accounts, options) => {
      const signal = AbortSignal.any([options.signal, closed])
      return follow(journal, accounts, { ...options, signal }, () => openWake(accounts))
    },
  }
  return journal
}

/** Four fields an entry: tick, conversation, time, event. */
const toEntries = (epoch: string, fields: readonly string[]): JournalEntry[] =>
  Array.from({ length: fields.length / 4 }, (_, index) => {
    const [tick, conversation, at, event] = fields.slice(4 * index, 4 * index + 4) as [
      string,
      string,
      string,
      string,
    ]
    return {
      cursor: encodeCursor(epoch, Number(tick)),
      conversationId: conversation === '' ? null : conversation,
      at: Number(at),
      event: JSON.parse(event),
    }
  })
