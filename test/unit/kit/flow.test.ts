import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Flow, type Sink } from '../../../src/kit/flow.ts'

/** Gives what it is told to. */
class Source extends Flow<number> {
  readonly #over = Promise.withResolvers<void>()
  ended = 0
  sink: Sink<number> = () => {
    throw new Error('It has not begun.')
  }
  into(sink: Sink<number>): Promise<void> {
    this.sink = sink
    return this.#over.promise
  }
  end(): void {
    this.ended += 1
    this.#over.resolve()
  }
  fail(error: unknown): void {
    this.#over.reject(error)
  }
}

const noted = () => {
  const values: unknown[] = []
  const note = (value: unknown) => {
    values.push(value)
  }
  return { values, note }
}

describe('a mapped flow', () => {
  test('changes values, at once where it can, and leaves out those that become undefined', async () => {
    const source = new Source()
    const { values, note } = noted()
    const over = source
      .map((value) => (value % 2 === 1 ? value * 10 : undefined))
      .map<unknown>((value) => (value > 10 ? Promise.resolve(`late ${value}`) : value))
      .into(note)
    expect(source.sink(1)).toBeUndefined()
    expect(source.sink(2)).toBeUndefined()
    expect(values).toEqual([10])
    await source.sink(3)
    expect(values).toEqual([10, 'late 30'])
    source.end()
    await over
  })

  test('has no room as long as its sink has none', async () => {
    const source = new Source()
    const room = Promise.withResolvers<void>()
    source.map((value) => value).into(() => room.promise)
    let hasRoom = false
    const pushed = Promise.resolve(source.sink(1)).then(() => {
      hasRoom = true
    })
    await Promise.resolve()
    expect(hasRoom).toBe(false)
    room.resolve()
    await pushed
  })

  test('gives nothing once it was ended, not even what was being changed, and ends its source', async () => {
    const source = new Source()
    const change = Promise.withResolvers<number>()
    const { values, note } = noted()
    const flow = source.map(() => change.promise)
    const over = flow.into(note)
    const pushed = source.sink(1)
    flow.end()
    change.resolve(1)
    await pushed
    await over
    expect([values, source.ended]).toEqual([[], 1])
  })

  test('passes a failure on, or gives what it becomes as the last value', async () => {
    const failing = new Source()
    const passed = failing.map((value) => value).into(() => {})
    failing.fail(new Error('broken'))
    await expect(passed).rejects.toThrow('broken')

    const other = new Source()
    const { values, note } = noted()
    const over = other.map<unknown>((value) => value, { onError: String }).into(note)
    other.sink(1)
    other.fail(new Error('broken'))
    await over
    expect(values).toEqual([1, 'Error: broken'])
  })

  test('may fail where its source ends by itself', async () => {
    const source = new Source()
    const { values, note } = noted()
    const refuse = () => {
      throw new Error('expired')
    }
    const over = source
      .map((value) => value, { onEnd: refuse })
      .map<unknown>((value) => value, { onError: String })
      .into(note)
    source.end()
    await over
    expect(values).toEqual(['Error: expired'])
  })

  test('tells once how it was over', async () => {
    const told: string[] = []
    const onOver = (name: string) => ({ onOver: (end: string) => told.push(`${name} ${end}`) })
    const sources = [new Source(), new Source(), new Source()] as const
    const [done, failed, left] = sources
    const flows = ['done', 'failed', 'left'].map((name, index) =>
      (sources[index] as Source).map((value) => value, onOver(name)),
    )
    const over = Promise.allSettled(flows.map((flow) => flow.into(() => {})))
    done.end()
    failed.fail(new Error('broken'))
    flows[2]?.end()
    left.fail(new Error('too late'))
    await over
    for (const flow of flows) flow.end()
    expect(told.sort()).toEqual(['done DONE', 'failed FAILED', 'left LEFT'])
  })
})

