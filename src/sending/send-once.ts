/**
 * Sends a message at most once for one `clientMessageId`, over all instances that share the ledger, whatever fails:
 * claim the key → prepare → leave the trace → post → settle. Only whoever holds the key, and knows that nobody left
 * a trace before, posts. Everybody else waits for the result, or looks for the message.
 */
import {
  ConflictError,
  DomainError,
  type Origin,
  OutcomeUnknownError,
  UpstreamUnavailableError,
} from '../domain/errors.ts'
import type { Json } from '../domain/json.ts'
import type { Message } from '../domain/message.ts'
import { hashOf } from '../kit/hash.ts'
import type { Ledger, Settlement } from '../state/port.ts'
import type { PreparedSend } from '../upstream/port.ts'
import { detachable, detached } from './detach.ts'
import { checkClientMessageId, markerOf } from './key.ts'
import { type Wait, whileRenewing } from './lease.ts'
import { type Outcome, post, search } from './outcome.ts'
import { messageOf, sentRecord, toNote, traceOf } from './record.ts'
import type { Attempt, SendRequest } from './request.ts'
import { createSettling } from './settle.ts'

export interface Sender {
  /**
   * The message; the first one when it was sent before. Throws what `prepare` and a definite refusal of the upstream
   * throw, and
   * - `InvalidInputError` for a `clientMessageId` that cannot be kept,
   * - `ConflictError` when it was used for another content,
   * - `StateUnavailableError` when the ledger cannot be reached: nothing was sent,
   * - `UpstreamUnavailableError` that is worth a repetition when the first send is still under way,
   * - `OutcomeUnknownError` when nobody can tell.
   * A caller that goes away ends the send as long as nothing was sent; after that it is carried through.
   */
  send(request: SendRequest): Promise<Message>
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
}

export interface SenderDeps {
  readonly ledger: Ledger
  /** Milliseconds. */
  readonly now: () => number
  readonly randomId: () => string
  /** Rejects when the signal aborts. */
  readonly wait: Wait
  /** Milliseconds without a sign of life after which others take over a send. Default 30,000. */
  readonly leaseMs?: number
  /** Milliseconds to wait for the result of a send by somebody else. Default 3,000. */
  readonly waitMs?: number
}

/** Milliseconds between two questions for the result of somebody else's send: at first, doubling, at last. */
const pollMs = { first: 25, last: 250 }

