import { expect, test, vi } from 'vitest'
import { UpstreamOverloadedError } from '../../../src/domain/errors.ts'
import { createQuestions, type QuestionLimits } from '../../../src/live/questions.ts'
import { viewerOf } from '../../support/live.ts'

/** An upstream that is asked for all conversations of one tick at once, and answers when it is told to. */
const world = (questionLimits: Partial<QuestionLimits> = {}, isRefused: () => boolean = () => false) => {
  const batches: { readonly by: string; readonly ids: string[]; answer(): void }[] = []
  const ask = createQuestions({
    now: Date.now,
    random: () => 0,
    pause: async () => undefined,
    questionLimits,
  })
  const viewer = (key: string) => {
    let open: { ids: string[]; answered: PromiseWithResolvers<void> } | undefined
    return viewerOf(key, {
      maySee: async (_account, asked) => {
        const id = String(asked)
        if (!open) {
          const batch = { ids: [] as string[], answered: Promise.withResolvers<void>() }
          open = batch
          queueMicrotask(() => (open = undefined))
          batches.push({ by: key, ids: batch.ids, answer: () => batch.answered.resolve() })
        }
        open.ids.push(id)
        await open.answered.promise
        if (isRefused()) throw new UpstreamOverloadedError('full')
        return !id.startsWith('foreign')
      },
    })
  }
  const answerAll = async () => {
    for (let done = 0; ; ) {
      await new Promise(setImmediate)
      if (done === batches.length) return
      while (done < batches.length) batches[done++]?.answer()
    }
  }
  return { ask, viewer, batches, answerAll }
}
const ids = (count: number) => Array.from({ length: count }, (_, index) => `c${index}`)

test('2,000 questions of one viewer are 80 batches of 25, a few at a time, and all are answered', async () => {
  const { ask, viewer, batches, answerAll } = world({ concurrency: 6 })
  // a viewer for each connection, of one credential
  const answers = Promise.all(ids(2_000).map((id) => ask(viewer('v'), 'a', id)))
  await new Promise(setImmediate)
  await new Promise(setImmediate)
  expect(batches).toHaveLength(6)
  await answerAll()
  expect((await answers).every(Boolean)).toBe(true)
  expect(batches).toHaveLength(80)
  expect(batches.flatMap((batch) => batch.ids)).toEqual(ids(2_000))
})

test('each gets its own answer', async () => {
  const { ask, viewer, answerAll } = world()
  const asked = ['c1', 'foreign', 'c2'].map((id) => ask(viewer('v'), 'a', id))
  await answerAll()
  expect(await Promise.all(asked)).toEqual([true, false, true])
})

test('viewers take turns: one with thousands of questions does not hold up the others', async () => {
  const { ask, viewer, batches, answerAll } = world({ concurrency: 1, perBatch: 10 })
  const many = ids(100).map((id) => ask(viewer('many'), 'a', id))
  const few = ['b', 'c'].map((key) => ask(viewer(key), 'a', 'c1'))
  await answerAll()
  await Promise.all([...many, ...few])
  expect(batches.slice(0, 4).map(({ by }) => by)).toEqual(['many', 'b', 'c', 'many'])
})

test('accounts do not wait for one another', async () => {
  const { ask, viewer, batches } = world({ concurrency: 1 })
  for (const account of ['a', 'b']) void ask(viewer('v'), account, 'c1')
  await new Promise(setImmediate)
  await new Promise(setImmediate)
  expect(batches).toHaveLength(2)
})

test('a batch that the account has no place for is asked again', async () => {
  let refusals = 2
  const { ask, viewer, batches, answerAll } = world({}, () => refusals-- > 0)
  const answer = ask(viewer('v'), 'a', 'c1')
  await answerAll()
  await answerAll()
  await answerAll()
  expect(await answer).toBe(true)
  expect(batches).toHaveLength(3)
})

test('whoever waited too long for a turn is told when to come back, and is not asked for any more', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: 1_000 })
  try {
    const { ask, viewer, batches, answerAll } = world({ concurrency: 1, patience: 5_000 })
    const first = ask(viewer('first'), 'a', 'c1')
    const second = ask(viewer('second'), 'a', 'c2').catch((error: unknown) => error)
    await new Promise(setImmediate)
    vi.advanceTimersByTime(5_000)
    const refusal = await second
    expect(refusal).toBeInstanceOf(UpstreamOverloadedError)
    expect((refusal as UpstreamOverloadedError).retryAt).toBe(6_500)
    await answerAll()
    expect(await first).toBe(true)
    expect(batches.map(({ by }) => by)).toEqual(['first'])
  } finally {
    vi.useRealTimers()
  }
})
