/**
 * `parley doctor`: looks at everything that is configured as the server would use it, and says what to do about what
 * does not work. Changes nothing, and ends in time whatever it meets.
 */
import { type Capability, capabilities } from '../domain/capability.ts'
import type { State } from '../state/port.ts'
import type { Reach } from '../upstream/http/reach.ts'
import { type ExaminedAccount, examineAccount } from './account.ts'
import { examineAddress } from './address.ts'
import { type Finding, findings } from './finding.ts'

export type { Finding } from './finding.ts'

export interface DoctorConfig {
  readonly accounts: readonly ExaminedAccount[]
  readonly publicUrl: string | undefined
  /** Absent where no translator with an address of its own is configured. */
  readonly translatorUrl: string | undefined
  /** Milliseconds for each look. */
  readonly patience: number
  reach(address: string): Promise<Reach>
  /** Throws when it cannot be opened. To be closed. */
  openState(): { readonly kind: 'SQLite' | 'Redis'; readonly state: Pick<State, 'ready' | 'close'> }
  readonly pause: (ms: number) => Promise<unknown>
  readonly now: () => number
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
  const { accounts, publicUrl, translatorUrl, reach } = config
  const nobody = say.ok('accounts', 'none is configured: `parley serve` shows a demo')
  return [
    ...(accounts.length === 0 ? [nobody] : []),
    ...(await Promise.all([
      examineState(config),
      ...(publicUrl === undefined ? [] : [examinePublicUrl(publicUrl, reach)]),
      ...(translatorUrl === undefined ? [] : [examineTranslator(translatorUrl, reach)]),
    ])),
  ]
}

/** Milliseconds between two looks at a store that is not ready. */
const interval = 100

const examineState = async ({ openState, patience, pause, now }: DoctorConfig): Promise<Finding> => {
  try {
    const { kind, state } = openState()
    try {
      const end = now() + patience
      let isReady = await state.ready()
      while (!isReady && now() < end) {
        await pause(interval)
        isReady = await state.ready()
      }
      const advice =
        'Look whether it runs, whether the address and the password are right, and what is in between.'
      return isReady
        ? say.ok('state', `is kept by ${kind}`)
        : say.problem('state', `${kind} does not answer, so nothing is live or sent once`, advice)
    } finally {
      await state.close()
    }
  } catch (error) {
    const detail = `cannot be opened: ${error instanceof Error ? error.message : 'unknown'}`
    return say.problem('state', detail, 'Look at PARLEY_DATA_DIR and REDIS_URL.')
  }
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
