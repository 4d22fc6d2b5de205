import { expect, test } from 'vitest'
import { createWatch } from '../../../src/live/watch.ts'
import { viewerOf } from '../../support/live.ts'

const watcher = (conversationId: string | null, since: number, account = 'a') => ({
  account,
  conversationId,
  since,
  viewer: viewerOf('v'),
  isResumed: false,
})

test('a target is watched since its earliest watcher, from the first to the last', () => {
  const watch = createWatch()
  const log: string[] = []
  const stop = watch.listen({
    began: ({ conversationId }, isFirst) => log.push(`began ${conversationId} ${isFirst}`),
    ended: ({ conversationId }, isLast) => log.push(`ended ${conversationId} ${isLast}`),
  })
  const one = watch.add(watcher('c1', 5))
  const two = watch.add(watcher('c1', 3))
  const whole = watch.add(watcher(null, 4))
  watch.add(watcher('c1', 1, 'b'))
  expect(watch.target('a', 'c1')).toMatchObject({ since: 3, watchers: [{ since: 5 }, { since: 3 }] })
  expect(watch.targets().map(({ account, conversationId }) => [account, conversationId])).toEqual([
    ['a', 'c1'],
    ['a', null],
    ['b', 'c1'],
  ])
  two.restart(9)
  expect(watch.target('a', 'c1')?.since).toBe(5)
  two.end()
  two.end()
  one.end()
  whole.end()
  expect(watch.target('a', 'c1')).toBeUndefined()
  expect(log).toEqual([
    'began c1 true',
    'began c1 false',
    'began null true',
    'began c1 true',
    'ended c1 false',
    'ended c1 true',
    'ended null true',
  ])
  stop()
  expect(watch.counts()).toEqual({ watchers: 1, targets: 1, listeners: 0 })
})
