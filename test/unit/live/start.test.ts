import { randomUUID } from 'node:crypto'
import { afterEach, expect, test } from 'vitest'
import { StateUnavailableError } from '../../../src/domain/errors.ts'
import { createLive, type Live } from '../../../src/live/index.ts'
import type { State } from '../../../src/state/port.ts'
import { createSqliteState } from '../../../src/state/sqlite.ts'
import type { Upstream } from '../../../src/upstream/port.ts'
import { account } from '../../support/live.ts'

const scope = { accounts: [account], conversationId: null }
const closing: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

const open = (change: (state: State) => Partial<State>) => {
  const state = createSqliteState({ file: ':memory:' }, { now: Date.now, randomId: randomUUID })
  const live: Live = createLive({
    state: { ...state, ...change(state) },
    upstreams: [
      {
        account: { name: account, provider: 'CHATWOOT', upstreamId: '1' },
        capabilities: [] as const,
      } as unknown as Upstream,
    ],
    serviceCall: () => null,
    eventSource: () => 'NONE',
    now: Date.now,
    random: () => 0,
    pause: (_ms, signal) =>
      new Promise((resolve) => {
        signal?.addEventListener('abort', () => resolve())
      }),
    onError: () => undefined,
  })
  closing.push(live.stop, state.close)
  return { live }
}

/** A journal that never says where it stands. */
const silent = (state: State): Partial<State> => ({
  journal: {
    ...state.journal,
    async *follow(_accounts, { signal }) {
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
      yield* []
    },
  },
})

test('feeds can be had as soon as it has started', async () => {
  const { live } = open(() => ({}))
  await live.start()
  expect(live.feed.head(scope)).not.toBe('')
})

test('it has not started as long as the store does not say where events stand, until it is stopped', async () => {
  const { live } = open(silent)
  let hasStarted = false
  const started = live.start().then(() => {
    hasStarted = true
  })
  await new Promise((resolve) => setImmediate(resolve))
  expect(hasStarted).toBe(false)
  expect(() => live.feed.head(scope)).toThrow(StateUnavailableError)
  await live.stop()
  await started
})
