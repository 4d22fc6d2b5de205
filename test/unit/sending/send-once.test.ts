import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  ConflictError,
  InvalidInputError,
  OutcomeUnknownError,
  ReplyBlockedError,
  StateUnavailableError,
  UpstreamRejectedError,
  UpstreamTimeoutError,
  UpstreamUnavailableError,
} from '../../../src/domain/errors.ts'
import { markerOf } from '../../../src/sending/key.ts'
import { messageKind, objectKeyOf, sentRecord } from '../../../src/sending/record.ts'
import { sentMessage } from './message.ts'
import { type Chance, createWorld, type Fate, origin, type World } from './world.ts'

let world: World
let fates: Fate[]
let isLedgerAway: boolean
let isBlind: boolean

beforeEach(() => {
  fates = []
  isLedgerAway = false
  isBlind = false
  const chance: Partial<Chance> = {
    fate: () => fates.shift() ?? 'ANSWERED',
    ledger: () => (isLedgerAway ? 'LOST' : 'ANSWERED'),
    isBlind: () => isBlind,
  }
  world = createWorld(chance)
})
afterEach(() => world.close())

const marker = markerOf('chatwoot', 'ann', 'c1')

const refusal = async (sent: Promise<unknown>): Promise<unknown> => {
  const outcome = await world.run(
    sent.then(
      () => 'no error',
      (error: unknown) => error,
    ),
  )
  expect(outcome).not.toBe('no error')
  return outcome
}

/** Another caller's signal, and how it leaves. */
const leaving = (request: ReturnType<ReturnType<World['boot']>['request']>) => {
  const controller = new AbortController()
  return {
    request: { ...request, call: { ...request.call, signal: controller.signal } },
    leave: () => controller.abort(new Error('gone')),
  }
}

describe('a send with a clientMessageId', () => {
  test('is posted, and answers with the message and the id', async () => {
    const { sender, request } = world.boot()
    const message = await world.run(sender.send(request('hello')))
    expect(message).toEqual({ ...sentMessage('1', 'hello'), clientMessageId: 'c1' })
    expect(world.posts).toEqual([{ marker, fate: 'ANSWERED' }])
    expect(world.searches).toEqual([])
  })

  test('gives the first message when it is sent again, read anew, without a second post', async () => {
    const one = world.boot()
    const first = await world.run(one.sender.send(one.request('hello')))
    const two = world.boot()
    const delivered = { ...first, clientMessageId: null, status: 'DELIVERED' } as const
    const again = two.sender.send(two.request('hello', { load: async () => delivered }))
    expect(await world.run(again)).toEqual({ ...first, status: 'DELIVERED' })
    expect(world.posts).toHaveLength(1)
  })

  test.each([
    ['is gone', async () => null],
    [
      'cannot be read',
      async () => {
        throw new UpstreamTimeoutError('chatwoot did not answer in time.', origin)
      },
    ],
  ])('gives the first message as it was when it %s', async (_why, load) => {
    const { sender, request } = world.boot()
    const first = await world.run(sender.send(request('hello')))
    expect(await world.run(sender.send(request('hello', { load })))).toEqual(first)
  })

  test('is a conflict with another content, before anything is asked of the upstream', async () => {
    const { sender, request } = world.boot()
    await world.run(sender.send(request('hello')))
    const asked: string[] = []
    const other = request('goodbye', {
      prepare: async () => {
        asked.push('prepare')
        throw new Error('not to be asked')
      },
    })
    expect(await refusal(sender.send(other))).toBeInstanceOf(ConflictError)
    expect(asked).toEqual([])
    expect(world.log).toHaveLength(1)
  })

  test('is the same content in whatever order its properties stand', async () => {
    const { sender, request } = world.boot()
    await world.run(sender.send(request('hello', { content: { a: 1, b: [{ c: 2, d: undefined }] } })))
    await world.run(sender.send(request('hello', { content: { b: [{ c: 2 }], a: 1 } })))
    expect(world.posts).toHaveLength(1)
  })

  test.each([
    ['caller', { callerKey: 'bob' }],
    ['account', { origin: { account: 'other', provider: 'CHATWOOT' } }],
    ['id', { clientMessageId: 'c2' }],
  ] as const)('is another send for another %s', async (_what, more) => {
    const { sender, request } = world.boot()
    const messages = [
      await world.run(sender.send(request('hello'))),
      await world.run(sender.send(request('hello', more))),
    ]
    expect(messages.map(({ id }) => id)).toEqual(['1', '2'])
    expect(new Set(world.posts.map((post) => post.marker)).size).toBe(2)
  })

  test('is posted once by 50 callers at the same time on two instances, who get equal answers', async () => {
    const instances = [world.boot(), world.boot()]
    const sends = Array.from({ length: 50 }, (_, index) => {
      const { sender, request } = instances[index % 2]!
      return sender.send(request('hello'))
    })
    const answers = await world.run(Promise.all(sends))
    expect(world.posts).toHaveLength(1)
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
  })

  test.each([
    ['', 'empty'],
    ['x'.repeat(256), 'of 256 characters'],
    ['a\0b', 'with NUL'],
    ['a\ud800', 'with a lone surrogate'],
  ])('is refused with an id that is %2$s', async (clientMessageId) => {
    isLedgerAway = true
    const { sender, request } = world.boot()
    const error = await refusal(sender.send(request('hello', { clientMessageId })))
    expect(error).toBeInstanceOf(InvalidInputError)
    expect(error).toMatchObject({ argumentPath: ['clientMessageId'] })
  })

  test('may have an id of 255 characters in any script', async () => {
    const { sender, request } = world.boot()
    const clientMessageId = '字'.repeat(255)
    const message = await world.run(sender.send(request('hello', { clientMessageId })))
    expect(message.clientMessageId).toBe(clientMessageId)
  })
})

