import { afterEach, describe, expect, test } from 'vitest'
import { sandboxCredentials } from '../../../src/sandbox/index.ts'
import { startReading } from '../../support/live.ts'
import { until } from '../../support/until.ts'
import {
  addedMessages,
  startWebhookWorld,
  type WebhookWorld,
  type WorldOptions,
} from '../../support/webhook-world.ts'

const conversationId = sandboxCredentials.example.conversationId
const messages = `/conversations/${conversationId}/messages`
const worlds: WebhookWorld[] = []
const worldWith = async (options?: WorldOptions): Promise<WebhookWorld> => {
  const world = await startWebhookWorld(options)
  worlds.push(world)
  return world
}
afterEach(async () => {
  const errors = worlds.flatMap((world) => world.errors)
  for (const world of worlds.splice(0)) await world[Symbol.asyncDispose]()
  expect(errors).toEqual([])
})

const statuses = ({ sandbox }: WebhookWorld) => sandbox.webhooks.posted.map(({ status }) => status)
const typesOf = async (world: WebhookWorld, account: string) =>
  (await world.events(account)).map(({ type }) => type)

/** The first conversation that the contact began, with an answerable message. */
const openInfobip = async (world: WebhookWorld) => {
  const { conversations } = await world.infobip('GET', '/ccaas/1/conversations?status=OPEN&limit=50')
  const free = conversations.find((each: { agentId: string | null }) => each.agentId === null)
  const { messages } = await world.infobip('GET', `/ccaas/1/conversations/${free.id}/messages?limit=50`)
  const inbound = messages.find((each: { direction: string }) => each.direction === 'INBOUND')
  const { from, to, channel } = inbound
  const draft = { from: to, to: from, channel, contentType: 'TEXT', content: { text: 'Is that right?' } }
  return { id: free.id as string, draft }
}

describe('what happens at the upstream is in the journal', () => {
  test('for Chatwoot: an answer, its way to the contact, what the contact says and what becomes of the conversation', async () => {
    const world = await worldWith()
    const sent = await world.chatwoot('POST', messages, { content: 'Is that right?' })
    await world.sandbox.webhooks.idle()
    world.sandbox.life.advance()
    await world.sandbox.webhooks.idle()
    await world.chatwoot('POST', `/conversations/${conversationId}/toggle_status`, { status: 'resolved' })
    await world.sandbox.webhooks.idle()

    expect(new Set(statuses(world))).toEqual(new Set([204]))
    const events = await world.events('chatwoot')
    const added = addedMessages(events)
    expect(added.get(String(sent.id))).toBe('Is that right?')
    expect(added.size).toBe(2) // and the contact's answer
    const last = events.findLast(
      (event) => event.type === 'MessageUpdated' && event.message.id === String(sent.id),
    )
    expect(last).toMatchObject({ message: { status: 'READ' } })
    expect(events.findLast(({ type }) => type === 'ConversationUpdated')).toMatchObject({
      conversation: { id: conversationId, status: 'RESOLVED' },
    })
    expect(world.deliveries.lastAt('chatwoot')).not.toBeNull()
  })

  test('for Infobip: messages both ways, notes, and changes of the conversation', async () => {
    const world = await worldWith()
    const { id, draft } = await openInfobip(world)
    const sent = await world.infobip('POST', `/ccaas/1/conversations/${id}/messages`, draft)
    world.sandbox.life.advance()
    await world.infobip('POST', `/ccaas/1/conversations/${id}/notes`, { content: 'Call back' })
    await world.infobip('PATCH', `/ccaas/1/conversations/${id}`, { priority: 'URGENT' })
    await world.sandbox.webhooks.idle()

    expect(new Set(statuses(world))).toEqual(new Set([204]))
    const events = await world.events('infobip')
    expect(addedMessages(events).get(sent.id)).toBe('Is that right?')
    const directions = events.flatMap((event) =>
      event.type === 'MessageAdded' ? [event.message.direction] : [],
    )
    expect(directions.sort()).toEqual(['INCOMING', 'INTERNAL', 'OUTGOING'])
    expect(events.findLast(({ type }) => type === 'ConversationUpdated')).toMatchObject({
      conversation: { id, priority: 'URGENT' },
    })
  })

  test('without a credential to read again with, as far as the payload tells it', async () => {
    const world = await worldWith({ hasService: false })
    const { id } = await world.chatwoot('POST', messages, { content: 'Hello' })
    await world.sandbox.webhooks.idle()
    expect(new Set(statuses(world))).toEqual(new Set([204]))
    expect(addedMessages(await world.events('chatwoot')).get(String(id))).toBe('Hello')
    expect(world.sandbox.requests.filter(({ method }) => method === 'GET')).toEqual([])
  })

  test('of somebody who types, to those who listen now', async () => {
    const world = await worldWith()
    const { viewer } = world
    const feed = await world.live.feed.subscribe({
      scope: { accounts: ['chatwoot'], conversationId },
      viewer,
      signal: new AbortController().signal,
    })
    const reading = startReading(feed)
    const path = `/conversations/${conversationId}/toggle_typing_status`
    await world.chatwoot('POST', path, { typing_status: 'on' })
    await until(() => reading.names().includes('TypingChanged true'))
    await world.chatwoot('POST', path, { typing_status: 'off' })
    await until(() => reading.names().includes('TypingChanged false'))
    await reading.stop()
    expect(await typesOf(world, 'chatwoot')).toEqual([])
  })
})

