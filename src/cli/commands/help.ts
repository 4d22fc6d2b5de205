import { settingsHelp } from '../../config/document.ts'

const usage = `Parley: one GraphQL API over the conversations in Chatwoot and Infobip.

Usage: parley <command>

  serve    Serves the API; with no account configured, over a sandbox with demo data.
  sandbox  Serves the sandbox alone: a REST server that answers as Chatwoot and Infobip do.
  webhooks register|list|remove <account> --url <address>
           Has an upstream post what happens to Parley at that public address.
  schema   Prints the GraphQL schema.
  help     Prints this text (also --help, -h).
  version  Prints the version (also --version, -v).

Settings are environment variables; they may stand in a file named .env in the working directory.

`

/** With a `complaint`, help that nobody asked for: it goes to the error output, and the exit code says so. */
export const help = (complaint?: string): number => {
  const text = usage + settingsHelp()
  if (complaint === undefined) console.log(text)
  else console.error(`${complaint}\n\n${text}`)
  return complaint === undefined ? 0 : 2
}
