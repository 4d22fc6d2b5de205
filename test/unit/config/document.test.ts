import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { describe, expect, test } from 'vitest'
import { envExample, settingsHelp } from '../../../src/config/document.ts'
import { identitySettings } from '../../../src/config/identity-schema.ts'
import { loadConfig } from '../../../src/config/load.ts'
import { accountSettings, type Setting, settings } from '../../../src/config/schema.ts'
import { tokenSecret } from '../../support/token.ts'

const inFile = readFileSync(new URL('../../../.env.example', import.meta.url), 'utf8')
const groups: Record<string, Setting>[] = [settings, ...Object.values(accountSettings)]
const entries = groups.flatMap((group) => Object.values(group))

describe('.env.example', () => {
  test('is what `node scripts/env-example.ts` writes', () => {
    expect(inFile).toBe(envExample())
  })

  test('changes nothing until a line is taken out of its comment', () => {
    expect(parseEnv(inFile)).toEqual({})
  })

  test('has a valid example for every setting', () => {
    const env = { ...parseEnv(inFile.replace(/^#(?=[A-Z])/gm, '')), PARLEY_JWT_SECRET: tokenSecret }
    expect(Object.keys(env)).toEqual(expect.arrayContaining(entries.map(({ name }) => name)))
    const { config, problems } = loadConfig({ env, readFile: () => '{}' })
    expect(problems).toBeUndefined()
    expect(config?.accounts.map(({ name }) => name)).toEqual(Object.keys(accountSettings))
  })
})

test('the example of a token secret is refused, so that nobody goes into production with it', () => {
  const env = { PARLEY_JWT_SECRET: identitySettings.jwtSecrets.example }
  expect(loadConfig({ env }).problems?.map(({ wrong }) => wrong)).toEqual(['looks like a placeholder'])
})

describe('the help', () => {
  test('has every setting with its description', () => {
    const lines = settingsHelp().split('\n')
    for (const { name, description } of entries) {
      const line = lines.find((each) => each.startsWith(`  ${name} `))
      expect(
        line
          ?.slice(name.length + 2)
          .trimStart()
          .startsWith(description),
      ).toBe(true)
    }
  })

  test('begins every description in one column', () => {
    const columns = settingsHelp()
      .split('\n')
      .filter((line) => line.startsWith('  '))
      .map((line) => line.search(/(?<= {2}\S+ +)\S/))
    expect(new Set(columns).size).toBe(1)
  })

  test('tells where production has another default', () => {
    expect(settingsHelp()).toContain('Default: http://localhost:*,http://127.0.0.1:*; in production: none.')
  })
})

test('a secret has no default', () => {
  for (const entry of entries.filter(({ secret }) => secret)) expect(entry).not.toHaveProperty('default')
})
