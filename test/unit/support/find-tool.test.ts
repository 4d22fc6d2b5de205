import { describe, expect, test } from 'vitest'
import { findTool, type ToolDeps } from '../../support/find-tool.ts'

/** A machine with the given programs; `apt-get install` adds `installable`. */
const machine = (programs: string[], more: Partial<ToolDeps> & { installable?: string } = {}) => {
  const ran: string[] = []
  const warnings: string[] = []
  const deps: ToolDeps = {
    env: { PATH: '/usr/local/bin:/usr/bin' },
    isExecutable: (path) => programs.includes(path),
    run: async (command, args) => {
      ran.push([command, ...args].join(' '))
      if (!more.installable) throw new Error('no such package')
      programs.push(more.installable)
    },
    canInstall: () => false,
    warn: (reason) => warnings.push(reason),
    ...more,
  }
  return { deps, ran, warnings }
}

describe('a tool', () => {
  test('is what its variable names', async () => {
    const env = { CHROME_PATH: '/opt/chrome', PATH: '/usr/bin' }
    const { deps } = machine(['/opt/chrome', '/usr/bin/chromium'], { env })
    expect(await findTool('chromium', deps)).toBe('/opt/chrome')
  })

  test('is never another one than its variable names', async () => {
    const { deps } = machine(['/usr/bin/chromium'], { env: { CHROME_PATH: '/opt/none', PATH: '/usr/bin' } })
    await expect(findTool('chromium', deps)).rejects.toThrow('CHROME_PATH names no program that can be run.')
  })

  test('is the first on the path, by any of its names', async () => {
    const { deps, ran } = machine(['/usr/bin/chromium', '/usr/local/bin/google-chrome'])
    expect(await findTool('chromium', deps)).toBe('/usr/local/bin/google-chrome')
    expect(ran).toEqual([])
  })

  test('is installed by root on Debian', async () => {
    const { deps, ran } = machine([], { canInstall: () => true, installable: '/usr/bin/redis-server' })
    expect(await findTool('redis-server', deps)).toBe('/usr/bin/redis-server')
    expect(ran).toHaveLength(1)
    expect(ran[0]).toMatch(/^apt-get .*install .*redis-server$/)
  })
})

describe('a tool that cannot be had', () => {
  const reason = 'There is no chromium: neither CHROME_PATH nor PATH leads to one, and'

  test('is null, with a loud reason', async () => {
    const { deps, ran, warnings } = machine([])
    expect(await findTool('chromium', deps)).toBeNull()
    expect(ran).toEqual([])
    expect(warnings).toEqual([
      `${reason} only root on Debian may install it. The tests that need it are skipped.`,
    ])
  })

  test('is looked for in fresh package lists before it is given up', async () => {
    const { deps, ran, warnings } = machine([], { canInstall: () => true })
    expect(await findTool('chromium', deps)).toBeNull()
    expect(ran.map((line) => line.split(' ')[4])).toEqual(['install', 'update'])
    expect(warnings[0]).toContain(`${reason} apt-get cannot install chromium.`)
  })

  test('is an error in CI, where nothing may be skipped', async () => {
    const { deps } = machine([], { env: { CI: 'true', PATH: '/usr/bin' } })
    await expect(findTool('chromium', deps)).rejects.toThrow(reason)
  })
})
