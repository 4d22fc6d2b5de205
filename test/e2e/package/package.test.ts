import { symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createClient } from '../../support/client.ts'
import { AccountsDocument } from '../../support/gql/graphql.ts'
import { type InstalledPackage, installPackage } from '../../support/package.ts'
import { runProgram } from '../../support/process.ts'

const modules = fileURLToPath(new URL('../../../node_modules/', import.meta.url))

let parley: InstalledPackage
let bin: string
beforeAll(async () => {
  parley = await installPackage()
  bin = join(parley.folder, 'node_modules/.bin/parley')
}, 180_000)
afterAll(() => parley[Symbol.asyncDispose]())

describe('the package', () => {
  test('holds what runs and what is read, and nothing of the clone besides', () => {
    const others = parley.files.filter((file) => !/^dist\/.+\.(js|d\.ts)$/.test(file))
    expect(others).toEqual([
      '.env.example',
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'bin/parley.js',
      ...others.filter((file) => /^docs\/[a-z]+\.md$/.test(file)),
      'package.json',
      'schema.graphql',
    ])
    expect(others).toContain('docs/live.md')
    expect(parley.files).toEqual(expect.arrayContaining(['dist/index.d.ts', 'dist/client/resume.js']))
  })

  test('says its version by npx, and helps', async () => {
    expect(await parley.run('npx', ['--no', '--', 'parley', '--version'])).toMatch(/^\d+\.\d+\.\d+\n$/)
    expect(await parley.run(bin, ['--help'])).toContain('Usage: parley <command>')
    expect(await parley.run(bin, ['schema'])).toContain('type Query')
  })

  test('serves the demo', async () => {
    const env = { PORT: '0', PARLEY_SANDBOX_PORT: '0' }
    await using running = runProgram(bin, ['serve'], { cwd: parley.folder, env })
    const [, url = ''] = await running.printed(/GraphQL\s+(http:\S+\/graphql)/)
    const { accounts } = await createClient(url, {}).expectData(AccountsDocument, {})
    expect(accounts.map(({ name }) => name)).toEqual(['chatwoot', 'infobip'])
    expect(await running.end()).toBe(0)
  })

  test('gives a program its parts, with their types', async () => {
    await writeFile(
      join(parley.folder, 'program.ts'),
      `import { type App, createApp, loadConfig } from 'parley'
import { createResumingClient } from 'parley/client'

const { config, problems } = loadConfig({ env: { PORT: '0' }, cwd: import.meta.dirname })
if (!config) throw new Error(problems.map(({ where }) => where).join())
const app: App = createApp(config)
const { url } = await app.start()
createResumingClient({ url, lazy: true }).dispose()
await app.stop()
console.log(url.startsWith('http://127.0.0.1:'))
// @ts-expect-error: the types are known, so this is wrong
export const wrong: number = url
`,
    )
    await writeFile(join(parley.folder, 'package.json'), '{ "type": "module" }')
    await symlink(join(modules, '@types'), join(parley.folder, 'node_modules/@types'))
    const compilerOptions = {
      module: 'nodenext',
      target: 'es2024',
      lib: ['es2024', 'esnext.disposable'],
      types: ['node'],
      strict: true,
      skipLibCheck: true,
      noEmit: true,
    }
    await writeFile(join(parley.folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }))
    await parley.run(join(modules, '.bin/tsc'), [])
    expect(await parley.run(process.execPath, ['program.ts'])).toMatch(/true\n$/)
  })
})
