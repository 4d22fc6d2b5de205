import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeDataFolder } from '../../../src/cli/data-folder.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('a data folder is made with those above it, and may be there already', () => {
  const deep = join(folder, 'a/b/c')
  makeDataFolder(deep)
  expect(existsSync(deep)).toBe(true)
  expect(() => makeDataFolder(deep)).not.toThrow()
})

test('a file is no data folder, nor is anything below it', () => {
  const file = join(folder, 'file')
  writeFileSync(file, '')
  expect(() => makeDataFolder(file)).toThrow()
  expect(() => makeDataFolder(join(file, 'data'))).toThrow()
})

test.runIf(existsSync('/proc/self'))('where the system takes no folders, making one ends', () => {
  expect(() => makeDataFolder('/proc/parley/data')).toThrow()
})
