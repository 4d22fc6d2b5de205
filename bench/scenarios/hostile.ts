/** Everything that the internet does to a server, at once and for long, and what it leaves behind. */
import { setTimeout } from 'node:timers/promises'
import { type Besieged, startBesieged } from '../../test/support/besieged.ts'
import { besiege } from '../../test/support/hostile-clients.ts'
import type { Vitals } from '../../test/support/vitals.ts'
import { clock } from '../clock.ts'
import { type Options, type Row, row } from '../report.ts'
import { percentile } from '../stats.ts'

const atOnce = 24
/** Milliseconds before anything is compared. */
const warmUp = 60_000
/** Milliseconds between two looks at the process. */
const lookMs = 5_000
/** Milliseconds after which what a visitor opened must be closed. */
const patience = 30_000
/** Milliseconds between two questions of somebody who means well. */
const pace = 100

export const hostile = async ({ seconds = 600 }: Options): Promise<readonly Row[]> => {
  await using parley = await startBesieged()
  await besiege(parley, atOnce, within(warmUp))
  const first = await atRest(parley)
  const seen: Vitals[] = []
  const latencies: number[] = []
  const goesOn = within(seconds * 1000)
  const [{ statuses, visits, unanswered }] = await Promise.all([
    besiege(parley, atOnce, goesOn),
    every(lookMs, goesOn, async () => void seen.push(await parley.vitals())),
    every(pace, goesOn, async () => void latencies.push(await ask(parley))),
  ])
  const last = await atRest(parley)
  const half = seen.length >> 1
  const most = (of: readonly Vitals[], kind: 'resident' | 'used') =>
    Math.max(...of.map((each) => each[kind])) / 2 ** 20
  const sum = ({ handles }: Vitals) => Object.values(handles).reduce((all, each) => all + each, 0)
  const broken = [...statuses].reduce(
    (all, [status, times]) => all + (status !== null && status >= 500 ? times : 0),
    0,
  )
  return [
    row(`visits in ${seconds} s`, visits),
    row('memory in use at rest, after by before', last.used / first.used, '', { max: 1.1 }),
    row('resident at rest, after by before', last.resident / first.resident, '', { max: 1.1 }),
    row('most in use, first half', most(seen.slice(0, half), 'used'), 'MB'),
    row('most in use, second half', most(seen.slice(half), 'used'), 'MB'),
    row('most resident, first half', most(seen.slice(0, half), 'resident'), 'MB'),
    row('most resident, second half', most(seen.slice(half), 'resident'), 'MB'),
    row('handles at rest, more than before', sum(last) - sum(first), '', { max: 0 }),
    row('exceptions that nobody caught', last.uncaught, '', { is: 0 }),
    row('bugs in the log', parley.bugs.length, '', { is: 0 }),
    row('requests without an answer in 20 s', unanswered.length, '', { is: 0 }),
    row('answers of 500 and above', broken, '', { is: 0 }),
    row('a well-meant question meanwhile, p50', percentile(latencies, 0.5), 'ms'),
    row('a well-meant question meanwhile, p99', percentile(latencies, 0.99), 'ms'),
  ]
}

const within = (ms: number): (() => boolean) => {
  const end = clock() + ms
  return () => clock() < end
}

const every = async (ms: number, goesOn: () => boolean, work: () => Promise<void>): Promise<void> => {
  while (goesOn()) {
    await setTimeout(ms)
    await work()
  }
}

/** As soon as no socket is open, or when patience is over. */
const atRest = async (parley: Besieged): Promise<Vitals> => {
  const isPatient = within(patience)
  let vitals = await parley.vitals()
  while (vitals.handles.TCPSocketWrap && isPatient()) {
    await setTimeout(500)
    vitals = await parley.vitals()
  }
  return vitals
}

const ask = async ({ url, authorization }: Besieged): Promise<number> => {
  const start = clock()
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: '{"query":"{ conversations(first: 1) { sources { status } } }"}',
  })
  await answer.arrayBuffer()
  if (!answer.ok) throw new Error(`A well-meant question was answered ${answer.status}.`)
  return clock() - start
}
