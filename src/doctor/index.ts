/**
 * `parley doctor`: looks at everything that is configured as the server would use it, and says what to do about what
 * does not work. Changes nothing, and ends in time whatever it meets.
 */
import { type Capability, capabilities } from '../domain/capability.ts'
import type { Reach } from '../upstream/http/reach.ts'
import { type ExaminedAccount, examineAccount } from './account.ts'
import { examineAddress } from './address.ts'
import { type Finding, findings } from './finding.ts'
import { type ExaminedKeys, examineKeys } from './keys.ts'
import { type ExaminedState, examineState } from './state.ts'

export type { Finding } from './finding.ts'

/** `patience` is for each look. */
export interface DoctorConfig extends ExaminedState {
  readonly accounts: readonly ExaminedAccount[]
  readonly publicUrl: string | undefined
  /** Absent where no translator with an address of its own is configured. */
  readonly translatorUrl: string | undefined
  /** Absent where no tokens are checked by public keys. */
  readonly keys: ExaminedKeys | undefined
  reach(address: string): Promise<Reach>
}

export interface Diagnosis {
  readonly findings: readonly Finding[]
  /** What works where. */
  readonly capabilities: readonly {
    readonly capability: Capability
    readonly accounts: Readonly<Record<string, boolean>>
  }[]
}

export const examine = async (config: DoctorConfig): Promise<Diagnosis> => {
  const { accounts } = config
  const found = await Promise.all([
    ...accounts.map((account) => examineAccount(account, config)),
    examineParley(config),
  ])
  return {
    findings: found.flat(),
    capabilities: capabilities.map((capability) => ({
      capability,
      accounts: Object.fromEntries(
        accounts.map(({ upstream }) => [upstream.account.name, upstream.capabilities.includes(capability)]),
      ),
    })),
  }
}

const say = findings('Parley')

const examineParley = async (config: DoctorConfig): Promise<readonly Finding[]> => {
  const { accounts, keys, publicUrl, translatorUrl, reach } = config
  const found = await Promise.all([
    examineState(config),
    ...(keys === undefined ? [] : [examineKeys(keys, reach)]),
    ...(publicUrl === undefined ? [] : [examinePublicUrl(publicUrl, reach)]),
    ...(translatorUrl === undefined ? [] : [examineTranslator(translatorUrl, reach)]),
  ])
  const nobody = say.ok('accounts', 'none is configured: `parley serve` shows a demo')
  return [...(accounts.length === 0 ? [nobody] : []), ...found.flat()]
}

const examinePublicUrl = async (publicUrl: string, reach: DoctorConfig['reach']): Promise<Finding> => {
  const reached = await reach(`${publicUrl}/health`)
  if (reached.isReached && reached.status === 200)
    return say.ok('public URL', `Parley answers at ${publicUrl}`)
  const answers = reached.isReached
    ? `answers with status ${reached.status}`
    : `does not answer (${reached.code})`
  const advice =
    'Start Parley, and look whether the proxy in front leads to it; this machine may be unable to.'
  return say.warning('public URL', `${publicUrl}/health ${answers}`, advice)
}

const examineTranslator = async (url: string, reach: DoctorConfig['reach']): Promise<Finding> => ({
  ...examineAddress(say, await reach(url)),
  what: 'translator',
})
