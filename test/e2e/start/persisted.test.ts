/** A file of persisted operations that were made for another schema. */
import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runParley } from '../../support/process.ts'
import { transports } from '../../support/transports.ts'

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')
const good = 'query Version { apiVersion }'
const gone = 'query Gone { apiVersoin }'
const broken = '{ apiVersion'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-persisted-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const run = async (command: string, texts: readonly string[], env: Record<string, string> = {}) => {
  const file = join(folder, 'operations.json')
  await writeFile(file, JSON.stringify(Object.fromEntries(texts.map((text) => [sha256(text), text]))))
  return runParley([command], {
    PORT: '0',
    PARLEY_SANDBOX_PORT: '0',
    PARLEY_DATA_DIR: folder,
    PARLEY_PERSISTED_OPERATIONS: file,
    ...env,
  })
}
const only = { PARLEY_PERSISTED_ONLY: 'true' }
const why = `PARLEY_PERSISTED_OPERATIONS holds ${sha256(gone)}, which cannot be served: Cannot query field "apiVersoin" on type "Query". Did you mean "apiVersion"?`

test.each(['serve', 'doctor'])(
  'where only those are served, %s tells each that cannot be, and ends with 2',
  async (command) => {
    await using parley = await run(command, [good, gone, broken], only)
    expect(await parley.exit).toBe(2)
    expect(parley.output()).toContain('2 problems')
    expect(parley.output()).toContain(why)
    expect(parley.output()).toContain(`holds ${sha256(broken)}, which cannot be served: Syntax Error`)
    expect(parley.output()).not.toContain(sha256(good))
  },
)

test('of many only the first are told, and the rest counted', async () => {
  const texts = Array.from({ length: 30 }, (_, index) => `{ gone${index} }`)
  await using parley = await run('serve', texts, only)
  expect(await parley.exit).toBe(2)
  expect(parley.output().match(/which cannot be served/g)).toHaveLength(10)
  expect(parley.output()).toContain('PARLEY_PERSISTED_OPERATIONS holds 20 more that cannot be served.')
})

test('where texts are served too, they are told, and the others can be named', async () => {
  await using parley = await run('serve', [good, gone])
  const [, url = ''] = await parley.printed(/GraphQL\s+(http:\S+)\/graphql/)
  await parley.printed(new RegExp(`Persisted\\s+${sha256(gone)} cannot be served: Cannot query field`))
  expect(parley.output()).not.toContain(sha256(good))
  expect(await transports.POST(url, { id: sha256(good) })).toMatchObject({ status: 200 })
  expect(await parley.end()).toBe(0)
})

test('a file whose operations can all be served is nothing to talk about', async () => {
  await using parley = await run('serve', [good], only)
  await parley.printed(/infobip.*up/)
  expect(parley.output()).not.toContain('cannot be served')
  expect(await parley.end()).toBe(0)
})
