import { isIP } from 'node:net'
import type { AccountConfig, Config } from './config.ts'
import { type Given, type Problem, problemWith } from './problem.ts'
import { accountSettings, type Setting, settings } from './schema.ts'

type GivenOf = (key: string, setting: Setting) => Given

/** Ways to let callers in that nobody can have meant. */
export const accessProblems = (given: GivenOf, accounts: readonly AccountConfig[]): Problem[] => {
  const isProduction = given('profile', settings.profile).value === 'production'
  const anonymous = given('anonymous', settings.anonymous)
  const keys = [given('jwtSecrets', settings.jwtSecrets), given('jwksUrl', settings.jwksUrl)]
  const byToken = keys.find(({ value }) => value !== undefined)
  const found: Problem[] = []
  const refuse = (key: keyof typeof settings, wrong: string) =>
    found.push(problemWith(settings[key], given(key, settings[key]), wrong))

  if (byToken && anonymous.value !== 'refuse') {
    refuse('anonymous', `lets everybody in without a token, although ${byToken.where} is set`)
  }
  if (byToken && accounts.length > 0 && !accounts.some(hasCredential)) {
    const { chatwoot, infobip } = accountSettings
    found.push({
      where: byToken.where,
      wrong: 'is set, although no account has a token or key to lend',
      expected: `${chatwoot.apiToken.name}, ${infobip.apiKey.name}, or apiToken or apiKey of an account in the file`,
      example: `${chatwoot.apiToken.name}=${chatwoot.apiToken.example}`,
    })
  }
  if (isProduction) {
    const host = given('host', settings.host).value
    if (anonymous.value === 'service' && !isLoopback(String(host))) {
      refuse('anonymous', 'lends the tokens to whoever reaches HOST, which is not this machine alone')
    }
    const url = URL.parse(String(keys[1]?.value ?? ''))
    if (url?.protocol === 'http:' && !isLoopback(url.hostname)) {
      refuse('jwksUrl', 'is not https, so that somebody on the way could put in a key')
    }
  }
  return found
}

/** The demo lets everybody in: it is not to begin because the settings of the real thing were forgotten. */
export const demoProblems = ({ profile, accounts }: Config): Problem[] =>
  profile === 'production' && accounts.length === 0
    ? [
        {
          where: 'NODE_ENV',
          wrong: 'is production, but no account is configured, and the demo is not for production',
          expected: 'an account, or NODE_ENV=development for the demo',
          example: 'CHATWOOT_BASE_URL=https://chatwoot.example.com CHATWOOT_ACCOUNT_ID=1',
        },
      ]
    : []

const hasCredential = (account: AccountConfig): boolean =>
  (account.provider === 'chatwoot' ? account.apiToken : account.apiKey) !== undefined

const isLoopback = (host: string): boolean => {
  const name = host.replace(/^\[|\]$/g, '')
  return name === 'localhost' || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'))
}
