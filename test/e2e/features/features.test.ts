/** The README's table of features, from what a real Parley does over the sandbox. `npm run features` writes it. */
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { demoWebhooks } from '../../../src/cli/demo.ts'
import { infobipSandboxAgents } from '../../../src/sandbox/infobip/index.ts'
import { AccountsDocument } from '../../support/gql/graphql.ts'
import { hearingAccounts, type Stack, startStack } from '../../support/stack.ts'
import { startTranslator, type TranslatorServer } from '../../support/translator-server.ts'
import { changing } from './changing.ts'
import { cellOf, type Feature, type Site, worksSomewhere } from './feature.ts'
import { live } from './live.ts'
import { reading } from './reading.ts'
import { sending } from './sending.ts'
import { siteOf } from './site.ts'
import { tableOf, withTable } from './table.ts'

const features: readonly Feature[] = [...reading, ...sending, ...changing, ...live]
const accounts = ['chatwoot', 'infobip'] as const
type Account = (typeof accounts)[number]

let translator: TranslatorServer
let stack: Stack
let translating: Stack
let sites: Record<Account, Site>
/** `account: feature` → cell. */
const cells = new Map<string, string>()

beforeAll(async () => {
  const infobipAgent = infobipSandboxAgents.supervisor.id
  translator = await startTranslator()
  stack = await startStack({
    infobipAgent,
    life: false,
    config: ({ url }) => ({ accounts: hearingAccounts(url) }),
  })
  stack.sandbox.webhooks.connect(demoWebhooks(stack.url))
  translating = await startStack({
    life: false,
    config: () => ({ translator: 'libretranslate', translatorUrl: translator.url }),
  })
  sites = {
    chatwoot: await siteOf('chatwoot', stack, translating),
    infobip: await siteOf('infobip', stack, translating),
  }
})
afterAll(async () => {
  await stack[Symbol.asyncDispose]()
  await translating[Symbol.asyncDispose]()
  await translator[Symbol.asyncDispose]()
})

describe.each(accounts)('%s', (account) => {
  test.each(features)('says the truth about: $name', async (feature) => {
    const trials = await feature.try(sites[account])
    cells.set(`${account}: ${feature.name}`, cellOf(trials))
    if (!feature.capability) return
    const { accounts } = await stack.client.expectData(AccountsDocument, {})
    const { capabilities = [] } = accounts.find(({ name }) => name === account) ?? {}
    expect(capabilities.includes(feature.capability), `${feature.capability} is told`).toBe(
      worksSomewhere(trials),
    )
  })
})

test('the README has the table that was just seen', async () => {
  const rows = features.map(({ name, alone }) => ({
    name,
    alone,
    cells: accounts.map((account) => cellIn(account, name)),
  }))
  const path = new URL('../../../README.md', import.meta.url)
  const readme = withTable(await readFile(path, 'utf8'), tableOf(rows))
  await expect(readme).toMatchFileSnapshot(path.pathname)
})

const cellIn = (account: Account, name: string): string => {
  const cell = cells.get(`${account}: ${name}`)
  if (cell === undefined) throw new Error(`Not known for ${account}: ${name}. The table wants every feature.`)
  return cell
}
