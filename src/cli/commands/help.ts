import { settingsHelp } from '../../config/document.ts'

/** What each command does, by name, with what may follow it. */
const commands = {
  serve: ['', 'Serves the API; with no account configured, over a sandbox with demo data.'],
  sandbox: ['', 'Serves the sandbox alone: a REST server that answers as Chatwoot and Infobip do.'],
  doctor: [
    '[--json]',
    'Looks whether everything that is configured can be reached and used, and says what to do where it cannot.',
    'Ends with 0 when nothing keeps Parley from working, with 1 when something does.',
  ],
  webhooks: [
    'register|list|remove <account> [--url <address>]',
    'Has an upstream post what happens to Parley at that public address; default: PARLEY_PUBLIC_URL.',
    'Without webhooks, some events take up to a minute.',
  ],
  schema: ['', 'Prints the GraphQL schema.'],
  help: ['', 'Prints this text (also --help, -h); after one of the commands above, what is said of it.'],
  version: ['', 'Prints the version (also --version, -v).'],
} satisfies Record<string, readonly [args: string, ...sentences: string[]]>

export type CommandName = keyof typeof commands

const entry = (name: CommandName): string => {
  const [args, ...sentences] = commands[name]
  return [`  ${`${name} ${args}`.trim()}`, ...sentences.map((sentence) => `      ${sentence}`)].join('\n')
}

/** Everything; with `about`, only what is said of that command. */
export const help = (about?: CommandName): number => {
  if (about !== undefined) {
    console.log(`Usage: parley\n${entry(about)}\n\n\`parley --help\` lists the settings.`)
    return 0
  }
  const names = Object.keys(commands) as CommandName[]
  console.log(
    [
      'Parley: one GraphQL API over the conversations in Chatwoot and Infobip.',
      'Usage: parley <command>',
      names.map(entry).join('\n'),
      'Settings are environment variables; they may stand in a file named .env in the working directory.',
      settingsHelp(),
    ].join('\n\n'),
  )
  return 0
}

/** Says what was wrong with the arguments, and where to look. */
export const complain = (complaint: string): number => {
  const names = Object.keys(commands).join(', ')
  console.error(`${complaint}\nThe commands are ${names}; \`parley --help\` says what they do.`)
  return 2
}
