import { expect, test, vi } from 'vitest'
import { UpstreamOverloadedError } from '../../../src/domain/errors.ts'
import { createReread, type RereadLimits } from '../../../src/live/reread.ts'
import type { Call, Upstream } from '../../../src/upstream/port.ts'
import { account, conversationOf, messageOf } from '../../support/live.ts'

const limits: RereadLimits = { patience: 50, concurrency: 2, perRead: 3 }

interface Options {
  readonly hasService?: boolean
  readonly answer?: (ids: readonly string[]) => Promise<unknown>
}

/** Everything is there, but for ids that begin with `no`. */
const desk = ({ hasService = true, answer }: Options = {}) => {
  const reads: string[] = []
  const calls: Call[] = []
  const errors: unknown[] = []
  let clock = 1000
  const upstream = {
    account: { name: account, provider: 'CHATWOOT', upstreamId: '1' },
    messages: {
      getMany: async (conversationId: string, ids: readonly string[], call: Call) => {
        reads.push(`messages ${conversationId} ${ids.join()}`)
        calls.push(call)
        await answer?.(ids)
        return ids.map((id) => (id.startsWith('no') ? null : messageOf(id, { conversationId })))
      },
    },
    conversations: {
      getMany: async (ids: readonly string[]) => {
        reads.push(`conversations ${ids.join()}`)
        return ids.map((id) => conversationOf(id))
      },
    },
    agents: {
      list: async () => {
        reads.push('agents')
        return [{ id: 'a1' }]
      },
    },
  } as unknown as Upstream
  const credential = { header: 'authorization', value: 'service' }
  const reread = createReread({
    upstreams: [upstream],
    serviceCall: (_account, signal) =>
      hasService ? { credential, agentId: null, requestId: 'test', signal } : null,
    now: () => clock++,
    onError: (error) => errors.push(error),
    limits,
  })
  const message = (id: string, conversationId = 'c1') =>
    reread(account, { type: 'message', conversationId, id })
  return { reread, message, reads, calls, errors }
}

test('what is asked at once about one conversation is read at once, freshly', async () => {
  const { message, reads, calls } = desk()
  const sights = await Promise.all(['1', '2', 'no3'].map((id) => message(id)))
  expect(reads).toEqual(['messages c1 1,2,no3'])
  expect(calls[0]).toMatchObject({ mustBeFresh: true })
  expect(sights).toMatchObject([
    { readAt: 1000, object: { type: 'message', message: { id: '1' } } },
    { object: { message: { id: '2' } } },
    {},
  ])
  expect(sights[2]).toBeNull()
})

test('the same asked twice is read once, for both', async () => {
  const { message, reads } = desk()
  const [one, two] = await Promise.all([message('1'), message('1')])
  expect(one).toEqual(two)
  expect(reads).toEqual(['messages c1 1'])
})

test('many are read in several calls, and none is forgotten', async () => {
  const { message, reads } = desk()
  const ids = Array.from({ length: 20 }, (_, index) => String(index + 1))
  const sights = await Promise.all(ids.map((id, index) => message(id, `c${index % 4}`)))
  expect(sights.every((sight) => sight)).toBe(true)
  expect(reads).toHaveLength(8) // five ids of each conversation, three a read
})

test('no more reads are under way than allowed', async () => {
  let running = 0
  let most = 0
  const { message } = desk({
    answer: async () => {
      running += 1
      most = Math.max(most, running)
      await new Promise((resolve) => setImmediate(resolve))
      running -= 1
    },
  })
  await Promise.all(Array.from({ length: 12 }, (_, index) => message('1', `c${index}`)))
  expect(most).toBe(2)
})

test('conversations and agents are read as well', async () => {
  const { reread, reads } = desk()
  const [conversation, agent, nobody] = await Promise.all([
    reread(account, { type: 'conversation', id: 'c1' }),
    reread(account, { type: 'agent', id: 'a1' }),
    reread(account, { type: 'agent', id: 'a2' }),
  ])
  expect(conversation).toMatchObject({ object: { type: 'conversation', conversation: { id: 'c1' } } })
  expect(agent).toMatchObject({ object: { type: 'agent', agent: { id: 'a1' } } })
  expect(nobody).toBeNull()
  expect(reads).toEqual(['conversations c1', 'agents'])
})

test('nothing is asked without a credential, nor of an unknown account', async () => {
  const { message, reads } = desk({ hasService: false })
  expect(await message('1')).toBeUndefined()
  const { reread } = desk()
  expect(await reread('nobody', { type: 'conversation', id: 'c1' })).toBeUndefined()
  expect(reads).toEqual([])
})

test('an upstream that fails leaves it open, and the next question is asked all the same', async () => {
  let isAway = true
  const { message, errors } = desk({
    answer: async () => {
      if (isAway) throw new UpstreamOverloadedError('busy', { account, provider: 'CHATWOOT' })
    },
  })
  expect(await message('1')).toBeUndefined()
  isAway = false
  expect(await message('1')).toMatchObject({ object: { message: { id: '1' } } })
  expect(errors).toEqual([])
})

test('a bug is told, and leaves it open', async () => {
  const bug = new TypeError('bug')
  const { message, errors } = desk({ answer: () => Promise.reject(bug) })
  expect(await message('1')).toBeUndefined()
  expect(errors).toEqual([bug])
})

test('an upstream that does not answer is not waited for longer than allowed', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  try {
    const { message } = desk({ answer: () => new Promise(() => undefined) })
    const waiting = Promise.all([message('1'), message('1', 'c2'), message('1', 'c3')])
    await vi.advanceTimersByTimeAsync(limits.patience)
    expect(await waiting).toEqual([undefined, undefined, undefined])
  } finally {
    vi.useRealTimers()
  }
})
