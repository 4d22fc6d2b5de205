import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { loadConfig } from '../../../src/config/load.ts'

const load = (text: string | null, env: Record<string, string> = {}) =>
  loadConfig({
    cwd: '/srv/parley',
    env: { PARLEY_PERSISTED_OPERATIONS: 'operations.json', ...env },
    readFile: (path) => {
      if (path === '/srv/parley/operations.json' && text !== null) return text
      throw Object.assign(new Error(path), { code: 'ENOENT' })
    },
  })

const query = '{ apiVersion }'
const sha256 = createHash('sha256').update(query).digest('hex')

describe('persisted operations', () => {
  test.each([
    ['of relay-compiler', { [sha256]: query, md5: query }],
    [
      'of Apollo',
      {
        format: 'apollo-persisted-query-manifest',
        version: 1,
        operations: [
          { id: sha256, name: 'A', type: 'query', body: query },
          { id: 'md5', name: 'B', type: 'query', body: query },
        ],
      },
    ],
  ])('are read from a file %s', (_, file) => {
    const { config } = load(JSON.stringify(file), { PARLEY_PERSISTED_ONLY: 'true' })
    expect(config).toMatchObject({ persistedOnly: true })
    expect(config?.persistedOperations).toEqual({ [sha256]: query, md5: query })
  })

  test.each([
    [null, 'names a file that cannot be read (ENOENT)'],
    ['{', 'names a file that is no manifest'],
    ['[]', 'names a file that is no manifest'],
    ['{ "a": 1 }', 'names a file that is no manifest'],
    [
      JSON.stringify({ [sha256]: '{ viewer }' }),
      `names a file in which ${sha256} is not the SHA-256 of its operation`,
    ],
  ])('in a file with %j are a problem', (text, wrong) => {
    expect(load(text).problems).toMatchObject([{ where: 'PARLEY_PERSISTED_OPERATIONS', wrong }])
  })

  test('are needed where only they are served', () => {
    const { problems } = loadConfig({ cwd: '/srv/parley', env: { PARLEY_PERSISTED_ONLY: 'true' } })
    expect(problems).toMatchObject([
      { where: 'PARLEY_PERSISTED_OPERATIONS', wrong: 'is missing, although PARLEY_PERSISTED_ONLY is true' },
    ])
  })
})
