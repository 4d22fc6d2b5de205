/**
 * One of two accounts fails, or hangs, for half a minute under 200 requests a second: how fast its callers are told,
 * how often it is asked, how soon it is back, and what the other account's callers notice.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { Pool } from 'undici'
import { encodeRef } from '../../src/domain/ref.ts'
import { startEndlessChatwoot, type Trouble } from '../../test/support/endless-chatwoot.ts'
import { startChild } from '../child.ts'
import { clock } from '../clock.ts'
import type { Row } from '../report.ts'
import type { ParleyStart } from '../servers/parley.ts'
import { median, percentile } from '../stats.ts'

/** Requests a second to the account in trouble, and to the other. */
const rates = { troubled: 200, other: 50 }
/** Milliseconds that the trouble lasts, and after which failures are to be fast. */
const lasting = 30_000
const settled = 5_000

interface Answer {
  readonly at: number
  readonly ms: number
  readonly code: string | null
}

export const trouble = async (): Promise<readonly Row[]> => [
  ...(await during('FAILS', 'fails')),
  ...(await during('HANGS', 'hangs')),
]

const during = async (kind: Trouble, name: string): Promise<readonly Row[]> => {
  await using stack = new AsyncDisposableStack()
  const [troubled, other] = [stack.use(await startEndlessChatwoot()), stack.use(await startEndlessChatwoot())]
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-bench-'))
  stack.defer(() => rm(dataDir, { recursive: true, force: true }))
  const server = stack.use(startChild('servers/parley.ts'))
  const start: ParleyStart = { upstreamUrl: troubled.url, otherUrl: other.url, dataDir }
  const { url } = await server.ask<{ url: string }>('start', start)
  const pool = new Pool(url, { connections: 512, pipelining: 1 })
  stack.defer(() => pool.destroy())

  const load = async (ms: number): Promise<Record<'chatwoot' | 'other', Answer[]>> => {
    const [chatwoot, others] = await Promise.all([
      send(pool, 'chatwoot', rates.troubled, ms),
      send(pool, 'other', rates.other, ms),
    ])
    return { chatwoot, other: others }
  }
  await load(2_000) // warm
  const before = await load(5_000)

  const begin = clock()
  troubled.spoil(kind)
  const seen: [number, number][] = []
  const watch = setInterval(() => seen.push([clock() - begin, troubled.requests()]), 50)
  stack.defer(() => clearInterval(watch))
  const bad = await load(lasting)
  troubled.spoil(null)
  const healing = clock()
  const after = await load(15_000)

  const late = bad.chatwoot.filter(({ at }) => at - begin > settled)
  const asked = (from: number, to: number) =>
    (seen.findLast(([at]) => at <= to)?.[1] ?? 0) - (seen.findLast(([at]) => at <= from)?.[1] ?? 0)
  const firstGood = after.chatwoot.find(({ code }) => code === null)
  const p99 = (answers: readonly Answer[]) =>
    percentile(
      answers.map(({ ms }) => ms),
      0.99,
    )
  const what = (row: string) => `${name}: ${row}`
  return [
    {
      what: what('time to a failure, median, after 5 s'),
      parley: median(late.map(({ ms }) => ms)),
      unit: 'ms',
      max: 20,
    },
    { what: what('time to a failure, p99, after 5 s'), parley: p99(late), unit: 'ms', max: 20 },
    { what: what('the longest of them'), parley: Math.max(...late.map(({ ms }) => ms)), unit: 'ms' },
    {
      what: what('failures among them that are none'),
      parley: late.filter(({ code }) => code === null).length,
      unit: '',
      is: 0,
    },
    { what: what('requests to it in 5 s to 15 s'), parley: asked(5_000, 15_000), unit: '' },
    { what: what('requests to it in 15 s to 25 s'), parley: asked(15_000, 25_000), unit: '', max: 1 },
    {
      what: what('back after'),
      parley: firstGood ? (firstGood.at - healing) / 1_000 : Number.POSITIVE_INFINITY,
      unit: 's',
      max: 15,
    },
    { what: what('the other account before, p99'), parley: p99(before.other), unit: 'ms' },
    { what: what('the other account meanwhile, p99'), parley: p99(bad.other), unit: 'ms' },
    {
      what: what('failures of the other account'),
      parley: bad.other.filter(({ code }) => code !== null).length,
      unit: '',
      is: 0,
    },
  ]
}

/** At this rate whatever comes back, each request for another conversation. */
const send = async (pool: Pool, account: string, rate: number, ms: number): Promise<Answer[]> => {
  const answers: Promise<Answer>[] = []
  const start = clock()
  for (let index = 0; index < (rate * ms) / 1_000; index += 1) {
    answers.push(ask(pool, account, 1 + index))
    await setTimeout(Math.max(0, start + ((index + 1) * 1_000) / rate - clock()))
  }
  return Promise.all(answers)
}

const ask = async (pool: Pool, account: string, number: number): Promise<Answer> => {
  const at = clock()
  const id = encodeRef({ type: 'Conversation', account, path: [String(number)] })
  const { body } = await pool.request({
    method: 'POST',
    path: '/graphql',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      query: 'query ($id: ID!) { conversation(id: $id) { status } }',
      variables: { id },
    }),
  })
  const { errors = [] } = (await body.json()) as { errors?: { extensions: { code: string } }[] }
  return { at, ms: clock() - at, code: errors[0]?.extensions.code ?? null }
}