describe('the iterator of a flow', () => {
  test('begins when it is first asked, and has room for as many as it is asked for', async () => {
    const source = new Source()
    const iterator = source[Symbol.asyncIterator]()
    expect(() => source.sink(1)).toThrow('not begun')
    const [one, two] = [iterator.next(), iterator.next()]
    expect(source.sink(1)).toBeUndefined()
    const room = source.sink(2)
    expect(room).toBeInstanceOf(Promise)
    expect(await Promise.all([one, two])).toEqual([
      { done: false, value: 1 },
      { done: false, value: 2 },
    ])
    const three = iterator.next()
    await room
    source.sink(3)
    expect((await three).value).toBe(3)
  })

  test('keeps what comes when nobody asks, and then says how it was over', async () => {
    const source = new Source()
    const iterator = source[Symbol.asyncIterator]()
    const first = iterator.next()
    source.sink(1)
    source.sink(2)
    source.fail(new Error('broken'))
    await first
    expect(await iterator.next()).toEqual({ done: false, value: 2 })
    await expect(iterator.next()).rejects.toThrow('broken')
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
  })

  test('fails whoever asked first, and is over for the others', async () => {
    const source = new Source()
    const iterator = source[Symbol.asyncIterator]()
    const asked = [iterator.next(), iterator.next()]
    source.fail(new Error('broken'))
    expect((await Promise.allSettled(asked)).map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
    expect(await asked[1]).toEqual({ done: true, value: undefined })
  })

  test('gives nothing that had come once nobody wants it any more', async () => {
    const source = new Source()
    const iterator = source[Symbol.asyncIterator]()
    const first = iterator.next()
    for (const value of [1, 2, 3]) source.sink(value)
    await first
    source.fail(new Error('too late'))
    await iterator.return?.()
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
  })

  test('can be ended while a value is being waited for', async () => {
    const source = new Source()
    const iterator = source.map((value) => value)[Symbol.asyncIterator]()
    const pending = iterator.next()
    await iterator.return?.()
    expect(await pending).toEqual({ done: true, value: undefined })
    expect(await iterator.next()).toEqual({ done: true, value: undefined })
    expect(source.ended).toBe(1)
  })
})

/** Everything that can happen has happened. */
const settle = async (s: fc.Scheduler) => {
  for (let quiet = 0; quiet < 3; quiet += 1) {
    if (s.count() > 0) quiet = 0
    await s.waitAll()
    await setImmediate()
  }
}

describe('a chain of flows whose source ends with a reason', () => {
  const ways = fc.record({
    isLate: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
    endsBefore: fc.nat(6),
    fails: fc.boolean(),
    isIterated: fc.boolean(),
  })

  test('gives its values in order, then the reason once, and nothing more', async () => {
    const property = fc.asyncProperty(
      fc.scheduler(),
      ways,
      async (s, { isLate, endsBefore, fails, isIterated }) => {
        const source = new Source()
        const told: string[] = []
        const later = <T>(value: T) => s.schedule(Promise.resolve(value))
        const refuse = () => {
          throw new Error('expired')
        }
        const flow = source
          .map((value) => value, { onEnd: refuse, onOver: () => told.push('credential') })
          .map((value) => value)
          .map<unknown>((value) => (isLate[value] ? later(value) : value), { onError: String })
          .map((value) => value, { onOver: (end) => told.push(end) })
        const seen: unknown[] = []
        const read = async () => {
          if (!isIterated)
            return flow.into((value) => (seen.push(value) % 2 === 0 ? later(undefined) : undefined))
          for await (const value of flow) {
            seen.push(value)
            await later(undefined)
          }
        }
        const over = read()
        const end = () => (fails ? source.fail(new Error('expired')) : source.end())
        const push = async () => {
          for (const value of [0, 1, 2, 3, 4, 5]) {
            if (value === endsBefore) await later(undefined).then(end)
            await source.sink(value)
          }
        }
        push()
        await settle(s)
        if (endsBefore === 6) end()
        await settle(s)
        await over
        const values = [0, 1, 2, 3, 4, 5].slice(0, seen.length - 1)
        expect(seen).toEqual([...values, 'Error: expired'])
        expect(values.length).toBeLessThanOrEqual(endsBefore)
        expect(told.sort()).toEqual(['DONE', 'credential'])
      },
    )
    await fc.assert(property, { numRuns: 500 })
  })
})
