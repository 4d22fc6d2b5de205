/**
 * The one way into the journal. Sources tell the same thing twice, late, and in any order; what is appended is each
 * object's beginning once, and then each state that differs from the one told before.
 *
 * Every event of an object is appended under a key that says the how-manieth it is. So of two instances that noticed
 * the same thing only one succeeds, and the other looks again at what is known by then. What two instances hear in
 * the wrong order within milliseconds, of a state that was left and come back to, is put right by the next look.
 */
import { eventToJson, type JournaledEvent } from '../domain/event.ts'
import type { Message } from '../domain/message.ts'
import { hashOf } from '../kit/hash.ts'
import type { Pause } from '../kit/pause.ts'
import { createTurns } from '../kit/turns.ts'
import type { Cache, Journal } from '../state/port.ts'
import type { Fact } from './fact.ts'
import { changeOf, type Known, knownAfter, type Print, type Seen } from './known.ts'
import { createMemory } from './memory.ts'
import { inUpstreamOrder } from './order.ts'
import { type Subject, subjectOf } from './subject.ts'

export interface Delivery {
  /** Names one delivery of a webhook: the same again within 24 hours is skipped whole. */
  readonly deliveryId?: string
}

/**
 * Gives the events that were told because of these facts, which may be none. Facts that come together are told in
 * the upstream's order. Rejects with `StateUnavailableError` while the store is away: the same facts can then be
 * handed in again.
 */
export type Ingest = (
  account: string,
  facts: readonly Fact[],
  delivery?: Delivery,
) => Promise<readonly JournaledEvent[]>

export interface IngestDeps {
  readonly journal: Pick<Journal, 'append'>
  readonly cache: Cache
  readonly pause: Pause
  /** Told of each message right before subscribers are told that it was added. */
  readonly recognise?: (message: Message) => Promise<void>
}

const deliveryMs = 24 * 60 * 60_000
/** Milliseconds until whoever appended an event must have noted it; waited in rising steps. */
const noteSteps = [5, 10, 25, 60, 150, 400]

export const createIngest = ({ journal, cache, pause, recognise }: IngestDeps): Ingest => {
  const inTurn = createTurns()
  const memory = createMemory(cache)

  const ingestOne = async (account: string, fact: Fact): Promise<JournaledEvent | null> => {
    const subject = subjectOf(account, fact)
    const { key } = subject
    let known = await memory.recall(account, key)
    let missed = 0 // events that were appended and never noted, because their writer died
    for (let attempt = 0; ; ) {
      const told = tell(subject, fact, known, memory.confirmedAt(account, key))
      if (told === null) return null
      if (told.event === null) {
        if (told.isWorthNoting) await memory.note(account, key, told.known)
        else if (fact.hint === 'seen') memory.confirm(account, key, fact.readAt)
        return null
      }
      if (told.event.type === 'MessageAdded' && attempt === 0) await recognise?.(told.event.message)
      const number = (known?.events ?? 0) + missed
      const appended = await journal.append(account, {
        conversationId: subject.conversationId,
        event: eventToJson(told.event),
        dedupeKey: `${key}#${number}`,
      })
      if ('cursor' in appended) {
        await memory.keep(account, key, { ...told.known, events: number + 1 })
        return told.event
      }
      const before = known?.events
      known = await memory.recall(account, key)
      if (known?.events !== before) {
        ;[attempt, missed] = [0, 0]
      } else if (attempt < noteSteps.length) {
        await pause(noteSteps[attempt] as number)
        attempt += 1
        known = await memory.recall(account, key)
      } else {
        missed += 1
      }
    }
  }

  return async (account, facts, { deliveryId } = {}) => {
    const delivery = deliveryId === undefined ? null : `delivery:${hashOf(deliveryId)}`
    if (delivery !== null && (await cache.get(account, delivery)) !== undefined) return []
    const events = await Promise.all(
      inUpstreamOrder(facts).map(([conversationId, group]) =>
        inTurn(JSON.stringify([account, conversationId]), async () => {
          const told: JournaledEvent[] = []
          for (const fact of group) {
            const event = await ingestOne(account, fact)
            if (event) told.push(event)
          }
          return told
        }),
      ),
    )
    if (delivery !== null) await cache.set(account, delivery, true, deliveryMs)
    return events.flat()
  }
}

interface Told {
  readonly event: JournaledEvent | null
  readonly known: Known
  readonly isWorthNoting: boolean
}

/** Null when the fact is outdated. */
const tell = (subject: Subject, fact: Fact, known: Known | undefined, confirmedAt: number): Told | null => {
  const { readAt, hint, since } = fact
  const isStale = hint !== 'created' && readAt < confirmedAt
  const settled = isStale ? null : subject.settle(known)
  if (!settled) return null
  const { createdAt, changedAt } = subject
  const seen: Seen = { readAt, hint, since, createdAt, changedAt, print: settled.print }
  const change = changeOf(known, seen)
  if (change === 'STALE') return null
  return {
    event: change === 'ADDED' || change === 'UPDATED' ? settled.event(change) : null,
    known: knownAfter(known, seen, change),
    // a look that finds nothing new is repeated all the time: that it was made is kept in mind only
    isWorthNoting:
      change === 'NOTED' ||
      (hint === 'updated' && readAt > (known?.readAt ?? 0)) ||
      hasMore(settled.print, known?.print ?? {}),
  }
}

/** Whether a field was told that was not known at all. */
const hasMore = (told: Print, known: Print): boolean =>
  Object.entries(told).some(([field, value]) => value !== undefined && known[field] === undefined)
