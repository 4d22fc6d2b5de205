import { globSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { brokenRules } from '../support/layers.ts'

const src = new URL('../../src/', import.meta.url)
const files = globSync('**/*.ts', { cwd: src }).map((path) => ({
  path: path.replaceAll('\\', '/'),
  text: readFileSync(new URL(path, src), 'utf8'),
}))

test('the code keeps the rules of the house', () => {
  expect(files.length).toBeGreaterThan(50)
  expect(brokenRules(files)).toEqual([])
})

describe('the check sees', () => {
  const broken = (path: string, text: string) => brokenRules([{ path, text }])

  test.each([
    ['a provider under the schema', "import { a } from '../../upstream/chatwoot/client.ts'"],
    [
      'it in an import over several lines',
      "import {\n  a,\n  b,\n} from '../../upstream/chatwoot/client.ts'",
    ],
    ['it in a re-export', "export * from '../../upstream/chatwoot/client.ts'"],
    ['it in an import for its effect', "import '../../upstream/chatwoot/client.ts'"],
    ['it in an import of types', "import type { A } from '../../upstream/chatwoot/client.ts'"],
    ['it behind a comment', "/* import */ import { a } from '../../upstream/chatwoot/client.ts' // here"],
    ['it behind an export', "export type A = string\nimport { a } from '../../upstream/chatwoot/client.ts'"],
    ['it in a lazy import', "const a = await import('../../upstream/chatwoot/client.ts')"],
  ])('%s', (_what, text) => {
    expect(broken('schema/message/type.ts', text)[0]).toBe(
      'src/schema/message/type.ts imports src/upstream/chatwoot/client.ts: schema may not know upstream/chatwoot.',
    )
  })

  test.each([
    ['schema/a.ts', "import { a } from '../loaders/index.ts'", 'schema may import it only by `import type`'],
    ['cli/a.ts', "import { a } from '../sandbox/index.ts'", 'cli may import it only by'],
    ['upstream/infobip/a.ts', "import { a } from '../chatwoot/map.ts'", 'may not know upstream/chatwoot'],
    ['sandbox/a.ts', "import type { A } from '../upstream/infobip/map.ts'", 'may not know upstream/infobip'],
    ['domain/a.ts', "import { readFile } from 'node:fs'", 'imports node:fs: domain may not use it'],
    ['kit/a.ts', "import { z } from 'zod'", 'imports zod: kit may not use it'],
    ['loaders/a.ts', "import type { A } from 'graphql'", 'imports graphql: loaders may not use it'],
    ['server/a.ts', 'await import(name)', 'imports something whose name is not written out'],
    ['server/a.ts', `await import(\`./\${name}.ts\`)`, 'imports something whose name is not written out'],
    ['server/a.ts', 'const port = process.env.PORT', 'reads the environment: only config may'],
    ['server/a.ts', "const port = process['env'].PORT", 'reads the environment: only config may'],
    ['server/a.ts', "import { env } from 'node:process'", 'reads the environment: only config may'],
    ['server/a.ts', `const url = \`http://\${process.env.HOST}\``, 'reads the environment: only config may'],
    ['loaders/a.ts', 'globalThis.fetch(url)', 'calls fetch: only upstream/http may'],
    ['upstream/infobip/a.ts', 'await fetch(url)', 'calls fetch: only upstream/http may'],
    ['server/a.ts', "import { request } from 'undici'", 'imports undici: server may not use it'],
    ['kit/a.ts', 'export default 1', 'has a default export'],
    ['kit/a.ts', 'export { a as default }', 'has a default export'],
    ['loaders/a.ts', "if (provider === 'CHATWOOT') skip()", 'says CHATWOOT: loaders may not know a provider'],
    ['server/a.ts', 'const infobipKey = key', 'says infobipKey: server may not know a provider'],
    ['schema/a.ts', "if (provider === 'infobip') skip()", 'says infobip: schema may not know a provider'],
    ['schema/utils/a.ts', '', 'stands in a folder that says nothing'],
    ['plugins/a.ts', '', 'stands in no room'],
  ])('what is wrong in %s: %s', (path, text, sentence) => {
    expect(broken(path, text)).toEqual([expect.stringContaining(sentence)])
  })

  test('a file of more than 300 lines', () => {
    expect(broken('kit/a.ts', 'a()\n'.repeat(300))).toEqual([])
    expect(broken('kit/a.ts', 'a()\n'.repeat(301))).toEqual(['src/kit/a.ts has more than 300 lines.'])
  })

  test('a cycle, through types too', () => {
    const tree = [
      { path: 'kit/a.ts', text: "import { b } from './b.ts'" },
      { path: 'kit/b.ts', text: "import { c } from './c.ts'" },
      { path: 'kit/c.ts', text: "import type { B } from './b.ts'" },
    ]
    expect(brokenRules(tree)).toEqual(['src/kit/b.ts imports src/kit/c.ts imports src/kit/b.ts: a cycle.'])
  })

  test.each([
    ['schema/a.ts', "import type { Loaders } from '../loaders/index.ts'"],
    ['schema/a.ts', "values: { CHATWOOT: { description: 'Chatwoot, hosted or not.' } }"],
    ['server/a.ts', '// chatwoot\nconst example = \'chatwoot="Bearer …", infobip="App …"\''],
    ['server/a.ts', '/** Uses process.env and fetch(url). */\nyoga.fetch(request)'],
    ['loaders/a.ts', 'const load = ({ fetch }: Batch) => fetch(keys)'],
    ['sandbox/a.ts', "import type { A } from '../upstream/infobip/wire.ts'"],
    ['cli/a.ts', "const { start } = await import('../sandbox/index.ts')"],
    ['upstream/http/a.ts', "import { Pool } from 'undici'\nexport const a = /['\"`]\\/\\/x/\nfetch(b)"],
    ['config/a.ts', 'export const environment = () => process.env'],
    ['app/a.ts', "import { a } from '../upstream/registry.ts'"],
  ])('nothing wrong in %s: %s', (path, text) => {
    expect(broken(path, text)).toEqual([])
  })
})
