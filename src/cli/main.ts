/** The command line. `bin/parley.js` has made sure of Node's version before this file is read. */
import { parseArgs } from 'node:util'

const commands = {
  serve: async () => (await import('./commands/serve.ts')).serve(),
  sandbox: async () => (await import('./commands/sandbox.ts')).sandbox(),
  schema: async () => (await import('./commands/schema.ts')).schema(),
  help: async (complaint?: string) => (await import('./commands/help.ts')).help(complaint),
  version: async () => (await import('./commands/version.ts')).version(),
}

const options = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'v' },
  url: { type: 'string' },
} as const

const webhooks = async (action?: string, account?: string, url?: string) =>
  (await import('./commands/webhooks.ts')).webhooks({ action, account, url })

type Request = { readonly run: () => number | Promise<number> } | { readonly complaint: string }

/** What the arguments ask for, or what is wrong with them: without their values, one may be a secret. */
const read = (args: string[]): Request => {
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
    const [command = 'help', ...rest] = values.help ? ['help'] : values.version ? ['version'] : positionals
    if (command === 'webhooks' && rest.length <= 2) {
      return { run: () => webhooks(rest[0], rest[1], values.url) }
    }
    if (command !== 'webhooks' && !Object.hasOwn(commands, command)) {
      return { complaint: `There is no command "${command.split('=')[0]}".` }
    }
    if (rest.length > 0 || values.url !== undefined) {
      return { complaint: `parley ${command} takes no further arguments.` }
    }
    return { run: commands[command as keyof typeof commands] }
  } catch (error) {
    return { complaint: `${String(error instanceof Error ? error.message : error).split('. ')[0]}.` }
  }
}

const request = read(process.argv.slice(2))
process.exitCode = await ('run' in request ? request.run() : commands.help(request.complaint))
// Whatever is still open belongs to something that has been stopped: it may not keep the process.
setTimeout(() => process.exit(), 500).unref()
