/**
 * Sends of which nobody knows whether they arrived, where the upstream keeps no `clientMessageId` with the message: so
 * that the message is recognised when it turns up after all, by whichever instance hears of it. No credential is kept.
 */
import { DomainError } from '../domain/errors.ts'
import type { Json } from '../domain/json.ts'
import type { Message } from '../domain/message.ts'
import type { Sought } from '../domain/outgoing.ts'
import type { Instant } from '../domain/time.ts'
import { createTurns } from '../kit/turns.ts'
import type { Cache, Ledger } from '../state/port.ts'
import type { Call, Upstream } from '../upstream/port.ts'
import { messageKind, sentRecord } from './record.ts'

export interface MissingSend {
  readonly marker: string
  readonly clientMessageId: string
  readonly trace: Json
  readonly sought: Sought
  /** When it was given up. */
  readonly at: Instant
}

export interface Missing {
  note(account: string, send: MissingSend): Promise<void>
  /** To be told of a message before others are: if it is one of them, the ledger knows it from then on. */
  recognise(message: Message, callOf: () => Call | null): Promise<void>
}

export interface MissingDeps {
  readonly cache: Cache
  readonly ledger: Pick<Ledger, 'resolve' | 'findByObjects'>
  readonly upstreams: readonly Upstream[]
}

const keptMs = 24 * 60 * 60_000
/** Milliseconds after which what was given up does not turn up any more, by the upstream's own time of the message. */
const lateMs = 10 * 60_000
/** Sends of one conversation; the oldest is given up for a new one. */
const maxSends = 20

export const createMissing = ({ cache, ledger, upstreams }: MissingDeps): Missing => {
  const inTurn = createTurns()
  const byName = new Map(upstreams.map((upstream) => [upstream.account.name, upstream]))
  const keyOf = (conversationId: string) => `missing:${conversationId}`
  const read = async (account: string, conversationId: string) =>
    ((await cache.get(account, keyOf(conversationId))) ?? []) as unknown as readonly MissingSend[]
  const change = (
    account: string,
    conversationId: string,
    by: (sends: readonly MissingSend[]) => readonly MissingSend[],
  ): Promise<void> =>
    inTurn(JSON.stringify([account, conversationId]), async () => {
      const sends = by(await read(account, conversationId))
      await cache.set(account, keyOf(conversationId), sends as unknown as Json, keptMs)
    })

  const find = (upstream: Upstream, { sought, marker, trace }: MissingSend, call: Call) => {
    const { conversationId } = sought
    return sought.type === 'message'
      ? upstream.messages.findSent(conversationId, { ...sought.message, marker }, trace, call)
      : upstream.can.findNote?.(conversationId, { ...sought.note, marker }, trace, call)
  }
  const recognise = async (message: Message, callOf: () => Call | null): Promise<void> => {
    const { account, conversationId } = message
    const upstream = byName.get(account)
    const sends = await read(account, conversationId)
    const open = sends.filter(({ at }) => message.createdAt < at + lateMs)
    if (!upstream || open.length === 0) return
    const [settled] = await ledger.findByObjects(account, [messageKind.objectKeyOf(message)])
    const call = settled === undefined ? callOf() : null
    if (!call) return
    for (const send of open) {
      const found = await find(upstream, send, call)
      if (!found) continue
      const { marker, clientMessageId } = send
      const made = messageKind.withId(found, clientMessageId)
      await ledger.resolve(account, marker, sentRecord(messageKind, { marker, clientMessageId, made }))
      await change(account, conversationId, (all) => all.filter((each) => each.marker !== marker))
      if (found.id === message.id) return
    }
  }

  return {
    note: (account, send) =>
      change(account, send.sought.conversationId, (sends) => [...sends, send].slice(-maxSends)),
    recognise: async (message, callOf) => {
      if (message.clientMessageId !== null || message.direction === 'INCOMING') return
      try {
        await recognise(message, callOf)
      } catch (error) {
        if (!(error instanceof DomainError)) throw error // it goes on unrecognised
      }
    },
  }
}