describe('a send that cannot be prepared', () => {
  test('fails, and leaves the key free for another content', async () => {
    const { sender, request } = world.boot()
    const blocked = new ReplyBlockedError('Not yours.', origin, 'NOT_ASSIGNED_TO_VIEWER')
    const failing = request('hello', { prepare: () => Promise.reject(blocked) })
    expect(await refusal(sender.send(failing))).toBe(blocked)
    await world.run(sender.send(request('goodbye')))
    expect(world.posts).toHaveLength(1)
  })
})

describe('a post', () => {
  test('that the upstream refuses fails, and frees the key', async () => {
    fates = ['REFUSED']
    const { sender, request } = world.boot()
    expect(await refusal(sender.send(request('hello')))).toBeInstanceOf(UpstreamRejectedError)
    await world.run(sender.send(request('goodbye')))
    expect(world.posts.map(({ fate }) => fate)).toEqual(['REFUSED', 'ANSWERED'])
    expect(world.searches).toEqual([])
  })

  test.each(['STORED_LOST', 'STORED_REFUSED', 'STORED_BUG'] as const)(
    'that was carried out without a good answer (%s) is found, and is a success',
    async (fate) => {
      fates = [fate]
      const { sender, request } = world.boot()
      expect(await world.run(sender.send(request('hello')))).toMatchObject({ id: '1', clientMessageId: 'c1' })
      await world.run(sender.send(request('hello')))
      expect(world.posts).toHaveLength(1)
      expect(world.searches).toEqual([marker])
    },
  )

  test('that is not found has an unknown outcome, is looked for at 0, 0.5 and 2 seconds, and not repeated', async () => {
    fates = ['LOST']
    const { sender, request } = world.boot()
    const begin = world.clock.now
    const error = await refusal(sender.send(request('hello')))
    expect(error).toBeInstanceOf(OutcomeUnknownError)
    expect(error).toMatchObject({ clientMessageId: 'c1', cause: expect.any(UpstreamTimeoutError) })
    expect(world.clock.now - begin).toBe(2_000)
    expect(world.searches).toHaveLength(3)

    expect(await refusal(sender.send(request('hello')))).toBeInstanceOf(OutcomeUnknownError)
    expect(world.searches).toHaveLength(4)
    expect(world.posts).toHaveLength(1)
  })

  test('that arrives late is found by the next send with its id', async () => {
    fates = ['STORED_LATE_LOST']
    const { sender, request } = world.boot()
    await refusal(sender.send(request('hello')))
    await world.run(world.wait(60_000))
    const message = await world.run(sender.send(request('hello')))
    expect(message).toMatchObject({ id: '1', clientMessageId: 'c1' })
    isBlind = true
    expect(await world.run(sender.send(request('hello')))).toEqual(message)
    expect(world.posts).toHaveLength(1)
  })

  test('is looked for again when the first look fails', async () => {
    fates = ['STORED_LOST']
    isBlind = true
    const { sender, request } = world.boot()
    world.wait(100).then(() => {
      isBlind = false
    })
    expect(await world.run(sender.send(request('hello')))).toMatchObject({ id: '1' })
    expect(world.searches).toHaveLength(2)
  })

  test('is not mistaken for another send of the same content that was found before', async () => {
    fates = ['ANSWERED', 'LOST']
    const { sender, request } = world.boot()
    const first = await world.run(sender.send(request('ok')))
    const second = request('ok', { clientMessageId: 'c2', find: async () => first })
    expect(await refusal(sender.send(second))).toBeInstanceOf(OutcomeUnknownError)
  })

  test('that takes longer than a lease keeps its key', async () => {
    fates = ['STORED_LATE']
    const [one, two] = [world.boot(), world.boot()]
    const slow = one.sender.send(one.request('hello'))
    await world.run(world.wait(40_000))
    const error = await refusal(two.sender.send(two.request('hello')))
    expect(error).toBeInstanceOf(UpstreamUnavailableError)
    expect(error).toMatchObject({ wasReached: false })
    expect(await world.run(slow)).toMatchObject({ id: '1' })
    expect(await world.run(two.sender.send(two.request('hello')))).toMatchObject({ id: '1' })
    expect(world.posts).toHaveLength(1)
  })

  test('is waited for 3 seconds by others, who get its result', async () => {
    fates = ['ANSWERED_SLOWLY']
    const { sender, request } = world.boot()
    const slow = sender.send(request('hello'))
    await world.run(world.wait(44_000))
    const begin = world.clock.now
    const load = () => Promise.reject(new Error('It is new: there is nothing to read.'))
    expect(await world.run(sender.send(request('hello', { load })))).toEqual(await slow)
    expect(world.clock.now - begin).toBeLessThan(1_250 + 1)
  })

  test('that the ledger forgot meanwhile is not repeated', async () => {
    fates = ['LOST']
    const { sender, request } = world.boot()
    const inner = request('hello')
    const sent = sender.send({
      ...inner,
      prepare: async (...all) => {
        const { trace, post } = await inner.prepare(...all)
        return {
          trace,
          post: () => {
            world.clock.now += 24 * 60 * 60_000
            return post()
          },
        }
      },
    })
    expect(await refusal(sent)).toBeInstanceOf(OutcomeUnknownError)
    expect(world.posts).toHaveLength(1)
  })

  test('leaves nothing of its result to find but the message', async () => {
    const { sender, request } = world.boot()
    const message = await world.run(sender.send(request('hello')))
    const [result] = await world.ledger.findByObjects('chatwoot', [objectKeyOf(message)])
    expect(result).toEqual({ marker, clientMessageId: 'c1', made: message })
    expect(JSON.stringify(result)).not.toContain('secret')
  })
})

