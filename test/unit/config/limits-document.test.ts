import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { limitSettings } from '../../../src/config/limit-schema.ts'
import type { Setting } from '../../../src/config/setting.ts'

const text = readFileSync(new URL('../../../docs/limits.md', import.meta.url), 'utf8')
const settings = Object.values<Setting>(limitSettings).map((setting) => [setting.name, setting] as const)

describe('docs/limits.md', () => {
  test.each(settings)('has %s with its default', (name, setting) => {
    const line = text.split('\n').find((each) => each.includes(`\`${name}`)) ?? ''
    expect(line).not.toBe('')
    const { default: preset, productionDefault = preset } = setting
    if (typeof preset === 'number') expect(line).toMatch(`| \`${name}\` | ${productionDefault}`)
    if (productionDefault !== preset) expect(text).toMatch(new RegExp(`\\| .* \\|.*${name}\` \\|$`, 'm'))
  })
})
