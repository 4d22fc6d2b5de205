/** Programs that some tests drive and npm does not bring. */
import { execFile } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

const tools = {
  chromium: {
    setting: 'CHROME_PATH',
    commands: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
    debianPackage: 'chromium',
  },
  'redis-server': {
    setting: 'REDIS_SERVER_PATH',
    commands: ['redis-server'],
    debianPackage: 'redis-server',
  },
} as const

export type Tool = keyof typeof tools

export interface ToolDeps {
  readonly env: Readonly<Record<string, string | undefined>>
  isExecutable(path: string): boolean
  /** Rejects when the command fails. */
  run(command: string, args: readonly string[]): Promise<unknown>
  /** Whether packages can be installed without asking anybody: root on Debian. */
  canInstall(): boolean
  warn(reason: string): void
}

/**
 * The path of the program: what its variable names, else the first on PATH, else, as root on Debian, what
 * `apt-get install` brings. Null, after a loud reason, when there is none; where `CI` is true that is an error.
 * An installation takes minutes: give the hook that waits for it a timeout of its own.
 */
export const findTool = async (tool: Tool, deps: ToolDeps = realDeps): Promise<string | null> => {
  const { setting, commands, debianPackage } = tools[tool]
  const { env, isExecutable } = deps
  const named = env[setting]
  if (named) {
    if (isExecutable(named)) return named
    throw new Error(`${setting} names no program that can be run.`)
  }
  const onPath = () =>
    (env.PATH ?? '')
      .split(delimiter)
      .flatMap((folder) => commands.map((command) => join(folder, command)))
      .find(isExecutable)

  const path = onPath()
  if (path) return path
  const failure = deps.canInstall()
    ? await install(debianPackage, deps)
    : 'only root on Debian may install it'
  const installed = onPath()
  if (installed) return installed

  const reason = `There is no ${tool}: neither ${setting} nor PATH leads to one, and ${failure}.`
  if (env.CI === 'true') throw new Error(reason)
  deps.warn(`${reason} The tests that need it are skipped.`)
  return null
}

/** Why the package could not be installed; when it could, why that did not help. */
const install = async (debianPackage: string, { run }: ToolDeps): Promise<string> => {
  // Test files run side by side: all but one wait for the lock, and then find the package there.
  const apt = (...args: string[]) => run('apt-get', ['-o', 'DPkg::Lock::Timeout=300', '-y', ...args])
  try {
    await apt('install', '--no-install-recommends', debianPackage).catch(async () => {
      await apt('update')
      await apt('install', '--no-install-recommends', debianPackage)
    })
    return `the package ${debianPackage} does not hold it`
  } catch {
    return `apt-get cannot install ${debianPackage}`
  }
}

const isExecutable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

const realDeps: ToolDeps = {
  env: process.env,
  isExecutable,
  run: (command, args) =>
    promisify(execFile)(command, args, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } }),
  canInstall: () => process.getuid?.() === 0 && isExecutable('/usr/bin/apt-get'),
  warn: (reason) => console.warn(`\n!!! ${reason}\n`),
}