test('a thousand webhooks are acknowledged, and none of them is lost', async () => {
  const world = await worldWith()
  const count = 500
  const { data } = await world.chatwoot('GET', '/conversations?status=open')
  const places = data.payload.map(({ id }: { id: number }) => id)
  const sent: string[] = []
  for (let round = 0; round < count; round += 10) {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        world.chatwoot('POST', `/conversations/${places[(round + index) % places.length]}/messages`, {
          content: `Message ${round + index}`,
          private: index % 2 === 0,
        }),
      ),
    )
    sent.push(...answers.map(({ id }) => String(id)))
    for (const { id, conversation_id: place } of answers) {
      await world.chatwoot('DELETE', `/conversations/${place}/messages/${id}`)
    }
  }
  await world.sandbox.webhooks.idle()
  const kinds = world.sandbox.webhooks.posted.map(({ body }) => (JSON.parse(body) as { event: string }).event)
  expect(kinds.filter((kind) => kind === 'message_created')).toHaveLength(count)
  expect(kinds.filter((kind) => kind === 'message_updated')).toHaveLength(count)
  expect(new Set(statuses(world))).toEqual(new Set([204]))
  const added = addedMessages(await world.events('chatwoot'))
  expect([...added.keys()].sort()).toEqual(sent.sort())
})

test('what is lost, doubled and shuffled on the way reaches a subscriber all the same, once', async () => {
  const chance = seeded(7)
  const world = await worldWith({ random: chance, speed: 60 })
  const feed = await world.live.feed.subscribe({
    scope: { accounts: ['chatwoot'], conversationId },
    viewer: world.viewer,
    signal: new AbortController().signal,
  })
  const reading = startReading(feed)
  world.sandbox.webhooks.trouble({ drop: 0.3, duplicate: 0.3, shuffle: 500 })
  for (let count = 0; count < 60; count += 1) {
    await world.chatwoot('POST', messages, { content: `Message ${count}`, private: count % 3 === 0 })
  }
  await world.sandbox.webhooks.idle()
  const { payload } = await world.chatwoot('GET', `${messages}?after=1&before=2147483647`)
  const there = new Map<string, string>(
    payload
      .filter(({ content }: { content: string }) => content.startsWith('Message '))
      .map(({ id, content }: { id: number; content: string }) => [String(id), content]),
  )
  const seen = () => reading.items.flatMap((item) => ('event' in item ? [item.event] : []))
  const ours = () => new Map([...addedMessages(seen())].filter(([, text]) => text?.startsWith('Message ')))
  await until(() => ours().size >= there.size)
  expect(ours()).toEqual(there)
  const adds = seen().filter(({ type }) => type === 'MessageAdded')
  expect(adds).toHaveLength(addedMessages(seen()).size)
  expect(world.sandbox.webhooks.posted.length).not.toBe(60)
  await reading.stop()
})

/** A chance that is the same each time. */
const seeded = (seed: number) => () => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648
  return seed / 2_147_483_648
}
