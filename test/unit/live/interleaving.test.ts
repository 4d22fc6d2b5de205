/** Subscribers of a feed, from the journal to their sinks, in whatever order promises come to be resolved. */
import { getEventListeners } from 'node:events'
import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SubscriptionOverflowError } from '../../../src/domain/errors.ts'
import type { Flow } from '../../../src/kit/flow.ts'
import type { Scope } from '../../../src/live/cursor.ts'
import type { FeedItem } from '../../../src/live/item.ts'
import {
  type Account,
  accounts,
  createFeedWorld,
  type FeedWorld,
  type FeedWorldOptions,
  hidden,
  type Step,
} from '../../support/feed-world.ts'

const append = fc.record({
  do: fc.constant('append' as const),
  account: fc.constantFrom<Account>('a', 'a', 'b'),
  conversationId: fc.constantFrom('c1', 'c1', 'c1', 'c2', hidden),
})
const lapse = fc.record({ do: fc.constant('lapse' as const), account: fc.constantFrom(...accounts) })
const steps = fc.array(fc.oneof({ weight: 6, arbitrary: append }, { weight: 1, arbitrary: lapse }), {
  minLength: 2,
  maxLength: 14,
})

interface Plan extends FeedWorldOptions {
  readonly steps: readonly Step[]
  /** What fails, of what is asked for one after the other. */
  readonly faults: readonly boolean[]
  readonly isWhole: boolean
  readonly isResumed: boolean
  readonly isIterated: boolean
  readonly end: 'AT_LAST' | 'LEFT' | 'SIGNAL' | 'STOP' | 'BEFORE'
  readonly endsAfter: number
}
const plans: fc.Arbitrary<Plan> = fc.record({
  steps,
  faults: fc.array(fc.boolean(), { maxLength: 8 }),
  isWhole: fc.boolean(),
  isResumed: fc.boolean(),
  isIterated: fc.boolean(),
  areRightsKnown: fc.boolean(),
  queue: fc.constantFrom(2, 256),
  end: fc.constantFrom('AT_LAST', 'AT_LAST', 'LEFT', 'LEFT', 'SIGNAL', 'STOP', 'BEFORE'),
  endsAfter: fc.nat(8),
})

/** As an operation does: some answers are there at once, others have to be asked for. */
const answers = (items: Flow<FeedItem>, { later }: FeedWorld): Flow<FeedItem> => {
  let count = 0
  return items
    .map((item) => item)
    .map((item) => (count++ % 3 !== 0 ? later('filter', () => item) : item))
    .map((item) => (count % 3 !== 1 ? later('answer', () => item) : item), { onOver: () => undefined })
}

const startReading = (flow: Flow<FeedItem>, { later }: FeedWorld, isIterated: boolean) => {
  const items: FeedItem[] = []
  const note = (item: FeedItem) => {
    items.push(item)
    return items.length % 4 === 0 ? later('room', () => undefined) : undefined
  }
  const iterator = flow[Symbol.asyncIterator]()
  const iterate = async () => {
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) await note(next.value)
  }
  const reading = { items, isOver: false, error: undefined as unknown, end: () => {} }
  reading.end = () => void (isIterated ? iterator.return?.() : flow.end())
  const over = (error?: unknown) => Object.assign(reading, { isOver: true, error })
  if (isIterated) iterate().then(() => over(), over)
  else flow.into(note).then(() => over(), over)
  return reading
}

