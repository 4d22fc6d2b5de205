/** Looks at what is watched, remembers how far that went, and hands on what it found. */

import { NotFoundError } from '../domain/errors.ts'
import type { JournaledEvent } from '../domain/event.ts'
import type { Instant } from '../domain/time.ts'
import type { Limit } from '../kit/limit.ts'
import type { Call, Upstream } from '../upstream/port.ts'
import type { Ingest } from './ingest.ts'
import {
  type Look,
  lookAtAccount,
  lookAtAgents,
  lookAtConversation,
  lookAtMessages,
  lookAtState,
  type Seen,
} from './look.ts'
import { maxAgeMs } from './memory.ts'
import type { Visitor } from './visits.ts'
import { keepWatchers, type Target, targetKey, type Watch } from './watch.ts'

export interface LookerDeps {
  readonly ingest: Ingest
  readonly watch: Watch
  readonly now: () => number
}

export interface Looker {
  /** Gives what was news. */
  look(target: Target, looking: Looking): Promise<readonly JournaledEvent[]>
  /**
   * Looks at many conversations of an account at once, with the operator's eyes: its list says in which of them
   * something happened. Gives those that it may have left out.
   */
  lookOver(account: string, targets: readonly Target[], looking: Looking): Promise<readonly Target[]>
  /** Reads a conversation again in which something happened just now, on behalf of its watchers or its account's. */
  readAgain(conversationId: string, upstream: Upstream, call: Call): Promise<void>
  /** Whether what a watcher needs was looked at since. */
  hasSeen(watcher: Visitor, since: Instant): boolean
  /** Up to when all that a watcher needs was looked for; undefined where that is not known. */
  seenTo(watcher: Visitor): Instant | undefined
  /** When the target was last looked at. */
  lookedAt(key: string): Instant | undefined
  forget(key: string): void
  size(): number
}

export interface Looking {
  readonly upstream: Upstream
  readonly call: Call
  /** Whose eyes it is done with: the viewer's key, or empty for the operator's. */
  readonly by: string
  /** Bounds what a look at an account does at a time. */
  readonly inTurn: Limit
}

interface Last {
  readonly at: Instant
  /** As far back everything was read. */
  readonly from: Instant
}

/** What was read inside of an account, because a list shows only that something changed, and not all that did. */
interface Inside extends Last {
  /** As in `SeenAccount.recent`. */
  readonly print: string
}

/** In place of a conversation's id. */
const agentsOfAccount = ''
/** Ids are given before rows are visible, so a look reaches back before the one before. */
const overlapMs = 60_000
/** By how much an upstream's clock, which often counts whole seconds, may be behind. */
const skewMs = 5_000
/** What the list does not show as changed is read again so often. */
const wholeMs = 28_000

