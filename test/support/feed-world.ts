/** A feed over a journal in memory, of which every answer comes when the scheduler says so. */
import { setImmediate } from 'node:timers/promises'
import type fc from 'fast-check'
import { StateUnavailableError, UpstreamTimeoutError } from '../../src/domain/errors.ts'
import { eventToJson } from '../../src/domain/event.ts'
import { createFeed } from '../../src/live/feed.ts'
import { createHub } from '../../src/live/hub.ts'
import { createRights } from '../../src/live/rights.ts'
import { createWatch } from '../../src/live/watch.ts'
import type { Followed, JournalEntry, JournalPage, JournalRead } from '../../src/state/port.ts'
import { messageOf, viewerOf } from './live.ts'

export const accounts = ['a', 'b'] as const
export type Account = (typeof accounts)[number]
/** A conversation that the viewer may not see. */
export const hidden = 'hidden'

/** `lapse`: the follower of the journal missed something. */
export type Step =
  | { readonly do: 'append'; readonly account: Account; readonly conversationId: string }
  | { readonly do: 'lapse'; readonly account: Account }

export interface FeedWorldOptions {
  /** Events that may wait for a subscriber. */
  readonly queue: number
  /** Else they are asked for with each event. */
  readonly areRightsKnown: boolean
}

export const createFeedWorld = (s: fc.Scheduler, { queue, areRightsKnown }: FeedWorldOptions) => {
  const faults: boolean[] = []
  const gaps: boolean[] = []
  const later = async <T>(label: string, answer: () => T): Promise<T> => {
    await s.schedule(Promise.resolve(), label)
    return answer()
  }
  const journals = { a: [] as JournalEntry[], b: [] as JournalEntry[] }
  const followed: Followed[] = accounts.map((account) => ({
    type: 'POSITION',
    account,
    cursor: at(0),
    gap: null,
  }))
  let wake = () => {}
  const tell = (next: Followed) => {
    followed.push(next)
    wake()
  }
  const read = (account: string, { conversationId, after, limit }: JournalRead): Promise<JournalPage> =>
    later('journal', () => {
      if (faults.shift()) throw new StateUnavailableError('away')
      if (gaps.shift()) return { gap: 'EXPIRED' }
      const found = journals[account as Account].filter(
        (entry) => entry.cursor > after && (conversationId ?? entry.conversationId) === entry.conversationId,
      )
      return { entries: found.slice(0, limit), hasMore: found.length > limit }
    })
  const follow = async function* (_: readonly string[], { signal }: { readonly signal: AbortSignal }) {
    signal.addEventListener('abort', () => wake())
    while (!signal.aborted) {
      const next = followed.shift()
      if (next) yield next
      else
        await new Promise<void>((resolve) => {
          wake = resolve
        })
    }
  }
  const errors: unknown[] = []
  const now = () => 1_000_000
  const pause = () => later('pause', () => undefined)
  const hub = createHub({
    accounts: [...accounts],
    journal: { follow },
    now,
    pause,
    onError: (error) => errors.push(error),
    limits: { events: queue, size: 1_000_000 },
  })
  const watch = createWatch()
  const feed = createFeed({
    journal: { read, head: async (account) => at(journals[account as Account].length) },
    hub,
    watch,
    rights: createRights({ now, random: () => 0, pause, ...(!areRightsKnown && { yesMs: 0, noMs: 0 }) }),
    visit: async ({ since }) => since,
    isReady: async () => true,
    now,
    pause,
  })
  const viewer = viewerOf('v', {
    maySee: (_, id) =>
      later('right', () => {
        if (faults.shift()) throw new UpstreamTimeoutError('slow', { account: 'a', provider: 'CHATWOOT' })
        return id !== hidden
      }),
  })
  const run = (step: Step) => {
    const { account } = step
    const entries = journals[account]
    if (step.do === 'lapse') {
      tell({ type: 'POSITION', account, cursor: at(entries.length), gap: 'EXPIRED' })
      return
    }
    const { conversationId } = step
    const cursor = at(entries.length + 1)
    const message = messageOf(`${account}${cursor}`, { account, conversationId })
    const event = { type: 'MessageAdded', account, conversationId, occurredAt: 1, message } as const
    const entry = { cursor, conversationId, at: 1, event: eventToJson(event) }
    entries.push(entry)
    tell({ type: 'ENTRY', account, entry })
  }
  /** Everything that can happen has happened. */
  const settle = async () => {
    for (let quiet = 0; quiet < 4; quiet += 1) {
      if (s.count() > 0) quiet = 0
      await s.waitAll()
      await setImmediate()
    }
  }
  return { hub, watch, feed, viewer, journals, faults, gaps, errors, later, run, settle }
}
const at = (index: number) => String(index).padStart(6, '0')

export type FeedWorld = ReturnType<typeof createFeedWorld>
