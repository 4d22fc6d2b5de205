import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'

const repository = fileURLToPath(new URL('../../..', import.meta.url))
const vitest = join(repository, 'node_modules/vitest/vitest.mjs')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'parley-'))
  mkdirSync(join(folder, 'test/unit'), { recursive: true })
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'))
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Runs test files by this repository's configuration; gives what the reporter wrote, and the exit code. */
const run = (files: Record<string, string>) => {
  for (const [name, text] of Object.entries(files)) {
    const head = "import { beforeAll, describe, expect, test } from 'vitest'\n"
    writeFileSync(join(folder, 'test/unit', name), head + text)
  }
  const counts = join(folder, 'counts')
  const config = join(repository, 'vitest.config.ts')
  const args = [vitest, 'run', '--root', folder, '--config', config, '--project', 'unit']
  const env = { ...process.env, TEST_COUNTS: counts }
  return new Promise<{ counts: string; code: unknown }>((done) => {
    execFile(process.execPath, args, { env }, (error) =>
      done({ counts: readFileSync(counts, 'utf8'), code: error?.code ?? 0 }),
    )
  })
}

test('the tests that passed are counted, those that were skipped are not', async () => {
  const text = "test('a', () => {})\ntest('b', () => {})\ntest.skip('c', () => {})"
  expect(await run({ 'a.test.ts': text })).toEqual({ counts: '2 passed, 0 failed\n', code: 0 })
})

test('a failed test, a broken suite, a broken file and an uncaught error are failures', async () => {
  const files = {
    'failed.test.ts': "test('a', () => expect(1).toBe(2))\ntest('b', () => {})",
    'suite.test.ts':
      "describe('s', () => {\n beforeAll(() => { throw new Error('no') })\n test('a', () => {})\n})",
    'file.test.ts': "throw new Error('no')",
    'uncaught.test.ts': "test('a', async () => { void Promise.reject(new Error('no')) })",
  }
  expect(await run(files)).toEqual({ counts: '2 passed, 4 failed\n', code: 1 })
})