export const createLooker = ({ ingest, watch, now }: LookerDeps): Looker => {
  /** By target, and those of an account by who looked: each may see other conversations. */
  const looks = new Map<string, Map<string, Last>>()
  /** By target, and by conversation, with whose eyes ever. */
  const insides = new Map<string, Map<string, Inside>>()

  const lookFor = (needed: Instant, last: Last | undefined): Look => {
    const since = Math.max(needed - skewMs, now() - maxAgeMs)
    const isCovered = last !== undefined && last.from <= since // else somebody came who needs what is older
    return { since, horizon: isCovered ? last.at - overlapMs : since, now }
  }
  /** Undefined as well where it did not go back as far as the watcher needs. */
  const lastFor = (watcher: Visitor): Last | undefined => {
    const lasts = looks.get(targetKey(watcher))
    const last = lasts?.get('') ?? lasts?.get(watcher.viewer.key)
    return last && last.from <= watcher.since - skewMs ? last : undefined
  }
  const insideOf = (key: string): Map<string, Inside> => {
    const inside = insides.get(key) ?? new Map<string, Inside>()
    for (const [id, { at }] of inside) if (at <= now() - wholeMs) inside.delete(id)
    return inside
  }

  const take = async (
    account: string,
    conversationId: string | null,
    { facts, edge }: Seen,
  ): Promise<readonly JournaledEvent[]> => {
    const events = await ingest(account, facts)
    const isCut = events.some((event) => edge.has(subjectId(event, conversationId)))
    if (!isCut) return events
    const gap = await ingest(account, [{ type: 'gap', conversationId, readAt: now(), hint: 'updated' }])
    return [...events, ...gap]
  }

  const lookWithin = async (upstream: Upstream, id: string, how: Look, call: Call) => {
    try {
      return await take(upstream.account.name, id, await lookAtMessages(upstream, id, how, call))
    } catch (error) {
      if (error instanceof NotFoundError) return [] // it went away since it was listed
      throw error
    }
  }

  return {
    look: async (target, { upstream, call, by, inTurn }) => {
      const { account, conversationId } = target
      const key = targetKey(target)
      const eyes = conversationId === null ? by : ''
      const startedAt = now()
      const how = lookFor(neededBy(eyes, target), looks.get(key)?.get(eyes))
      const keep = (): void => {
        if (!watch.target(account, conversationId)) return
        const own = (looks.get(key) ?? new Map<string, Last>()).set(eyes, { at: startedAt, from: how.since })
        looks.set(key, keepWatchers(own, target))
      }
      if (conversationId !== null) {
        const seen = await lookAtConversation(upstream, conversationId, how, call)
        const events = await take(account, conversationId, seen)
        keep()
        return events
      }
      const inside = insideOf(key)
      const isRead = ([id, print]: readonly [string, string]): boolean => {
        const read = inside.get(id)
        return read !== undefined && read.print === print && read.from <= Math.max(how.horizon, how.since)
      }
      const seen = await lookAtAccount(upstream, how, call)
      const parts = [[agentsOfAccount, ''] as const, ...seen.recent].filter((part) => !isRead(part))
      const wantsAgents = parts.some(([id]) => id === agentsOfAccount)
      const agents = wantsAgents ? await lookAtAgents(upstream, how, call) : []
      const events = await take(account, null, { ...seen, facts: [...agents, ...seen.facts] })
      const changed = parts.filter(([id]) => id !== agentsOfAccount)
      const found = await Promise.all(
        changed.map(([id]) => inTurn(() => lookWithin(upstream, id, how, call))),
      )
      for (const [id, print] of parts) inside.set(id, { print, at: startedAt, from: how.horizon })
      insides.set(key, inside)
      keep()
      return [...events, ...found.flat()]
    },
    lookOver: async (account, targets, { upstream, call, inTurn }) => {
      const startedAt = now()
      const hows = new Map(
        targets.map((target) => [
          target.conversationId ?? '',
          { target, ...lookFor(target.since, looks.get(targetKey(target))?.get('')) },
        ]),
      )
      const horizon = Math.min(...[...hows.values()].map((how) => how.horizon))
      const { facts, recent, edge } = await lookAtAccount(upstream, { horizon, since: horizon, now }, call)
      const own = facts.flatMap((fact) => {
        const how = fact.type === 'conversation' ? hows.get(fact.conversation.id) : undefined
        return how ? [{ ...fact, since: how.since }] : []
      })
      await ingest(account, own)
      await Promise.all(
        [...hows].map(([id, how]) => recent.has(id) && inTurn(() => lookWithin(upstream, id, how, call))),
      )
      const left = edge.size > 0 ? [...hows].filter(([id]) => !recent.has(id)) : []
      const leftOut = new Set(left.map(([, { target }]) => target))
      for (const { target, since } of hows.values()) {
        const last = { at: startedAt, from: since }
        if (!leftOut.has(target) && watch.target(account, target.conversationId)) {
          looks.set(targetKey(target), new Map([['', last]]))
        }
      }
      return [...leftOut]
    },
    readAgain: async (conversationId, upstream, call) => {
      const since = now() - overlapMs
      await ingest(upstream.account.name, await lookAtState(upstream, conversationId, { since, now }, call))
    },
    hasSeen: (watcher, since) => {
      const last = lastFor(watcher)
      return last !== undefined && last.at >= since
    },
    seenTo: (watcher) => {
      const last = lastFor(watcher)
      return last && last.at - overlapMs
    },
    lookedAt: (key) => {
      const times = [...(looks.get(key)?.values() ?? [])].map(({ at }) => at)
      return times.length > 0 ? Math.max(...times) : undefined
    },
    forget: (key) => {
      looks.delete(key)
      insides.delete(key)
    },
    size: () => looks.size,
  }
}

/** Since when: whoever sees other conversations than the others looks for its own watchers alone. */
const neededBy = (eyes: string, { watchers, since }: Target): Instant => {
  const own = watchers.filter(({ viewer }) => viewer.key === eyes)
  return own.length > 0 ? Math.min(...own.map((watcher) => watcher.since)) : since
}

/** In the terms of `Seen.edge`: of an account conversations, of a conversation messages. */
const subjectId = (event: JournaledEvent, within: string | null): string => {
  if (within === null) return event.conversationId ?? ''
  return 'message' in event ? event.message.id : ''
}
