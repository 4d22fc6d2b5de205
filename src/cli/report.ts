import type { AccountStatus } from '../app.ts'
import type { Config } from '../config/config.ts'
import { packageVersion } from './commands/version.ts'
import type { Terminal } from './terminal.ts'

/** What `serve` tells when it has started: plain lines for people, in production one JSON object a line. */

type Output = Pick<Terminal, 'out'>

interface Listening {
  readonly config: Config
  /** Where the server is, without a slash at the end. */
  readonly url: string
  /** Where the demo data is; null when accounts are configured. */
  readonly demoData: string | null
}

export const reportListening = ({ out }: Output, { config, url, demoData }: Listening): void => {
  const endpoint = `${url}/graphql`
  const version = packageVersion()
  if (config.profile === 'production') {
    out(JSON.stringify({ event: 'listening', version, endpoint, demo: demoData !== null }))
    return
  }
  out(`Parley ${version}`)
  out(line('GraphQL', endpoint))
  if (config.hasGraphiQL) out(line('GraphiQL', `${endpoint} in a browser`))
  if (demoData) out(line('Demo', `no account is configured, so this is demo data from ${demoData}`))
}

/** Lines for accounts before the rest is only counted, so that the whole stays on one screen. */
const maxAccountLines = 4

export const reportAccounts = (
  { out }: Output,
  { profile }: Config,
  accounts: readonly AccountStatus[],
): void => {
  if (profile === 'production') {
    out(JSON.stringify({ event: 'accounts', accounts }))
    return
  }
  const troubledFirst = accounts.toSorted((a, b) => Number(a.status === 'up') - Number(b.status === 'up'))
  const shown = accounts.length > maxAccountLines ? maxAccountLines - 1 : maxAccountLines
  for (const { name, provider, status, detail } of troubledFirst.slice(0, shown)) {
    out(line('Account', `${name} (${provider.toLowerCase()}): ${status}${detail ? `, ${detail}` : ''}`))
  }
  if (accounts.length > shown) out(line('', `and ${accounts.length - shown} more`))
  const deaf = accounts.filter(({ hasWebhooks }) => !hasWebhooks).map(({ name }) => name)
  if (deaf.length > 0)
    out(line('Webhooks', `none for ${summary(deaf)}: no secret is set, so some events take up to a minute`))
}

const summary = (names: readonly string[]): string =>
  names.length > maxAccountLines ? `${names.length} accounts` : names.join(', ')

const line = (label: string, text: string): string => `  ${label.padEnd(10)}${text}`
