/** Sending once, over every store that the ledger has and two instances that share it. */
import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  type Origin,
  OutcomeUnknownError,
  StateUnavailableError,
  UpstreamRejectedError,
  UpstreamTimeoutError,
} from '../../../src/domain/errors.ts'
import type { Message } from '../../../src/domain/message.ts'
import { markerOf } from '../../../src/sending/key.ts'
import { messageKind } from '../../../src/sending/record.ts'
import type { SendRequest } from '../../../src/sending/request.ts'
import { createSender, type Sender } from '../../../src/sending/send-once.ts'
import type { State } from '../../../src/state/port.ts'
import { findTool } from '../../support/find-tool.ts'
import { until } from '../../support/until.ts'
import { sentMessage } from '../../unit/sending/message.ts'
import { type Backend, redisBackends, type Store, startSqlite } from '../state/store.ts'

const origin: Origin = { account: 'chatwoot', provider: 'CHATWOOT' }

const sendingContract = (backend: () => Backend) => {
  let store: Store
  let states: State[]
  let senders: Sender[]
  /** By marker, every message that the upstream has. */
  let log: Map<string, Message[]>
  /** Answers to the next posts; a success when there is none. */
  let fates: ('STORED_LOST' | 'LOST' | 'NEVER')[]

  beforeEach(async () => {
    store = backend().newStore()
    states = [await store.open(), await store.open()]
    senders = states.map(({ ledger }) =>
      createSender({
        ledger,
        now: () => store.clock.now,
        randomId: randomUUID,
        // Polls at once, renews no lease: the store's clock stands still.
        wait: (ms, signal) => setTimeout(ms < 5_000 ? 1 : 2 ** 30, undefined, { signal, ref: false }),
      }),
    )
    log = new Map()
    fates = []
  })
  afterEach(() => store.close())

  const post = async (marker: string): Promise<Message> => {
    const fate = fates.shift()
    if (fate === 'NEVER') return new Promise(() => {})
    if (fate !== 'LOST') {
      const id = String([...log.values()].flat().length + 1)
      log.set(marker, [...(log.get(marker) ?? []), sentMessage(id, 'hello')])
    }
    if (fate) throw new UpstreamTimeoutError('chatwoot did not answer in time.', origin)
    return log.get(marker)?.at(-1) as Message
  }

  const request = (clientMessageId: string): SendRequest => ({
    kind: messageKind,
    origin,
    callerKey: 'ann',
    clientMessageId,
    content: { text: 'hello' },
    call: {
      credential: { header: 'api_access_token', value: 'secret' },
      agentId: null,
      requestId: 'r1',
      signal: new AbortController().signal,
    },
    prepare: async (marker) => ({ trace: { after: '41' }, post: () => post(marker) }),
    find: async (marker) => log.get(marker)?.[0] ?? null,
    load: async (first) => first,
  })
  const send = (instance: number, clientMessageId: string) =>
    senders[instance]!.send(request(clientMessageId))

  test('50 sends with one key over two instances are one post and 50 equal answers', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => send(index % 2, 'c1')))
    expect([...log.values()].map(({ length }) => length)).toEqual([1])
    for (const answer of answers) expect(answer).toEqual(answers[0])
  })

  test('300 sends, of whose posts 40 get no answer, make no message twice, and every answer agrees with the log', async () => {
    fates = Array.from({ length: 40 }, (_, index) => (index % 4 ? 'STORED_LOST' : 'LOST'))
    const ids = Array.from({ length: 300 }, (_, index) => `c${index % 100}`)
    const answers = await Promise.all(
      ids.map((id, index) =>
        send(index % 2, id).then(
          ({ id: messageId }) => messageId,
          (error: unknown) => error,
        ),
      ),
    )
    answers.forEach((answer, index) => {
      const stored = log.get(markerOf('chatwoot', 'ann', ids[index] as string))?.map(({ id }) => id) ?? []
      if (answer instanceof OutcomeUnknownError) expect(stored).toEqual([])
      else expect(stored).toEqual([answer])
    })
  })

  test('a send whose instance died is looked for by the other one when the lease has run out', async () => {
    fates = ['NEVER']
    send(0, 'c1')
    await until(() => fates.length === 0)
    store.clock.now += 30_000
    await expect(send(1, 'c1')).rejects.toBeInstanceOf(OutcomeUnknownError)
    await expect(send(0, 'c1')).rejects.toBeInstanceOf(OutcomeUnknownError)
    expect(log.size).toBe(0)
  })

  describe('what is done alone', () => {
    const { call } = request('unused')
    const alone = <T>(instance: number, work: () => Promise<T>, subject = 'm1') =>
      senders[instance]!.alone({ origin, subject, call, work })

    test('is done one at a time over two instances, and beside another subject', async () => {
      let isFailed = true
      let atOnce = 0
      let done = 0
      const retry = async () => {
        expect(++atOnce).toBe(1)
        await setTimeout(1)
        atOnce--
        if (!isFailed) return 'too late'
        isFailed = false
        done++
        return 'sent'
      }
      const [other, ...answers] = await Promise.all([
        alone(0, async () => 'beside', 'm2'),
        ...Array.from({ length: 10 }, (_, index) => alone(index % 2, retry)),
      ])
      expect([done, other]).toEqual([1, 'beside'])
      expect(answers.toSorted()).toEqual(['sent', ...Array.from({ length: 9 }, () => 'too late')])
    })

    test('is free again after a failure, and not while its outcome is unknown', async () => {
      const refused = new UpstreamRejectedError('no', origin, 422, null)
      await expect(alone(0, () => Promise.reject(refused))).rejects.toBe(refused)
      expect(await alone(1, async () => 'free')).toBe('free')

      const unknown = new OutcomeUnknownError('perhaps', origin, null)
      await expect(alone(0, () => Promise.reject(unknown))).rejects.toBe(unknown)
      const next = alone(1, async () => 'free')
      store.clock.now += 29_000
      await expect(next).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', wasReached: false })
      store.clock.now += 1_000
      expect(await alone(1, async () => 'free')).toBe('free')
    })

    test('is refused when the ledger is away', async () => {
      await Promise.all(states.map((state) => state.close()))
      await expect(alone(0, async () => 'done')).rejects.toBeInstanceOf(StateUnavailableError)
    })
  })

  test('a send is refused when the ledger is away', async () => {
    await Promise.all(states.map((state) => state.close()))
    await expect(send(0, 'c1')).rejects.toBeInstanceOf(StateUnavailableError)
    expect(log.size).toBe(0)
  })
}

const program = await findTool('redis-server')

const contractOver = (name: string, isPossible: boolean, start: () => Promise<Backend>) =>
  describe.skipIf(!isPossible)(`over ${name}`, () => {
    let backend: Backend
    beforeAll(async () => {
      backend = await start()
    })
    afterAll(() => backend.close())
    sendingContract(() => backend)
  })

contractOver('SQLite', true, startSqlite)
// Skipped only where there is no redis-server, for which `findTool` gives the reason aloud.
contractOver('Redis', program !== null, () => redisBackends.Redis(program as string))
