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
  StateUnavailableError,
  UpstreamUnavailableError,
} from '../domain/errors.ts'
import type { Json } from '../domain/json.ts'
import { hashOf } from '../kit/hash.ts'
import type { Settlement } from '../state/port.ts'
import type { Prepared } from '../upstream/port.ts'
import { type AloneRequest, createAlone } from './alone.ts'
import { defaultLeaseMs, defaultWaitMs, pollAfter, type SenderDeps, type SendOutcome } from './deps.ts'
import { detachable, detached, throwIfOver } from './detach.ts'
import { checkClientMessageId, markerOf } from './key.ts'
import { whileRenewing } from './lease.ts'
import { type Outcome, post, search } from './outcome.ts'
import { recordOf, sentRecord, toNote, traceOf } from './record.ts'
import type { Attempt, SendRequest } from './request.ts'
import { createSettling } from './settle.ts'

export interface Sender {
  /**
   * What was sent; the first one when it was sent before. Throws what `prepare` and a definite refusal of the upstream
   * throw, and
   * - `InvalidInputError` for a `clientMessageId` that cannot be kept,
   * - `ConflictError` when it was used for another content,
   * - `StateUnavailableError` when the ledger cannot be reached: nothing was sent,
   * - `UpstreamUnavailableError` that is worth a repetition when the first send is still under way,
   * - `OutcomeUnknownError` when nobody can tell.
   * A caller that goes away ends the send as long as nothing was sent; after that it is carried through.
   */
  send<T>(request: SendRequest<T>): Promise<T>
  /**
   * Does the work while nobody else does it to the same subject. Throws `StateUnavailableError`, when nothing was done,
   * and `UpstreamUnavailableError` that is worth a repetition when somebody else takes too long.
   */
  alone<T>(request: AloneRequest<T>): Promise<T>
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
}

