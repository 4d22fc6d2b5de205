import { expect, test } from 'vitest'
import { createLooker } from '../../../src/live/looker.ts'
import { createWatch, type Target } from '../../../src/live/watch.ts'
import type { Upstream } from '../../../src/upstream/port.ts'
import { account, viewerOf } from '../../support/live.ts'

const page = { items: [], hasNext: false, hasPrevious: false }
const upstream = {
  account: { name: account, provider: 'CHATWOOT', upstreamId: '1' },
  capabilities: [],
  conversations: { list: async () => page },
} as unknown as Upstream

test('what a viewer saw of an account is kept while it watches, and not for as long as others do', async () => {
  const clock = { now: 1_000_000 }
  const watch = createWatch()
  const looker = createLooker({ ingest: async () => [], watch, now: () => clock.now })
  const begin = (key: string) => {
    const watcher = { account, conversationId: null, viewer: viewerOf(key), since: clock.now }
    return { watcher, watching: watch.add({ ...watcher, isResumed: false }) }
  }
  const look = async (by: string) => {
    const target = watch.target(account, null) as Target
    const call = viewerOf(by).call(account, new AbortController().signal)
    await looker.look(target, { upstream, call, by, inTurn: (work) => work() })
  }
  const [ana, ben] = [begin('ana'), begin('ben')]
  await look('ana')
  await look('ben')
  expect(looker.hasSeen(ana.watcher, clock.now)).toBe(true)
  ana.watching.end()
  await look('ben')
  expect(looker.hasSeen(ana.watcher, clock.now)).toBe(false)
  expect(looker.hasSeen(ben.watcher, clock.now)).toBe(true)
})