export const createSender = (deps: SenderDeps): Sender => {
  const { ledger, now, randomId, wait, leaseMs = 30_000, waitMs = 3_000 } = deps
  const { settle, resolve, isAnothers } = createSettling(ledger, wait)
  const underWay = new Set<Promise<Message>>()

  const sendOnce = async (request: SendRequest, clientMessageId: string): Promise<Message> => {
    const { account } = request.origin
    const marker = markerOf(account, request.callerKey, clientMessageId)
    const fingerprint = hashOf(request.content)
    const patienceUntil = now() + waitMs
    for (let turn = 0; ; turn++) {
      request.call.signal.throwIfAborted()
      const attempt = { request, clientMessageId, marker, owner: randomId() }
      const claim = await ledger.claim(account, marker, { fingerprint, owner: attempt.owner, leaseMs })
      switch (claim.state) {
        case 'CONFLICT':
          throw new ConflictError('This clientMessageId was used for another content.', request.origin)
        case 'DONE':
          return { ...(await firstMessage(request, claim.result, turn === 0)), clientMessageId }
        case 'UNKNOWN':
          return lookAgain(attempt, traceOf(claim.note))
        case 'PENDING':
          if (now() >= patienceUntil) throw stillUnderWay(request.origin)
          await wait(Math.min(pollMs.first * 2 ** turn, pollMs.last), request.call.signal)
          break
        default: {
          const message = await hold(attempt, claim.state === 'ABANDONED' ? claim.note : null)
          if (message) return message
        }
      }
    }
  }

  /**
   * The key is this attempt's. An earlier holder without a note sent nothing, and cannot any more: the note comes
   * before the post, and is refused now. Null when another instance took the key over before anything was sent.
   */
  const hold = (attempt: Attempt, note: Json): Promise<Message | null> => {
    const { account } = attempt.request.origin
    const renew = () => ledger.extend(account, attempt.marker, attempt.owner, { leaseMs })
    return whileRenewing(renew, leaseMs / 3, wait, async () => {
      if (note === null) return deliver(attempt)
      const message = await search(finder(attempt, traceOf(note)), wait)
      return conclude(attempt, note, message ? { state: 'DONE', message } : { state: 'UNKNOWN' })
    })
  }

  const deliver = async (attempt: Attempt): Promise<Message | null> => {
    const { request, marker, owner } = attempt
    const { call, detach } = detachable(request.call)
    let prepared: PreparedSend
    let note: Json
    try {
      prepared = await request.prepare(marker, call)
      note = toNote(prepared.trace)
      if (!(await ledger.extend(request.origin.account, marker, owner, { leaseMs, note }))) return null
      call.signal.throwIfAborted()
    } catch (error) {
      await settle(attempt, { state: 'FAILED' })
      throw error
    } finally {
      detach()
    }
    return conclude(attempt, note, await post(prepared, finder(attempt, prepared.trace), wait))
  }

  /** Makes the outcome known to all, then answers with it. */
  const conclude = async (attempt: Attempt, note: Json, outcome: Outcome): Promise<Message> => {
    const { request, clientMessageId, marker } = attempt
    if (outcome.state === 'DONE') {
      const message = { ...outcome.message, clientMessageId }
      const isSettled = await settle(attempt, { state: 'DONE', ...sentRecord(marker, message) })
      if (!isSettled) await resolve(attempt, message)
      return message
    }
    const [error, settlement]: [unknown, Settlement] =
      outcome.state === 'FAILED'
        ? [outcome.error, { state: 'FAILED' }]
        : [outcomeUnknown(request, clientMessageId, outcome.cause), { state: 'UNKNOWN', note }]
    if (await settle(attempt, settlement)) throw error
    // Somebody else knows more: took the key over, or saw the message arrive. What they know counts, without a post.
    return sendOnce({ ...request, prepare: () => Promise.reject(error) }, clientMessageId)
  }

  const lookAgain = async (attempt: Attempt, trace: Json): Promise<Message> => {
    const { request, clientMessageId } = attempt
    const found = await finder(attempt, trace)().catch(() => null)
    if (!found) throw outcomeUnknown(request, clientMessageId)
    const message = { ...found, clientMessageId }
    await resolve(attempt, message)
    return message
  }

  const finder = (attempt: Attempt, trace: Json) => async (): Promise<Message | null> => {
    const { find, call } = attempt.request
    const message = await find(attempt.marker, trace, detached(call))
    return message && !(await isAnothers(attempt, message)) ? message : null
  }

  const sendUnprotected = async (request: SendRequest): Promise<Message> => {
    const marker = randomId()
    const { call, detach } = detachable(request.call)
    let prepared: PreparedSend
    try {
      prepared = await request.prepare(marker, call)
      call.signal.throwIfAborted()
    } finally {
      detach()
    }
    const outcome = await post(prepared, () => request.find(marker, prepared.trace, call), wait)
    if (outcome.state === 'DONE') return outcome.message
    throw outcome.state === 'FAILED' ? outcome.error : outcomeUnknown(request, null, outcome.cause)
  }

  const send = async (request: SendRequest): Promise<Message> => {
    if (request.clientMessageId === null) return sendUnprotected(request)
    checkClientMessageId(request.clientMessageId)
    return sendOnce(request, request.clientMessageId)
  }

  return {
    send: (request) => {
      const sent = send(request)
      underWay.add(sent)
      const forget = () => underWay.delete(sent)
      sent.then(forget, forget)
      return sent
    },
    idle: async () => {
      while (underWay.size > 0) await Promise.allSettled(underWay)
    },
  }
}

/** The first message as it is now; as it was then, when it is new or the upstream does not tell. */
const firstMessage = async (
  { load, call }: SendRequest,
  result: Json,
  mayBeOld: boolean,
): Promise<Message> => {
  const first = messageOf(result)
  if (!mayBeOld) return first
  try {
    return (await load(first, call)) ?? first
  } catch (error) {
    if (error instanceof DomainError) return first
    throw error
  }
}

const stillUnderWay = (origin: Origin): DomainError =>
  new UpstreamUnavailableError(
    'The first send with this clientMessageId is still under way. Ask again.',
    origin,
    undefined,
    false,
  )

const outcomeUnknown = ({ origin }: SendRequest, clientMessageId: string | null, cause?: unknown) =>
  new OutcomeUnknownError(
    `${origin.account} did not answer in time: the message may have been sent.`,
    origin,
    clientMessageId,
    cause,
  )