export const createSender = (deps: SenderDeps): Sender => {
  const { ledger, missing, now, randomId, wait, onOutcome } = deps
  const { leaseMs = defaultLeaseMs, waitMs = defaultWaitMs } = deps
  const { settle, resolve, isAnothers } = createSettling(ledger, wait)
  const alone = createAlone(deps)
  const underWay = new Set<Promise<unknown>>()
  const repeated = new WeakSet<object>()

  const sendOnce = async <T>(request: SendRequest<T>, clientMessageId: string): Promise<T> => {
    const { account } = request.origin
    const marker = markerOf(account, request.callerKey, clientMessageId, request.part)
    const fingerprint = hashOf(request.content)
    const patienceUntil = now() + waitMs
    for (let turn = 0; ; turn++) {
      throwIfOver(request.call, request.origin)
      const attempt = { request, clientMessageId, marker, owner: randomId() }
      const claim = await ledger.claim(account, marker, { fingerprint, owner: attempt.owner, leaseMs })
      switch (claim.state) {
        case 'CONFLICT':
          throw new ConflictError('This clientMessageId was used for another content.', request.origin)
        case 'DONE':
          repeated.add(request)
          return request.kind.withId(await firstOf(request, claim.result, turn === 0), clientMessageId)
        case 'UNKNOWN':
          return lookAgain(attempt, traceOf(claim.note))
        case 'PENDING':
          if (now() >= patienceUntil) throw stillUnderWay(request.origin)
          await wait(pollAfter(turn), request.call.signal).catch(() => {}) // the next turn sees that it is over
          break
        default: {
          const made = await hold(attempt, claim.state === 'ABANDONED' ? claim.note : null)
          if (made) return made
        }
      }
    }
  }

  /**
   * The key is this attempt's. An earlier holder without a note sent nothing, and cannot any more: the note comes
   * before the post, and is refused now. Null when another instance took the key over before anything was sent.
   */
  const hold = <T>(attempt: Attempt<T>, note: Json): Promise<T | null> => {
    const { account } = attempt.request.origin
    const renew = () => ledger.extend(account, attempt.marker, attempt.owner, { leaseMs })
    return whileRenewing(renew, leaseMs / 3, wait, async () => {
      if (note === null) return deliver(attempt)
      const made = await search(finder(attempt, traceOf(note)), wait)
      return conclude(attempt, note, made ? { state: 'DONE', made } : { state: 'UNKNOWN' })
    })
  }

  const deliver = async <T>(attempt: Attempt<T>): Promise<T | null> => {
    const { request, marker, owner } = attempt
    const { call, detach } = detachable(request.call)
    let prepared: Prepared<T>
    let note: Json
    try {
      prepared = await request.prepare(marker, call)
      note = toNote(prepared.trace)
      if (!(await ledger.extend(request.origin.account, marker, owner, { leaseMs, note }))) return null
      throwIfOver(call, request.origin)
    } catch (error) {
      await settle(attempt, { state: 'FAILED' })
      throw error
    } finally {
      detach()
    }
    return conclude(attempt, note, await post(prepared, finder(attempt, prepared.trace), wait))
  }

  /** Makes the outcome known to all, then answers with it. */
  const conclude = async <T>(attempt: Attempt<T>, note: Json, outcome: Outcome<T>): Promise<T> => {
    const { request, clientMessageId, marker } = attempt
    if (outcome.state === 'DONE') {
      const made = request.kind.withId(outcome.made, clientMessageId)
      const record = sentRecord(request.kind, { marker, clientMessageId, made })
      const isSettled = await settle(attempt, { state: 'DONE', ...record })
      if (!isSettled) await resolve(attempt, made)
      return made
    }
    if (outcome.state === 'UNKNOWN' && request.sought) {
      const { origin, sought } = request
      const send = { marker, clientMessageId, trace: traceOf(note), sought, at: now() }
      await missing?.note(origin.account, send).catch(unlessAway)
    }
    const [error, settlement]: [unknown, Settlement] =
      outcome.state === 'FAILED'
        ? [outcome.error, { state: 'FAILED' }]
        : [outcomeUnknown(request, clientMessageId, outcome.cause), { state: 'UNKNOWN', note }]
    if (await settle(attempt, settlement)) throw error
    // Somebody else knows more: took the key over, or saw the message arrive. What they know counts, without a post.
    return sendOnce({ ...request, prepare: () => Promise.reject(error) }, clientMessageId)
  }

  const lookAgain = async <T>(attempt: Attempt<T>, trace: Json): Promise<T> => {
    const { request, clientMessageId } = attempt
    const found = await finder(attempt, trace)().catch(() => null)
    if (!found) throw outcomeUnknown(request, clientMessageId)
    const made = request.kind.withId(found, clientMessageId)
    await resolve(attempt, made)
    return made
  }

  const finder =
    <T>(attempt: Attempt<T>, trace: Json) =>
    async (): Promise<T | null> => {
      const { find, call } = attempt.request
      const made = await find(attempt.marker, trace, detached(call))
      return made && !(await isAnothers(attempt, made)) ? made : null
    }

  const sendUnprotected = async <T>(request: SendRequest<T>): Promise<T> => {
    const marker = randomId()
    const { call, detach } = detachable(request.call)
    let prepared: Prepared<T>
    try {
      prepared = await request.prepare(marker, call)
      throwIfOver(call, request.origin)
    } finally {
      detach()
    }
    const outcome = await post(prepared, () => request.find(marker, prepared.trace, call), wait)
    if (outcome.state === 'DONE') return outcome.made
    throw outcome.state === 'FAILED' ? outcome.error : outcomeUnknown(request, null, outcome.cause)
  }

  const send = async <T>(request: SendRequest<T>): Promise<T> => {
    if (request.clientMessageId === null) return sendUnprotected(request)
    checkClientMessageId(request.clientMessageId)
    return sendOnce(request, request.clientMessageId)
  }

  /** Waited for by `idle`. */
  const tracked = <T>(work: Promise<T>): Promise<T> => {
    underWay.add(work)
    const forget = () => underWay.delete(work)
    work.then(forget, forget)
    return work
  }

  return {
    send: (request) => {
      const end = (outcome: SendOutcome) => onOutcome?.(request.origin.account, outcome)
      const sent = tracked(send(request))
      sent.then(
        () => end(repeated.has(request) ? 'REPEATED' : 'DONE'),
        (error) => end(error instanceof OutcomeUnknownError ? 'UNKNOWN' : 'FAILED'),
      )
      return sent
    },
    alone: (request) => tracked(alone(request)),
    idle: async () => {
      while (underWay.size > 0) await Promise.allSettled(underWay)
    },
  }
}

/** Without the store it cannot be recognised later; what is known of it now does not suffer. */
const unlessAway = (error: unknown): void => {
  if (!(error instanceof StateUnavailableError)) throw error
}

/** The first one as it is now; as it was then, when it is new or the upstream does not tell. */
const firstOf = async <T>({ load, call }: SendRequest<T>, result: Json, mayBeOld: boolean): Promise<T> => {
  const { made } = recordOf<T>(result)
  if (!mayBeOld) return made
  try {
    return (await load(made, call)) ?? made
  } catch (error) {
    if (error instanceof DomainError) return made
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

const outcomeUnknown = <T>({ origin }: SendRequest<T>, clientMessageId: string | null, cause?: unknown) =>
  new OutcomeUnknownError(
    `${origin.account} did not answer in time: it may have been sent.`,
    origin,
    clientMessageId,
    cause,
  )
