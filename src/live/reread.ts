/**
 * Reads again what a source said something happened to. Sources come in bursts, so a few reads at a time go out, each
 * for everything that waits for the same conversation by then; and whoever waits does so for a bounded time.
 */
import { DomainError } from '../domain/errors.ts'
import type { Instant } from '../domain/time.ts'
import type { Call, Upstream } from '../upstream/port.ts'
import type { Fact } from './fact.ts'

/** A fact without what the source adds to it. */
export type Sight = { readonly readAt: Instant; readonly object: SeenObject }
type SeenObject =
  | Omit<Extract<Fact, { type: 'message' }>, 'readAt' | 'hint' | 'since'>
  | Omit<Extract<Fact, { type: 'conversation' }>, 'readAt' | 'hint' | 'since'>
  | Omit<Extract<Fact, { type: 'agent' }>, 'readAt' | 'hint' | 'since'>

export type Wanted =
  | { readonly type: 'message'; readonly conversationId: string; readonly id: string }
  | { readonly type: 'conversation'; readonly id: string }
  | { readonly type: 'agent'; readonly id: string }

/** Null where there is no such object for the operator's credential. Undefined where that was not found out in time. */
export type Reread = (account: string, wanted: Wanted) => Promise<Sight | null | undefined>

export interface RereadDeps {
  readonly upstreams: readonly Upstream[]
  readonly serviceCall: (account: string, signal: AbortSignal) => Call | null
  readonly now: () => number
  /** Told of bugs. */
  readonly onError: (error: unknown) => void
  readonly limits?: RereadLimits
}

export interface RereadLimits {
  /** Milliseconds from the question to the answer. */
  readonly patience: number
  /** Reads under way at a time, per account: a part of its places, the rest is for people. */
  readonly concurrency: number
  /** Objects of one conversation, or conversations, in a read. */
  readonly perRead: number
}

/** Of a call that is not made: only whether one could be is asked. */
const over = AbortSignal.abort()
const defaultLimits: RereadLimits = { patience: 600, concurrency: 4, perRead: 25 }

interface Waiting {
  readonly wanted: Wanted
  readonly settle: (sight: Sight | null | undefined) => void
}

export const createReread = (deps: RereadDeps): Reread => {
  const { serviceCall, now, onError, limits = defaultLimits } = deps
  const desks = new Map(
    deps.upstreams.map((upstream) => [
      upstream.account.name,
      { upstream, waiting: new Map<string, Waiting[]>(), running: 0 },
    ]),
  )
  type Desk = typeof desks extends Map<string, infer D> ? D : never

  const readBatch = async (desk: Desk, batch: readonly Waiting[]): Promise<void> => {
    const call = serviceCall(desk.upstream.account.name, AbortSignal.timeout(limits.patience))
    const readAt = now()
    const sights = new Map<string, Sight>()
    let isAnswered = false
    try {
      if (call) {
        for (const [key, object] of await look(desk.upstream, batch, { ...call, mustBeFresh: true })) {
          sights.set(key, { readAt, object })
        }
        isAnswered = true
      }
    } catch (error) {
      if (!(error instanceof DomainError) && !call?.signal.aborted) onError(error)
    }
    for (const { wanted, settle } of batch) {
      settle(isAnswered ? (sights.get(wanted.id) ?? null) : undefined)
    }
  }

  const run = async (desk: Desk): Promise<void> => {
    desk.running += 1
    for (const [place, waiting] of desk.waiting) {
      const batch = waiting.splice(0, limits.perRead)
      if (waiting.length === 0) desk.waiting.delete(place)
      if (batch.length > 0) await readBatch(desk, batch)
    }
    desk.running -= 1
    if (desk.waiting.size > 0 && desk.running === 0) void run(desk)
  }

  return (account, wanted) =>
    new Promise((resolve) => {
      const desk = desks.get(account)
      if (!desk || !serviceCall(account, over)) return resolve(undefined)
      const place = wanted.type === 'message' ? `message ${wanted.conversationId}` : wanted.type
      const waiting = desk.waiting.get(place) ?? []
      desk.waiting.set(place, waiting)
      const timer = setTimeout(() => {
        const index = waiting.indexOf(one)
        if (index >= 0) waiting.splice(index, 1)
        resolve(undefined)
      }, limits.patience)
      const one: Waiting = {
        wanted,
        settle: (sight) => {
          clearTimeout(timer)
          resolve(sight)
        },
      }
      waiting.push(one)
      if (desk.running < limits.concurrency)
        setImmediate(() => void (desk.running < limits.concurrency && run(desk)))
    })
}

/** Objects by id. All that is wanted is in one place. */
const look = async (
  upstream: Upstream,
  batch: readonly Waiting[],
  call: Call,
): Promise<readonly (readonly [string, SeenObject])[]> => {
  const ids = [...new Set(batch.map(({ wanted }) => wanted.id))]
  const first = batch[0]?.wanted
  switch (first?.type) {
    case 'message': {
      const messages = await upstream.messages.getMany(first.conversationId, ids, call)
      return messages.flatMap((message) =>
        message ? [[message.id, { type: 'message', message }] as const] : [],
      )
    }
    case 'conversation': {
      const conversations = await upstream.conversations.getMany(ids, call)
      return conversations.flatMap((conversation) =>
        conversation ? [[conversation.id, { type: 'conversation', conversation }] as const] : [],
      )
    }
    case 'agent': {
      const agents = await upstream.agents.list(call)
      return agents.flatMap((agent) =>
        ids.includes(agent.id) ? [[agent.id, { type: 'agent', agent }] as const] : [],
      )
    }
    default:
      return []
  }
}