describe('an instance that dies', () => {
  /** Half steps before: claim 0–1, prepare 2–3, note 4–5, post 6–7, settle 8–9. */
  test.each([
    [0, 'before it claimed', 1],
    [1, 'after it claimed', 1],
    [3, 'after it prepared', 1],
    [4, 'before it left a note', 1],
    [7, 'after it posted', 1],
    [8, 'before it settled', 1],
    [9, 'after it settled', 1],
  ])('after %i half steps, %s, leaves the next caller a message, and one only', async (halfSteps) => {
    const dying = world.boot(halfSteps)
    dying.sender.send(dying.request('hello'))
    await world.run(dying.death)
    await world.run(world.wait(31_000))
    const { sender, request } = world.boot()
    expect(await world.run(sender.send(request('hello')))).toMatchObject({ id: '1', clientMessageId: 'c1' })
    expect(world.posts).toHaveLength(1)
  })

  test.each([
    [5, 'after it left a note'],
    [6, 'before it posted'],
  ])('after %i half steps, %s, leaves an unknown outcome, and nobody posts', async (halfSteps) => {
    const dying = world.boot(halfSteps)
    dying.sender.send(dying.request('hello'))
    await world.run(dying.death)
    await world.run(world.wait(31_000))
    const { sender, request } = world.boot()
    expect(await refusal(sender.send(request('hello')))).toBeInstanceOf(OutcomeUnknownError)
    expect(world.posts).toEqual([])
  })

  test('holds its key until the lease has run out', async () => {
    const dying = world.boot(5)
    dying.sender.send(dying.request('hello'))
    await world.run(dying.death)
    const { sender, request } = world.boot()
    expect(await refusal(sender.send(request('hello')))).toMatchObject({ wasReached: false })
  })
})

