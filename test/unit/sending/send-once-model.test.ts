import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type DomainError,
  OutcomeUnknownError,
  StateUnavailableError,
  UpstreamRejectedError,
  UpstreamUnavailableError,
} from '../../../src/domain/errors.ts'
import type { Message } from '../../../src/domain/message.ts'
import { markerOf } from '../../../src/sending/key.ts'
import { messageKind, sentRecord } from '../../../src/sending/record.ts'
import { createWorld, type Fate, type World } from './world.ts'

const fates: readonly Fate[] = [
  'ANSWERED',
  'LOST',
  'STORED_LOST',
  'STORED_LATE_LOST',
  'ANSWERED_SLOWLY',
  'STORED_LATE',
  'REFUSED',
  'STORED_REFUSED',
  'STORED_BUG',
]

/** Who sends, under which id. Two callers share an id, and one caller has two. */
const sends = [
  { callerKey: 'ann', clientMessageId: 'c1' },
  { callerKey: 'ann', clientMessageId: 'c2' },
  { callerKey: 'bob', clientMessageId: 'c1' },
] as const
type Send = (typeof sends)[number]

const markerOfSend = ({ callerKey, clientMessageId }: Send) =>
  markerOf('chatwoot', callerKey, clientMessageId)

interface Trouble {
  readonly seed: number
  /** Half steps after which each instance dies. */
  readonly deaths: readonly number[]
  /** Of 100: calls of the ledger and looks at the upstream that fail, callers that go away. */
  readonly percent: { readonly ledger: number; readonly blind: number; readonly gone: number }
  /** Whether webhooks tell the ledger of messages. */
  readonly hasWebhooks: boolean
  readonly hasStalls: boolean
}

const trouble: fc.Arbitrary<Trouble> = fc.record({
  seed: fc.integer(),
  deaths: fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 0, maxLength: 4 }),
  percent: fc.record({
    ledger: fc.constantFrom(0, 0, 5, 30),
    blind: fc.constantFrom(0, 30),
    gone: fc.constantFrom(0, 20),
  }),
  hasWebhooks: fc.boolean(),
  hasStalls: fc.boolean(),
})

/** xorshift32. */
const randomFrom = (seed: number) => {
  let state = seed | 1
  return (count: number): number => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % count
  }
}

type Answer =
  | { readonly send: Send; readonly message: Message }
  | { readonly send: Send; readonly error: unknown }

const live = async ({ seed, deaths, percent, hasWebhooks, hasStalls }: Trouble) => {
  const random = randomFrom(seed)
  let isHealed = false
  const happens = (of100: number) => !isHealed && random(100) < of100
  const world = createWorld({
    pick: random,
    stall: () => (hasStalls && random(25) === 0 ? random(40_000) : 0),
    fate: () => (isHealed ? 'ANSWERED' : (fates[random(fates.length)] as Fate)),
    ledger: () => (happens(percent.ledger) ? (random(2) ? 'LOST' : 'DONE_LOST') : 'ANSWERED'),
    isBlind: () => happens(percent.blind),
  })
  const mortals = deaths.map((halfSteps) => world.boot(halfSteps))
  const instances = [...mortals, world.boot(), world.boot()]
  const answers: Answer[] = []

  /** Sends, and sends again when it is worth it, like a client that gets no answer from an instance that died. */
  const client = async (send: Send): Promise<void> => {
    for (let tries = 0; tries < 4; tries++) {
      const instance = instances[random(instances.length)]!
      if (instance.isDead()) continue
      const leave = new AbortController()
      if (happens(percent.gone)) world.wait(random(2) ? 0 : 1_000).then(() => leave.abort())
      const request = instance.request('hello', send)
      const sent = instance.sender.send({ ...request, call: { ...request.call, signal: leave.signal } })
      const answer = await Promise.race([
        sent.then(
          (message): Answer => ({ send, message }),
          (error): Answer => ({ send, error }),
        ),
        instance.death,
      ])
      if (answer) answers.push(answer)
      await world.wait(random(20_000))
    }
  }
  const webhook = async (): Promise<void> => {
    for (let told = 0; told < 10; told++) {
      await world.wait(random(20_000))
      const seen = world.log[random(world.log.length + 1)]
      if (!seen) continue
      const { marker, message } = seen
      const record = sentRecord(messageKind, { marker, clientMessageId: 'told', made: message })
      await world.ledger.resolve('chatwoot', marker, record)
    }
  }
  const clients = [...sends, ...sends, ...sends].map(client)
  await world.run(Promise.all(hasWebhooks ? [...clients, webhook()] : clients))

  isHealed = true
  await world.run(world.wait(120_000)) // late posts arrive, leases run out
  const stored = world.log.map(({ marker }) => marker)
  const fresh = world.boot()
  const lastly: Answer[] = []
  for (const send of sends) {
    const sent = fresh.sender.send(fresh.request('hello', send))
    lastly.push(
      await world.run(
        sent.then(
          (message): Answer => ({ send, message }),
          (error): Answer => ({ send, error }),
        ),
      ),
    )
  }
  await world.close()
  return { world, answers, stored, lastly }
}

const logged = (world: World, send: Send) =>
  world.log.filter(({ marker }) => marker === markerOfSend(send)).map(({ message }) => message.id)

const fatesOf = (world: World, send: Send): Fate[] =>
  world.posts.filter(({ marker }) => marker === markerOfSend(send)).map(({ fate }) => fate)

const isAbort = (error: unknown) => error instanceof Error && error.name === 'AbortError'

describe('whatever fails, dies, is late or goes away', () => {
  test('no key makes two messages, and every answer agrees with the log of the upstream', async () => {
    await fc.assert(
      fc.asyncProperty(trouble, async (given) => {
        const { world, answers, stored, lastly } = await live(given)
        for (const answer of [...answers, ...lastly]) {
          const ids = logged(world, answer.send)
          expect(ids.length).toBeLessThanOrEqual(1)
          if ('message' in answer) {
            expect(ids).toEqual([answer.message.id])
            expect(answer.message.clientMessageId).toBe(answer.send.clientMessageId)
          } else if (answer.error instanceof UpstreamRejectedError) {
            expect(fatesOf(world, answer.send)).toContain('REFUSED')
          } else if (!isAbort(answer.error)) {
            expect([OutcomeUnknownError, StateUnavailableError, UpstreamUnavailableError]).toContain(
              (answer.error as DomainError).constructor,
            )
          }
        }
        for (const answer of lastly) {
          if (stored.includes(markerOfSend(answer.send))) expect(answer).toHaveProperty('message')
          if ('error' in answer) expect(answer.error).toBeInstanceOf(OutcomeUnknownError)
        }
      }),
      { numRuns: 400 },
    )
  })

  test('nobody is told that the outcome is unknown while no instance, ledger or look fails, unless a post was lost', async () => {
    await fc.assert(
      fc.asyncProperty(trouble, async (given) => {
        const calm = {
          ...given,
          hasStalls: false,
          deaths: [],
          percent: { ledger: 0, blind: 0, gone: given.percent.gone },
        }
        const { world, answers } = await live(calm)
        for (const answer of answers) {
          if ('error' in answer && answer.error instanceof OutcomeUnknownError) {
            const lost = fatesOf(world, answer.send).filter((fate) => /^(LOST|STORED_LATE_LOST)$/.test(fate))
            expect(lost).not.toEqual([])
          }
        }
      }),
      { numRuns: 150 },
    )
  })
})
