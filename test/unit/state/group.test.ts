import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { StateUnavailableError } from '../../../src/domain/errors.ts'
import { createGroup } from '../../../src/state/sqlite/group.ts'

/** A database of one list: what a transaction pushed is there once it is committed. */
const fakeDb = () => {
  const committed: string[] = []
  let draft: string[] = []
  let transactions = 0
  let isAway = false
  return {
    committed,
    transactions: () => transactions,
    goAway: () => {
      isAway = true
    },
    push: (text: string) => void draft.push(text),
    write: <T>(_survives: 'PROCESS' | 'POWER', work: () => T): T => {
      transactions += 1
      draft = []
      if (isAway) throw new StateUnavailableError('The state store is not available.')
      const result = work()
      committed.push(...draft)
      return result
    },
  }
}

describe('What is written in one turn of the event loop', () => {
  it('is one transaction, in order, and whoever asked is told after it', async () => {
    const db = fakeDb()
    const group = createGroup(db)
    const told: string[] = []
    const writes = ['one', 'two', 'three'].map(async (text) => {
      const result = await group.write(() => {
        db.push(text)
        return text.length
      })
      told.push(`${text} ${result}, of ${db.committed.length}`)
    })
    expect(db.transactions()).toBe(0)
    await Promise.all(writes)
    expect(db.transactions()).toBe(1)
    expect(db.committed).toEqual(['one', 'two', 'three'])
    expect(told).toEqual(['one 3, of 3', 'two 3, of 3', 'three 5, of 3'])
  })

  it('fails alone where one piece of it fails, and the rest is written once', async () => {
    const db = fakeDb()
    const group = createGroup(db)
    const bug = new Error('a bug')
    const results = await Promise.allSettled([
      group.write(() => db.push('one')),
      group.write(() => {
        throw bug
      }),
      group.write(() => db.push('three')),
    ])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(results[1]).toMatchObject({ reason: bug })
    expect(db.committed).toEqual(['one', 'three'])
  })

  it('is refused in one go while the store is away', async () => {
    const db = fakeDb()
    const group = createGroup(db)
    db.goAway()
    const results = await Promise.allSettled(
      ['one', 'two', 'three'].map((text) => group.write(() => db.push(text))),
    )
    expect(
      results.every((each) => each.status === 'rejected' && each.reason instanceof StateUnavailableError),
    ).toBe(true)
    expect(db.transactions()).toBe(1)
  })

  it('is written at once when the store is closed', async () => {
    const db = fakeDb()
    const group = createGroup(db)
    const written = group.write(() => db.push('one'))
    group.flush()
    expect(db.committed).toEqual(['one'])
    await written
    await setImmediate()
    expect(db.transactions()).toBe(1)
  })
})
