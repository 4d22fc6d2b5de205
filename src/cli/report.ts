import type { AccountStatus, Unservable } from '../app.ts'
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

/** Lines of one kind before the rest is only counted, so that the whole stays on one screen. */
const maxLines = 4

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
  const lines = troubledFirst.map(({ name, provider, status, detail }) =>
    line('Account', `${name} (${provider.toLowerCase()}): ${status}${detail ? `, ${detail}` : ''}`),
  )
  for (const each of shortened(lines)) out(each)
  const deaf = accounts.filter(({ hasWebhooks }) => !hasWebhooks).map(({ name }) => name)
  if (deaf.length > 0)
    out(line('Webhooks', `none for ${summary(deaf)}: no secret is set, so some events take up to a minute`))
}

/** Persisted operations that clients can name, and that are refused whenever they do. */
export const reportUnservable = (
  { out }: Output,
  { profile }: Config,
  operations: readonly Unservable[],
): void => {
  if (operations.length === 0) return
  if (profile === 'production') {
    out(JSON.stringify({ event: 'unservable persisted operations', operations }))
    return
  }
  const lines = operations.map(({ name, why }) => line('Persisted', `${name} cannot be served: ${why}`))
  for (const each of shortened(lines)) out(each)
}

const shortened = (lines: readonly string[]): readonly string[] =>
  lines.length <= maxLines
    ? lines
    : [...lines.slice(0, maxLines - 1), line('', `and ${lines.length - maxLines + 1} more`)]

const summary = (names: readonly string[]): string =>
  names.length > maxLines ? `${names.length} accounts` : names.join(', ')

const line = (label: string, text: string): string => `  ${label.padEnd(10)}${text}`
