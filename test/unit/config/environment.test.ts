import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { environment } from '../../../src/config/environment.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('the variables of .env are there, and those of the process win', () => {
  const [taken = ''] = Object.keys(process.env)
  writeFileSync(join(folder, '.env'), `# a remark\nPARLEY_ONLY_IN_FILE="4001"\n${taken}=from-the-file\n`)
  const env = environment(folder)
  expect(env.PARLEY_ONLY_IN_FILE).toBe('4001')
  expect(env[taken]).toBe(process.env[taken])
})

test('without .env, or with a folder of that name, there are the variables of the process', () => {
  expect(environment(folder)).toEqual({ ...process.env })
  mkdirSync(join(folder, '.env'))
  expect(environment(folder)).toEqual({ ...process.env })
})