const check = async (s: fc.Scheduler, plan: Plan): Promise<void> => {
  const { isWhole, isResumed, isIterated, end, endsAfter } = plan
  const world = createFeedWorld(s, plan)
  const { hub, watch, feed, viewer, journals, settle } = world
  await hub.start()
  const scope: Scope = isWhole
    ? { accounts: [...accounts], conversationId: null }
    : { accounts: ['a'], conversationId: 'c1' }
  const ending = new AbortController()
  const open = async (after: string | undefined) => {
    const subscribing = feed.subscribe({ scope, after, viewer, signal: ending.signal })
    await settle()
    return answers(await subscribing, world)
  }
  const after = isResumed ? feed.head(scope) : undefined
  if (isResumed) plan.steps.slice(0, 4).forEach(world.run)
  await settle()
  const flow = await open(after)
  world.faults.push(...plan.faults)

  if (end === 'BEFORE') flow.end()
  const reading = startReading(flow, world, isIterated)
  let takenAtEnd: number | undefined
  const ways = {
    AT_LAST: () => {},
    BEFORE: () => {},
    LEFT: reading.end,
    SIGNAL: () => ending.abort(),
    STOP: () => void hub.stop(),
  }
  const finish = () => {
    ways[end]()
    takenAtEnd = reading.items.length
  }
  const acts = plan.steps.slice(isResumed ? 4 : 0).map((step) => () => world.run(step))
  acts.splice(endsAfter, 0, finish)
  s.scheduleSequence(acts.map((act) => async () => act()))
  await settle()

  const expected = accounts.flatMap((account) =>
    journals[account]
      .filter(({ conversationId }) =>
        isWhole ? conversationId !== hidden : account === 'a' && conversationId === 'c1',
      )
      .map(({ cursor }) => `${account}${cursor}`),
  )
  const inOrder = (ids: readonly string[]) =>
    accounts.flatMap((account) => ids.filter((id) => id.startsWith(account)))
  const cursors = reading.items.map(({ cursor }) => cursor)
  expect(cursors).toEqual([...new Set(cursors)].sort())

  const got = [...idsOf(reading.items)]
  if (end === 'AT_LAST') {
    let { error } = reading
    world.faults.length = 0
    while (error instanceof SubscriptionOverflowError) {
      const again = startReading(await open(error.cursor), world, isIterated)
      await settle()
      got.push(...idsOf(again.items))
      again.end()
      error = again.error
    }
    expect(error).toBeUndefined()
    expect(inOrder(got)).toEqual(expected)
    expect(reading.isOver).toBe(reading.error !== undefined)
    reading.end()
    takenAtEnd = reading.items.length
    await settle()
  }
  for (const account of accounts) {
    const ids = got.filter((id) => id.startsWith(account))
    expect(ids).toEqual(expected.filter((id) => id.startsWith(account)).slice(0, ids.length))
  }
  expect(reading.isOver).toBe(true)
  const onItsWay = isIterated || end === 'SIGNAL' ? 1 : 0 // resolved already, and its turn not come
  if (end !== 'STOP') expect(reading.items.length - (takenAtEnd ?? 0)).toBeLessThanOrEqual(onItsWay)
  expect(hub.counts()).toEqual({ subscribers: 0, topics: 0, waiting: 0, queued: 0 })
  expect(watch.counts()).toMatchObject({ watchers: 0, targets: 0 })
  expect(getEventListeners(ending.signal, 'abort')).toHaveLength(0)
  expect(world.errors).toEqual([])
  await hub.stop()
}

const idsOf = (items: readonly FeedItem[]) =>
  items.flatMap((item) =>
    'event' in item && item.event.type === 'MessageAdded' ? [item.event.message.id] : [],
  )

test('each event comes once, in order, and nothing after the end, whatever is resolved when', async () => {
  await fc.assert(fc.asyncProperty(fc.scheduler(), plans, check), { numRuns: 2000 })
})

test('nothing comes after the end, wherever the reading of the journal stands', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.array(append, { minLength: 1, maxLength: 5 }),
      fc.array(fc.boolean(), { maxLength: 2 }),
      fc.nat(6),
      async (s, told, gaps, endsAfter) => {
        const { hub, feed, viewer, run, settle, ...world } = createFeedWorld(s, {
          queue: 256,
          areRightsKnown: true,
        })
        await hub.start()
        const scope: Scope = { accounts: ['a'], conversationId: null }
        const after = feed.head(scope)
        told.forEach(run)
        await settle()
        const subscribing = feed.subscribe({ scope, after, viewer, signal: new AbortController().signal })
        await settle()
        const flow = await subscribing
        world.gaps.push(...gaps)
        const items: FeedItem[] = []
        const over = flow.into((item) => {
          items.push(item)
          return world.later('room', () => undefined)
        })
        for (let count = 0; count < endsAfter && s.count() > 0; count += 1) {
          await s.waitOne()
          await setImmediate()
        }
        flow.end()
        const taken = items.length
        await Promise.all([settle(), over])
        expect(items).toHaveLength(taken)
        await hub.stop()
      },
    ),
    { numRuns: 500 },
  )
})
