/**
 * Many callers at once over two accounts whose ids are all equal, doing everything at random. 1,500 operations here;
 * `HOSTILE_OPERATIONS=10000` for as many, `HOSTILE_SEED` for the same again.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { collect, type Loose } from '../../support/live-stack.ts'
import { callers, globalId, type Name, names, startTwins, type Twins } from '../../support/twins.ts'
import { until } from '../../support/until.ts'
import { inbox, live, liveInbox, operation, run, send, type World } from './operations.ts'

const count = Number(process.env.HOSTILE_OPERATIONS ?? 1_500)
const seed = Number(process.env.HOSTILE_SEED ?? Date.now() % 2 ** 31)
/** Operations under way at once. */
const atOnce = 24

let twins: Twins
beforeAll(async () => {
  twins = await startTwins()
})
afterAll(() => twins[Symbol.asyncDispose]())

const composer = `query Composer($first: Int!) {
  conversations(first: $first) { eventCursor nodes { id upstreamId status viewerCanReply eventCursor } }
}`

/** What each sees alone, and what it has to hide from the others. */
const settle = async (): Promise<World> => {
  const rows = new Map<Name, Loose[]>()
  const beginnings = new Map<Name, string>()
  for (const name of names) {
    const { data } = await twins.ask(name, composer, { first: 100 })
    rows.set(name, data?.conversations.nodes)
    beginnings.set(name, data?.conversations.eventCursor)
    twins.visible.set(name, new Set(data?.conversations.nodes.map(({ upstreamId }: Loose) => upstreamId)))
  }
  const open = (rows.get('ben') ?? [])
    .filter(({ status, viewerCanReply }) => viewerCanReply && status === 'OPEN')
    .map(({ upstreamId }) => upstreamId)
    .slice(0, 6)
  const known = twins.visible.get('ben')
  const hidden = [...(twins.visible.get('ana') ?? [])].find((id) => !known?.has(id)) ?? ''
  const cursors: World['cursors'] = new Map(
    names.map((name) => [
      name,
      {
        inbox: String(beginnings.get(name)),
        conversation: rows.get(name)?.find(({ upstreamId }) => upstreamId === open[0])?.eventCursor,
      },
    ]),
  )
  const clients: World['clients'] = new Map(names.map((name) => [name, twins.connect(name)]))
  const world = { twins, open, hidden, cursors, clients, files: new Map(), sent: new Map() }
  for (const name of names) world.files.set(name, await leaveFile(name, String(open[0])))
  return world
}

const leaveFile = async (name: Name, conversation: string) => {
  const id = globalId('Conversation', callers[name].twin, conversation)
  const text = `only ${name} reads this`
  const body = new FormData()
  body.append('file', new File([text], `${name}.txt`))
  const uploaded = await twins.reach(name, `/uploads?conversationId=${id}`, { method: 'POST', body })
  const { uploadId } = (await uploaded.json()) as { uploadId: string }
  const { data } = await twins.ask(name, send, { input: { conversationId: id, attachments: [{ uploadId }] } })
  const [attachment] = data?.sendMessage.message.attachments ?? []
  return { path: new URL(attachment.url).pathname, text }
}

test(
  'nobody is told of what is not its own, and every upstream is asked with the credential of who asks',
  async () => {
    const world = await settle()
    const [admin, agent] = ['ana', 'ben'].map((name) => twins.visible.get(name as Name)?.size ?? 0)
    expect(admin).toBeGreaterThan(agent as number)
    expect([...(twins.visible.get('cem') ?? [])]).toEqual([...(twins.visible.get('ana') ?? [])])
    const watching = names.map((name) => {
      const id = globalId('Conversation', callers[name].twin, String(world.open[0]))
      const client = world.clients.get(name) as Parameters<typeof collect>[0]
      return { name, feeds: [collect(client, live, { id }), collect(client, liveInbox)] }
    })
    await Promise.all(names.map((name) => twins.ask(name, inbox, { first: 1 })))

    const queue = fc.sample(operation, { seed, numRuns: count })
    const failures: string[] = []
    const work = async () => {
      for (let next = queue.pop(); next && failures.length < 5; next = queue.pop()) {
        await run(world, next).catch((error: unknown) => failures.push(`${JSON.stringify(next)}: ${error}`))
      }
    }
    await Promise.all(Array.from({ length: atOnce }, work))
    expect({ seed, failures }).toEqual({ seed, failures: [] })

    for (const { name, feeds } of watching) {
      for (const feed of feeds) {
        const { twin } = callers[name]
        await until(() => feed.added().some(({ text }) => String(text).includes(`in ${twin}`)))
        expect(feed.errors).toEqual([])
        twins.check(name, feed.results, 'live')
        feed.end()
      }
    }
    const ids = [...world.sent.values()].flatMap((each) => [...each])
    expect(ids).toHaveLength(world.sent.size)
    expect(new Set(ids).size).toBe(ids.length)
    expect(twins.posts).toHaveLength(world.sent.size)
    expect([...twins.asked.keys()].sort()).toEqual([...names].sort())
    expect(twins.wrongs.slice(0, 5)).toEqual([])
    expect(twins.bugs).toEqual([])
  },
  60_000 + count * 60,
)