describe('a key that was lost while its holder stood still', () => {
  test('before the post, is not posted by it: it gives the result of whoever took over', async () => {
    const { promise: thaw, resolve } = Promise.withResolvers<void>()
    const frozen = world.boot()
    const request = frozen.request('hello')
    const sent = frozen.sender.send({
      ...request,
      prepare: async (...all) => {
        const prepared = await request.prepare(...all)
        world.clock.now += 31_000
        await thaw
        return prepared
      },
    })
    sent.catch(() => {})
    const other = world.boot()
    await world.run(world.wait(10))
    const message = await world.run(other.sender.send(other.request('hello')))
    resolve()
    expect(await world.run(sent)).toEqual(message)
    expect(world.posts).toHaveLength(1)
  })

  test('after the note, settles what another gave up as unknown', async () => {
    fates = ['STORED_LATE']
    const frozen = world.boot()
    const sent = frozen.sender.send(frozen.request('hello'))
    await world.run(world.wait(9_000))
    world.clock.now += 31_000
    const other = world.boot()
    const early = other.sender.send(other.request('hello'))
    expect(await refusal(early)).toBeInstanceOf(OutcomeUnknownError)
    const message = await world.run(sent)
    isBlind = true
    expect(await world.run(other.sender.send(other.request('hello')))).toEqual(message)
    expect(world.posts).toHaveLength(1)
  })
})

describe('a message that turns up by another way', () => {
  test('while its send is given up makes the send a success', async () => {
    fates = ['LOST']
    isBlind = true
    const { sender, request } = world.boot()
    const sent = sender.send(request('hello'))
    await world.run(world.wait(1_000))
    const message = sentMessage('1', 'hello')
    const record = sentRecord(messageKind, { marker, clientMessageId: 'c1', made: message })
    await world.ledger.resolve('chatwoot', marker, record)
    expect(await world.run(sent)).toEqual({ ...message, clientMessageId: 'c1' })
    expect(world.posts).toHaveLength(1)
  })
})

describe('without the ledger', () => {
  test('a send is refused as worth a repetition, and nothing is sent', async () => {
    isLedgerAway = true
    const { sender, request } = world.boot()
    expect(await refusal(sender.send(request('hello')))).toBeInstanceOf(StateUnavailableError)
    expect(world.posts).toEqual([])
  })

  test('from the note on, a send is refused as well, and is sent later', async () => {
    const { sender, request } = world.boot()
    const inner = request('hello')
    const failing = sender.send({
      ...inner,
      prepare: async (...all) => {
        isLedgerAway = true
        return inner.prepare(...all)
      },
    })
    expect(await refusal(failing)).toBeInstanceOf(StateUnavailableError)
    expect(world.posts).toEqual([])
    isLedgerAway = false
    await world.run(world.wait(31_000))
    expect(await world.run(sender.send(request('hello')))).toMatchObject({ id: '1' })
  })

  test('from the post on, a send succeeds, and the next caller finds the message', async () => {
    const { sender, request } = world.boot()
    fates = ['ANSWERED_SLOWLY']
    const sent = sender.send(request('hello'))
    await world.run(world.wait(1_000))
    isLedgerAway = true
    expect(await world.run(sent)).toMatchObject({ id: '1' })
    isLedgerAway = false
    await world.run(world.wait(31_000))
    expect(await world.run(sender.send(request('hello')))).toMatchObject({ id: '1' })
    expect(world.posts).toHaveLength(1)
  })
})

