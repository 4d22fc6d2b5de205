import { type Given, type Problem, problemWith } from './problem.ts'
import { accountSettings, type ProviderName, type Setting } from './schema.ts'

type GivenOf = (key: string, setting: Setting) => Given

/** What the settings of an account's webhooks need of each other. Each is judged by itself elsewhere. */
export const webhookProblems = (provider: ProviderName, given: GivenOf): Problem[] =>
  provider === 'infobip' ? infobipProblems(given) : []

const { infobip } = accountSettings

const infobipProblems = (given: GivenOf): Problem[] => {
  const of = (key: keyof typeof infobip) => ({
    setting: infobip[key] as Setting,
    one: given(key, infobip[key]),
  })
  const isGiven = (key: keyof typeof infobip) => of(key).one.value !== undefined
  const missing = (key: keyof typeof infobip, because: keyof typeof infobip): Problem => {
    const { setting, one } = of(key)
    return problemWith(setting, one, `is missing, although ${of(because).one.where} is set`)
  }
  /** The first needs the second. */
  const needs: readonly (readonly [keyof typeof infobip, keyof typeof infobip])[] = [
    ['webhookUsername', 'webhookPassword'],
    ['webhookPassword', 'webhookUsername'],
    ['webhookSecretHeader', 'webhookSecret'],
    ['webhookHmacHeader', 'webhookHmacSecret'],
    ['webhookHmacAlgorithm', 'webhookHmacSecret'],
    ['webhookHmacEncoding', 'webhookHmacSecret'],
  ]
  const absent = needs.filter(([key, needed]) => isGiven(key) && !isGiven(needed))
  const unique = absent.filter(([, needed], at) => absent.findIndex((other) => other[1] === needed) === at)
  return unique.map(([key, needed]) => missing(needed, key))
}
