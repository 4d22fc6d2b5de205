/**
 * Many subscribers on one instance: what each costs, how long one event takes to all of them, and how long each of
 * many events takes to its one subscriber. Beside it, in turns, a bare `ws` server that sends the same bytes.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { startEndlessChatwoot } from '../../test/support/endless-chatwoot.ts'
import { createPoster, deliveryOf, type Poster } from '../../test/support/signed-webhook.ts'
import { type Child, cpuOf, type Memory, startChild } from '../child.ts'
import type { OpenRequest, Spread, SubscribeRequest, Taken, TakeRequest } from '../clients/subscribers.ts'
import { atPace, clock, stamp } from '../clock.ts'
import type { Options, Row } from '../report.ts'
import type { ParleyStart } from '../servers/parley.ts'
import { median, percentile, sum } from '../stats.ts'

/** Events a second, in the load that is spread over all conversations. */
const eventsPerSecond = 100
/** Rounds that are not measured: until then both are compiled. */
const warmUp = 5
/** Milliseconds until what has not come is lost. */
const patience = 30_000
/** Who subscribe at a time: an account has 16 places for calls under way, and 64 for those that wait. */
const atOnce = 64

/** One of the two servers with its subscribers. */
interface Side {
  readonly server: Child
  readonly clients: Child
  readonly memory: { readonly empty: Memory; readonly full: Memory }
  /** One event in the conversation. */
  tell(conversation: number): Promise<void>
}