describe('a caller that goes away', () => {
  test('while its send is prepared ends it, and the key is free', async () => {
    const { sender, request } = world.boot()
    const { request: left, leave } = leaving(request('hello'))
    const sent = sender.send({
      ...left,
      prepare: async (given, call) => {
        leave()
        call.signal.throwIfAborted()
        return left.prepare(given, call)
      },
    })
    expect(await refusal(sent)).toMatchObject({ message: 'gone' })
    await world.run(sender.send(request('goodbye')))
    expect(world.posts).toHaveLength(1)
  })

  test('right before the post ends it too', async () => {
    const { sender, request } = world.boot()
    const { request: left, leave } = leaving(request('hello'))
    const sent = sender.send({
      ...left,
      prepare: async (...all) => {
        const prepared = await left.prepare(...all)
        leave()
        return prepared
      },
    })
    expect(await refusal(sent)).toMatchObject({ message: 'gone' })
    await world.run(sender.idle())
    expect(world.posts).toEqual([])
  })

  test.each(['c1', null])(
    'after that does not: the post goes on (clientMessageId %s)',
    async (clientMessageId) => {
      fates = ['STORED_LOST']
      const { sender, request } = world.boot()
      const { request: left, leave } = leaving(request('hello', { clientMessageId }))
      const signals: AbortSignal[] = []
      const sent = sender.send({
        ...left,
        prepare: async (given, call) => {
          signals.push(call.signal)
          const { trace, post } = await left.prepare(given, call)
          return {
            trace,
            post: async () => {
              leave()
              return post()
            },
          }
        },
        find: (given, trace, call) => {
          signals.push(call.signal)
          return left.find(given, trace, call)
        },
      })
      expect(await world.run(sent)).toMatchObject({ id: '1' })
      expect(signals.map(({ aborted }) => aborted)).toEqual([false, false])
    },
  )

  test('while it waits for another send stops waiting', async () => {
    fates = ['ANSWERED_SLOWLY']
    const { sender, request } = world.boot()
    const slow = sender.send(request('hello'))
    await world.run(world.wait(10))
    const { request: left, leave } = leaving(request('hello'))
    world.wait(100).then(leave)
    expect(await refusal(sender.send(left))).toMatchObject({ message: 'gone' })
    await world.run(slow)
  })
})

describe('a send without a clientMessageId', () => {
  const unprotected = { clientMessageId: null }

  test('is sent each time, and needs no ledger', async () => {
    isLedgerAway = true
    const { sender, request } = world.boot()
    await world.run(sender.send(request('hello', unprotected)))
    await world.run(sender.send(request('hello', unprotected)))
    expect(world.log.map(({ message }) => message.text)).toEqual(['hello', 'hello'])
    expect(new Set(world.log.map((entry) => entry.marker)).size).toBe(2)
  })

  test('is found by its marker when its answer is lost', async () => {
    fates = ['ANSWERED', 'STORED_LOST']
    const { sender, request } = world.boot()
    await world.run(sender.send(request('hello', unprotected)))
    expect(await world.run(sender.send(request('hello', unprotected)))).toMatchObject({ id: '2' })
  })

  test('fails as the upstream refuses it, and is unknown when it cannot be found', async () => {
    fates = ['REFUSED', 'LOST']
    const { sender, request } = world.boot()
    expect(await refusal(sender.send(request('hello', unprotected)))).toBeInstanceOf(UpstreamRejectedError)
    const error = await refusal(sender.send(request('hello', unprotected)))
    expect(error).toBeInstanceOf(OutcomeUnknownError)
    expect(error).toMatchObject({ clientMessageId: null })
  })
})

describe('stopping', () => {
  test('waits for every send under way, answered or failed', async () => {
    fates = ['ANSWERED_SLOWLY', 'LOST']
    const { sender, request } = world.boot()
    const ends: string[] = []
    sender.send(request('hello')).then(() => ends.push('answered'))
    sender.send(request('hello', { clientMessageId: 'c2' })).catch(() => ends.push('failed'))
    await world.run(sender.idle())
    expect(ends.sort()).toEqual(['answered', 'failed'])
  })
})
