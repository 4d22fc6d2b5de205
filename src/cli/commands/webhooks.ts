/** `parley webhooks register|list|remove <account> [--url …]`: where an upstream posts what happens. */
import type { openAccount } from '../../app.ts'
import type { Config } from '../../config/config.ts'
import { loadConfig } from '../../config/load.ts'
import { describeProblems } from '../../config/problem.ts'
import { publicUrlOf, shownAddress, warningAbout } from '../public-url.ts'
import { processTerminal, type Terminal } from '../terminal.ts'

export interface WebhooksArgs {
  readonly action: string | undefined
  readonly account: string | undefined
  /** Default: PARLEY_PUBLIC_URL. */
  readonly url: string | undefined
}

export interface WebhooksDeps extends Pick<Terminal, 'sources' | 'out' | 'err'> {
  readonly openAccount: (...args: Parameters<typeof openAccount>) => Promise<ReturnType<typeof openAccount>>
}

type Account = NonNullable<ReturnType<typeof openAccount>>
type Call = Parameters<Account['upstream']['webhooks']['list']>[0]

const realDeps: WebhooksDeps = {
  ...processTerminal,
  openAccount: async (...args) => (await import('../../app.ts')).openAccount(...args),
}

/** Milliseconds for all of it. */
const patience = 30_000

/** Resolves with the exit code: 2 for what was asked wrongly, 1 for what the upstream refuses. */
export const webhooks = async (args: WebhooksArgs, deps: Partial<WebhooksDeps> = {}): Promise<number> => {
  const { openAccount, sources, out, err } = { ...realDeps, ...deps }
  const { config, problems } = loadConfig(sources)
  if (!config) return complain(err, describeProblems(problems))
  const url = args.url ?? config.publicUrl
  const complaint = complaintAbout({ ...args, url }, config)
  if (complaint) return complain(err, complaint)
  const account = await openAccount(config, args.account ?? '')
  if (!account?.credential) {
    return complain(
      err,
      `The account ${args.account} has no credential of its own. Set its API token or key first.`,
    )
  }
  const { upstream, credential } = account
  const signal = AbortSignal.timeout(patience)
  const call = { credential, agentId: null, requestId: 'webhooks', signal }
  try {
    for (const line of await run({ ...args, url }, account, call)) out(line)
    const warning = args.action === 'register' && url !== undefined ? warningOf(url) : null
    if (warning) err(`Mind: ${warning}`)
    return 0
  } catch (error) {
    err(error instanceof Error ? error.message : String(error))
    return 1
  } finally {
    await upstream.close()
  }
}

const complain = (err: Terminal['err'], text: string): number => {
  err(text)
  return 2
}

const usage = 'parley webhooks register|list|remove <account> [--url <the public address of Parley>]'

/** Undefined when it can be done. */
const complaintAbout = ({ action, account, url }: WebhooksArgs, { accounts }: Config): string | undefined => {
  if (action !== 'register' && action !== 'list' && action !== 'remove') return `Usage: ${usage}`
  if (accounts.length === 0) {
    return 'No account is configured. The demo needs no webhooks to be set up: its sandbox posts to Parley by itself.'
  }
  if (!accounts.some(({ name }) => name === account)) {
    const names = accounts.map(({ name }) => name).join(', ')
    return `${account === undefined ? 'Which account?' : `There is no account ${account}.`} Accounts: ${names}.`
  }
  if (action === 'list') return undefined
  if (url === undefined || !publicUrlOf(url)) {
    return `--url, or PARLEY_PUBLIC_URL, must be where the upstream reaches Parley, such as https://parley.example.com.\nUsage: ${usage}`
  }
  return undefined
}

const warningOf = (text: string): string | null => {
  const url = publicUrlOf(text)
  return url ? warningAbout(url) : null
}

const run = async ({ action, url = '' }: WebhooksArgs, account: Account, call: Call): Promise<string[]> => {
  const { name } = account.upstream.account
  const address = `${url.replace(/\/+$/, '')}/webhooks/${name}`
  switch (action) {
    case 'register':
      return register(account, address, call)
    case 'remove': {
      const count = await account.upstream.webhooks.remove(address, call)
      const events = 'Some events of this account now take up to a minute.'
      return count > 0
        ? [`${name} does not post to ${address} any more. ${events}`]
        : [`${name} did not post to ${address}.`]
    }
    default: {
      const found = await account.upstream.webhooks.list(call)
      if (found.length === 0) return [`${name} posts to nobody.`]
      return found.map((each) => `${shownAddress(each.url)}  (${each.id}): ${each.events.join(', ')}`)
    }
  }
}

const register = async ({ upstream }: Account, address: string, call: Call): Promise<string[]> => {
  const { name } = upstream.account
  const { url, events, secret, isNew } = await upstream.webhooks.register(address, call)
  return [
    `${name} ${isNew ? 'now posts' : 'posts'} to ${url}: ${events.join(', ')}`,
    ...(secret === null ? [] : secretLines(name, secret)),
    'What these webhooks never tell is found by a look every 30 to 60 seconds, where somebody is subscribed:',
    ...upstream.webhooks.untold.map((each) => `  - ${each}`),
    'Without webhooks, so is all that no live connection tells.',
  ]
}

/** The upstream made it up, so Parley has to be told. */
const secretLines = (account: string, secret: string): string[] => [
  'Tell Parley the secret that it signs with, and start Parley again:',
  ...(account === 'chatwoot' ? [`  CHATWOOT_WEBHOOK_SECRET=${secret}`, 'or'] : []),
  `  "webhookSecrets": ["${secret}"] for the account ${account} in the file of PARLEY_CONFIG`,
  'Whoever has the secret can make up events. It is only shown here.',
]