export const fanOut = async (options: Options): Promise<readonly Row[]> => {
  await using stack = new AsyncDisposableStack()
  const upstream = stack.use(await startEndlessChatwoot())
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-bench-'))
  stack.defer(() => rm(dataDir, { recursive: true, force: true }))

  const parley = await openSide(stack, 'servers/parley.ts', { upstreamUrl: upstream.url, dataDir }, options)
  const viaWebhook =
    (poster: Poster): Side['tell'] =>
    async (conversation) => {
      const status = await poster.post(
        '/webhooks/chatwoot',
        deliveryOf(upstream.write(conversation, stamp())),
      )
      if (status !== 204) throw new Error(`Parley answered a webhook with ${status}.`)
    }
  const parleySide: Side = { ...parley, tell: viaWebhook(parley.poster) }
  const first = await toAll(parleySide, options)

  const bare = await openSide(stack, 'peers/broadcast.ts', undefined, options)
  const bareSide: Side = {
    ...bare,
    tell: async (conversation) => {
      const body = first.frame.replace(/#\d+@[\d.]+/, stamp())
      await bare.poster.post(`/${conversation}`, { headers: {}, body })
    },
  }
  const sides = [parleySide, bareSide]
  await inTurns(warmUp, sides, (side) => toAll(side, options))
  const all = await inTurns(options.rounds, sides, (side) => toAll(side, options))
  for (const side of sides) await subscribe(side, 'EACH', options)
  const each = await inTurns(options.rounds, sides, (side) => toEach(side, options))
  return rowsOf(sides, all, each, options)
}

const openSide = async (
  stack: AsyncDisposableStack,
  file: string,
  start: ParleyStart | undefined,
  options: Options,
) => {
  const server = stack.use(startChild(file))
  const clients = stack.use(startChild('clients/subscribers.ts'))
  const { url } = await server.ask<{ url: string }>('start', start)
  const poster = createPoster(url)
  stack.defer(() => poster.close())
  const empty = await server.ask<Memory>('memory')
  await clients.ask('open', {
    url: `${url.replace('http', 'ws')}/graphql`,
    count: options.subscribers,
  } satisfies OpenRequest)
  await subscribe({ server, clients }, 'ALL', options)
  const full = await server.ask<Memory>('memory')
  return { server, clients, poster, memory: { empty, full } }
}

/** Not faster than an upstream can be asked about each conversation. */
const subscribe = async (
  { server, clients }: Pick<Side, 'server' | 'clients'>,
  spread: Spread,
  { subscribers }: Options,
): Promise<void> => {
  await clients.ask('leave')
  await untilSubscribed(server, 0)
  for (let from = 0; from < subscribers; from += atOnce) {
    const to = Math.min(from + atOnce, subscribers)
    await clients.ask('subscribe', { spread, from, to } satisfies SubscribeRequest)
    await untilSubscribed(server, to)
  }
}

const untilSubscribed = async (server: Child, count: number): Promise<void> => {
  const deadline = clock() + patience
  while ((await server.ask<number>('subscribers')) !== count) {
    if (clock() > deadline) throw new Error('Not everybody could subscribe.')
    await setTimeout(2)
  }
}

interface Measured extends Taken {
  readonly expected: number
  /** Microseconds of the server's processor time a delivery. */
  readonly cost: number
}

const measured = async (side: Side, expected: number, work: () => Promise<unknown>): Promise<Measured> => {
  const before = await cpuOf(side.server)
  await work()
  const request: TakeRequest = { expected, patience }
  const taken = await side.clients.ask<Taken>('take', request)
  return { ...taken, expected, cost: ((await cpuOf(side.server)) - before) / expected }
}

const toAll = (side: Side, { subscribers }: Options): Promise<Measured> =>
  measured(side, subscribers, () => side.tell(1))

const toEach = (side: Side, { subscribers, seconds = 10 }: Options): Promise<Measured> => {
  const count = eventsPerSecond * seconds
  let next = 0
  return measured(side, count, () =>
    atPace(eventsPerSecond, count, () => side.tell(1 + ((next++ * 7919) % subscribers))),
  )
}

const inTurns = async <S, T>(rounds: number, sides: readonly S[], work: (side: S) => Promise<T>) => {
  const results = sides.map((): T[] => [])
  for (let round = 0; round < rounds; round += 1) {
    for (const [index, side] of sides.entries()) results[index]?.push(await work(side))
  }
  return results
}

const rowsOf = (
  sides: readonly Side[],
  all: Measured[][],
  each: Measured[][],
  { subscribers }: Options,
): Row[] => {
  const row = (
    what: string,
    unit: string,
    figures: readonly (number | undefined)[],
    target: object = {},
  ): Row => ({
    what,
    unit,
    parley: figures[0] ?? Number.NaN,
    bare: figures[1],
    ...target,
  })
  const perSubscriber = (kind: keyof Memory) =>
    sides.map(({ memory: { empty, full } }) => (full[kind] - empty[kind]) / subscribers / 1024)
  const over = (runs: Measured[][], figure: (run: Measured) => number) =>
    runs.map((side) => median(side.map(figure)))
  const p = (part: number) => (run: Measured) => percentile(run.latencies, part)
  const lost = (run: Measured) => run.expected - run.received
  const total = (figure: (run: Measured) => number) =>
    [all, each].map((runs) => sum((runs[0] ?? []).map(figure)))
  return [
    row('memory a subscriber, resident', 'KB', perSubscriber('resident'), { max: 30 }),
    row('memory a subscriber, in use', 'KB', perSubscriber('used')),
    row('one event to all, p50', 'ms', over(all, p(0.5))),
    row('one event to all, p99', 'ms', over(all, p(0.99)), { max: 2000, minRatio: 0.7 }),
    row(
      'one event to all, processor time a delivery',
      'µs',
      over(all, ({ cost }) => cost),
    ),
    row(`${eventsPerSecond} events/s spread over all, p50`, 'ms', over(each, p(0.5))),
    row(`${eventsPerSecond} events/s spread over all, p99`, 'ms', over(each, p(0.99)), { max: 50 }),
    row('deliveries lost', '', [sum(total(lost))], { is: 0 }),
    row('deliveries repeated', '', [sum(total(({ repeated }) => repeated))], { is: 0 }),
  ]
}
