import type { State, StoreFacts } from '../state/port.ts'
import { type Finding, findings } from './finding.ts'
import { isOlder } from './version.ts'

export interface ExaminedState {
  /** Throws when it cannot be opened. To be closed. */
  openState(): {
    readonly kind: StoreFacts['kind']
    readonly state: Pick<State, 'ready' | 'describe' | 'close'>
  }
  /** Milliseconds. */
  readonly patience: number
  readonly pause: (ms: number) => Promise<unknown>
  readonly now: () => number
}

const say = findings('Parley')

/** Milliseconds between two looks at a store that is not ready. */
const interval = 100

/** Whether it can be had, and what of it could be lost. */
export const examineState = async (examined: ExaminedState): Promise<readonly Finding[]> => {
  try {
    const { kind, state } = examined.openState()
    try {
      if (await isReady(state, examined)) return findingsOf(await state.describe())
      const advice =
        'Look whether it runs, whether the address and the password are right, and what is in between.'
      return [say.problem('state', `${kind} does not answer, so nothing is live or sent once`, advice)]
    } finally {
      await state.close()
    }
  } catch (error) {
    const advice = 'Look at PARLEY_DATA_DIR and REDIS_URL: who may write there, and whether there is room.'
    return [say.problem('state', `cannot be opened: ${reasonOf(error)}`, advice)]
  }
}

const isReady = async (state: Pick<State, 'ready'>, { patience, pause, now }: ExaminedState) => {
  const end = now() + patience
  while (!(await state.ready())) {
    if (now() >= end) return false
    await pause(interval)
  }
  return true
}

/** The error of a store that is not available says no more than that; its cause says why. */
const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return 'unknown'
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message
}

type RedisFacts = Extract<StoreFacts, { kind: 'Redis' }>

const findingsOf = (facts: StoreFacts): readonly Finding[] =>
  facts.kind === 'SQLite'
    ? [say.ok('state', `is kept by SQLite ${facts.version}, in a folder that can be written to`)]
    : [examineRedis(facts), ...examineEviction(facts), examinePersistence(facts)]

/** The oldest that has every command and option that is used. */
const oldest = '6.2'

const examineRedis = ({ version, isReplica, isDiskWell }: RedisFacts): Finding => {
  if (isReplica)
    return say.problem('state', 'this Redis is a replica: it takes no writes', 'Set REDIS_URL to its master.')
  if (!isDiskWell) {
    const detail = 'Redis could not write to its disk, and takes no writes until it can'
    return say.problem('state', detail, 'Look whether its disk is full, and what its log says.')
  }
  if (version === null) return say.ok('state', 'is kept by Redis; its version it does not tell')
  if (!isOlder(version, oldest)) return say.ok('state', `is kept by Redis ${version}`)
  const detail = `Redis ${version} is older than ${oldest}, the oldest that Parley is made for`
  return say.warning('state', detail, `Upgrade it to ${oldest} or later.`)
}

const lost = 'sends that are repeated could go out again, and clients miss events or load anew'

const examineEviction = ({ eviction }: RedisFacts): readonly Finding[] => {
  if (eviction === 'noeviction') return [say.ok('eviction', 'nothing is dropped when the memory is full')]
  const advice = 'Set maxmemory-policy noeviction.'
  return eviction === null
    ? [say.warning('eviction', 'whether it drops anything when its memory is full, it does not tell', advice)]
    : [say.warning('eviction', `when the memory is full, ${eviction} drops what it likes: ${lost}`, advice)]
}

const examinePersistence = ({ appends, fsync }: RedisFacts): Finding => {
  const advice = 'Set appendonly yes and appendfsync always.'
  if (appends === null)
    return say.warning('persistence', 'whether anything is kept, it does not tell', advice)
  if (!appends) {
    const detail = `appendonly is off, so a crash takes all since the last snapshot, if any: ${lost}`
    return say.warning('persistence', detail, advice)
  }
  if (fsync === null)
    return say.ok('persistence', 'appendonly is on; how often to the disk, it does not tell')
  if (fsync === 'always') return say.ok('persistence', 'each change is on its disk before it counts')
  const reach = fsync === 'everysec' ? 'up to two seconds' : 'what the system had not written yet'
  const detail = `appendfsync is ${fsync}, so a crash takes ${reach}: ${lost}`
  return say.warning('persistence', detail, 'Set appendfsync always.')
}
