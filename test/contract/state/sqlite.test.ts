import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { StateUnavailableError } from '../../../src/domain/errors.ts'
import { createSqliteState } from '../../../src/state/sqlite.ts'
import { until } from '../../support/until.ts'
import { startProcess } from './child.ts'
import { startFollower } from './follow.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-state-'))
  file = join(folder, 'new', 'state.db')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const open = (path = file) => createSqliteState({ file: path }, { now: Date.now, randomId: randomUUID })

const hasAll = (all: readonly unknown[], some: readonly unknown[]): boolean => {
  const known = new Set(all)
  return some.every((each) => known.has(each))
}

describe('processes on one SQLite file', () => {
  test('see each other’s events while they come, and lose none that was acknowledged when they are killed', async () => {
    const state = open()
    const start = await state.journal.head('a')
    const follower = startFollower(state.journal, ['a'])
    await follower.started()
    const writers = ['x', 'y'].map((name) => startProcess('append', file, name))
    await until(() => writers.every(({ lines }) => lines.length >= 100), 15_000)
    await Promise.all(writers.map((writer) => writer.kill()))

    const acknowledged = writers.flatMap(({ lines }) => lines)
    await until(() => hasAll(follower.events(), acknowledged))
    for (const [index, name] of ['x', 'y'].entries()) {
      const page = await state.journal.read('a', { conversationId: name, after: start, limit: 1000 })
      const kept = 'gap' in page ? [] : page.entries.map(({ event }) => event)
      expect(kept.slice(0, 100)).toEqual(writers[index]?.lines.slice(0, 100))
    }
    await follower.stop()
    await state.close()
  })

  test('are free to end once the state is closed', async () => {
    for (const task of ['close', 'follow'] as const) {
      const child = startProcess(task, file, task)
      expect(await child.ended()).toBe(0)
      expect(child.lines.at(-1)).toBe('closed')
    }
  })

  test('that write for too long make a call fail, and not the next', async () => {
    const state = open()
    const other = new DatabaseSync(file)
    other.exec('BEGIN IMMEDIATE')
    const append = () => state.journal.append('a', { conversationId: null, event: 1 })
    await expect(append()).rejects.toThrow(StateUnavailableError)
    expect(await state.ready()).toBe(true)
    other.exec('ROLLBACK')
    other.close()
    expect(await append()).toHaveProperty('cursor')
    await state.close()
  })
})

describe('a state on SQLite', () => {
  test('is there again after it was closed', async () => {
    const first = open()
    const cursor = await first.journal.head('a')
    await first.journal.append('a', { conversationId: 'c1', event: 1 })
    await first.ledger.claim('a', 'k', { fingerprint: 'f', owner: 'o1', leaseMs: 60_000 })
    await first.close()
    const second = open()
    expect(await second.journal.read('a', { after: cursor, limit: 1 })).toMatchObject({
      entries: [{ event: 1 }],
    })
    expect(await second.ledger.claim('a', 'k', { fingerprint: 'f', owner: 'o2', leaseMs: 1 })).toMatchObject({
      state: 'PENDING',
    })
    await second.close()
  })

  test('rejects with its error when it is closed', async () => {
    const state = open(':memory:')
    expect(await state.ready()).toBe(true)
    await state.close()
    expect(await state.ready()).toBe(false)
    await expect(state.journal.head('a')).rejects.toThrow(StateUnavailableError)
    await expect(state.journal.append('a', { conversationId: null, event: 1 })).rejects.toThrow(
      StateUnavailableError,
    )
    await expect(state.ledger.claim('a', 'k', { fingerprint: 'f', owner: 'o', leaseMs: 1 })).rejects.toThrow(
      StateUnavailableError,
    )
    await expect(state.cache.get('a', 'k')).rejects.toThrow(StateUnavailableError)
    await state.close()
  })

  test('refuses a file that is no database, another program’s, or of another version', async () => {
    const text = join(folder, 'text')
    writeFileSync(text, 'a text that is long enough not to be taken for an empty database '.repeat(20))
    expect(() => open(text)).toThrow('is not an SQLite database')

    const foreign = join(folder, 'foreign')
    const db = new DatabaseSync(foreign)
    db.exec('CREATE TABLE theirs (id)')
    expect(() => open(foreign)).toThrow('is a database of something else')
    db.close()

    await open().close()
    const later = new DatabaseSync(file)
    later.exec('PRAGMA user_version = 99')
    later.close()
    expect(() => open()).toThrow('schema 99')
  })
})
