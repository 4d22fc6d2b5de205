/** The command line. `bin/parley.js` has made sure of Node's version before this file is read. */
import { parseArgs } from 'node:util'
import type { CommandName } from './commands/help.ts'

const options = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
  url: { type: 'string' },
  json: { type: 'boolean' },
} as const

interface Given {
  readonly words: readonly string[]
  readonly url?: string
  readonly json?: boolean
}

interface Command {
  /** How many words may follow it. Default 0. */
  readonly words?: number
  readonly option?: 'url' | 'json'
  run(given: Given): Promise<number>
}

const commands: Readonly<Record<CommandName, Command>> = {
  serve: { run: async () => (await import('./commands/serve.ts')).serve() },
  sandbox: { run: async () => (await import('./commands/sandbox.ts')).sandbox() },
  doctor: {
    option: 'json',
    run: async ({ json = false }) => (await import('./commands/doctor.ts')).doctor({ json }),
  },
  webhooks: {
    words: 2,
    option: 'url',
    run: async ({ words: [action, account], url }) =>
      (await import('./commands/webhooks.ts')).webhooks({ action, account, url }),
  },
  schema: { run: async () => (await import('./commands/schema.ts')).schema() },
  help: { words: 1, run: ({ words: [about] }) => help(about) },
  version: { run: async () => (await import('./commands/version.ts')).version() },
}

const isCommand = (name: string | undefined): name is CommandName =>
  name !== undefined && Object.hasOwn(commands, name)

const help = async (about?: string): Promise<number> => {
  if (about !== undefined && !isCommand(about)) return complain(noCommand(about))
  return (await import('./commands/help.ts')).help(about === 'help' ? undefined : about)
}

const noCommand = (name: string): string => `There is no command "${name.split('=')[0]}".`

/** Without the values of arguments: one may be a secret. */
const complain = async (complaint: string): Promise<number> =>
  (await import('./commands/help.ts')).complain(complaint)

const run = async (args: string[]): Promise<number> => {
  const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
  const { help: wantsHelp, version: wantsVersion, ...given } = values
  const [name = wantsVersion ? 'version' : 'help', ...words] = positionals
  if (!isCommand(name)) return complain(noCommand(name))
  if (wantsHelp) return help(name)
  const { words: maxWords = 0, option, run } = commands[name]
  const isTooMuch = words.length > maxWords || Object.keys(given).some((key) => key !== option)
  return isTooMuch ? complain(`parley ${name} takes no such arguments.`) : run({ ...given, words })
}

try {
  process.exitCode = await run(process.argv.slice(2))
} catch (error) {
  const isMisuse =
    error instanceof TypeError && 'code' in error && /^ERR_PARSE_ARGS_/.test(String(error.code))
  if (!isMisuse) throw error
  process.exitCode = await complain(`${error.message.split('. ')[0]}.`)
}
