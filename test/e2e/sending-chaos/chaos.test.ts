/**
 * Many callers, two processes, an upstream that stores and then fails, and the death of a process in the middle:
 * what callers were told is compared with the upstream's own log.
 */
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { findTool } from '../../support/find-tool.ts'
import { type Instance, startInstances } from '../../support/instances.ts'
import { type Fate, goodFate, type StoredMessage } from '../../support/lossy-upstream.ts'
import { type NewSend, type Told, tell } from './caller.ts'

/**
 * The long form: `CHAOS_SENDS=10000`, with a caller for every 50 sends. Not more than 12,000: Chatwoot takes
 * 200 messages a minute into each conversation, and the demo has some 30.
 */
const sends = Number(process.env.CHAOS_SENDS ?? 1_000)
const callers = Math.max(50, sends / 50)

const faults = ['CUT', 500, 502, 504] as const

/** Of a hundred, 30 are stored and answered as if they were not, 2 are not stored, and 2 only later. */
const fateOf = (text: string): Fate => {
  const [percent = 0, kind = 0] = createHash('sha256').update(text).digest()
  const answer = faults[kind % faults.length] ?? 'CUT'
  if (percent % 100 < 30) return { isStored: 'AT_ONCE', answer }
  if (percent % 100 < 32) return { isStored: 'NEVER', answer }
  return percent % 100 < 34 ? { isStored: 'LATE', answer } : goodFate
}

const program = await findTool('redis-server')

test.skipIf(program === null)(
  `of ${sends} sends by ${callers} callers none is stored twice, and each is told as the upstream has it`,
  { timeout: 120_000 + sends * 60 },
  async () => {
    await using cluster = await startInstances(program as string, fateOf)
    const { upstream, running } = cluster
    const conversations = await Promise.all(['chatwoot', 'infobip'].map(cluster.conversations))
    const startedAt = performance.now()
    const alive: Instance[] = [...running]
    const told: Told[] = []

    const work = Array.from({ length: callers }, async (_, caller) => {
      for (let turn = 0; turn < sends / callers; turn++) {
        const number = caller + turn * callers
        const input: NewSend = {
          conversationId: placeOf(number, conversations),
          content: { text: `Send ${turn} of caller ${caller}` },
          clientMessageId: `chaos-${caller}-${turn}`,
        }
        told.push(await tell(input, (attempt) => alive[(caller + attempt) % alive.length] as Instance))
      }
    })
    const kill = async () => {
      await upstream.received(sends / 2)
      await (alive.shift() as Instance).process.end('SIGKILL')
      alive.push(await cluster.start())
    }
    await Promise.all([kill(), ...work])

    await upstream.storeLate()
    const unknown = told.filter(({ answer }) => answer === 'UNKNOWN')
    const askedAgain = await inTurns(unknown, 20, ({ input }) =>
      tell(input as NewSend, (attempt) => alive[attempt % alive.length] as Instance),
    )
    const final = [...told.filter(({ answer }) => answer === 'SENT'), ...askedAgain]
    console.info(summary({ told, final, stored: upstream.stored, posts: upstream.posts, startedAt }))

    const log = Map.groupBy(upstream.stored, ({ text }) => text)
    const doubles = [...log.values()].filter((messages) => messages.length > 1)
    expect(doubles).toEqual([])
    const couldHaveKnown = unknown.filter(
      ({ text, refusals }) =>
        fateOf(text).isStored === 'AT_ONCE' && !refusals.includes('CUT') && log.has(text),
    )
    expect(couldHaveKnown).toEqual([])
    expect(new Set(upstream.posts).size).toBe(upstream.posts.length)
    const wrong = final.filter(({ text, answer, id }) =>
      answer === 'SENT' ? log.get(text)?.[0]?.id !== id : log.has(text),
    )
    expect(wrong).toEqual([])
    expect(new Set(final.map(({ text }) => text)).size).toBe(sends)

    // Else nothing was tried.
    const postsBy = (isIt: (fate: Fate) => boolean) => upstream.posts.filter((text) => isIt(fateOf(text)))
    const lost = postsBy(({ isStored, answer }) => isStored === 'AT_ONCE' && answer !== 'RIGHT')
    expect(lost.length).toBeGreaterThan(sends * 0.2)
    expect(told.some(({ refusals }) => refusals.includes('CUT'))).toBe(true)
    expect(final.some(({ answer }) => answer === 'UNKNOWN')).toBe(true)
    expect(askedAgain.some(({ answer }) => answer === 'SENT')).toBe(true)
  },
)

/** Accounts in turn, and in each of them its conversations. */
const placeOf = (number: number, conversations: readonly (readonly string[])[]): string => {
  const own = conversations[number % conversations.length] ?? []
  return own[Math.floor(number / conversations.length) % own.length] as string
}

const inTurns = async <T, R>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> => {
  const results: R[] = []
  const rest = items.values()
  const worker = async () => {
    for (const item of rest) results.push(await work(item))
  }
  await Promise.all(Array.from({ length: width }, worker))
  return results
}

interface Run {
  readonly told: readonly Told[]
  readonly final: readonly Told[]
  readonly stored: readonly StoredMessage[]
  readonly posts: readonly string[]
  readonly startedAt: number
}

const summary = ({ told, final, stored, posts, startedAt }: Run): string => {
  const unknown = (all: readonly Told[]) => all.filter(({ answer }) => answer === 'UNKNOWN').length
  const refusals = Map.groupBy(
    told.flatMap((one) => one.refusals),
    (code) => code,
  )
  const texts = new Set(stored.map(({ text }) => text))
  return [
    `${told.length} sends in ${Math.round((performance.now() - startedAt) / 100) / 10} s`,
    `${posts.length} posts, ${stored.length} stored, ${stored.length - texts.size} doubles`,
    `${unknown(told)} unknown at first, ${unknown(final)} when asked again`,
    `repeated after ${[...refusals].map(([code, all]) => `${all.length} ${code}`).join(', ')}`,
  ].join('; ')
}
