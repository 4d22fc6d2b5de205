import { beforeEach, describe, expect, test } from 'vitest'
import { type ChatwootSandbox, createChatwootSandbox, type Wire } from '../../support/chatwoot-sandbox.ts'

let sandbox: ChatwootSandbox
let every: readonly Wire[]

beforeEach(async () => {
  sandbox = createChatwootSandbox()
  every = await sandbox.conversations()
})

/** An open conversation of an inbox, by default one in which the contact spoke last. */
const openIn = (inbox: number, lastSpeaker = 0): Wire => {
  const found = every.find(
    (row) =>
      row.inbox_id === inbox &&
      row.status === 'open' &&
      row.can_reply &&
      row.last_non_activity_message.message_type === lastSpeaker,
  )
  if (!found) throw new Error(`No such conversation in inbox ${inbox}`)
  return found
}
const send = async (id: number, body: unknown): Promise<Wire> =>
  (await sandbox.post(`/conversations/${id}/messages`, body)).body
const thread = async (id: number): Promise<readonly Wire[]> =>
  (await sandbox.get(`/conversations/${id}/messages`)).body.payload
const reread = async (id: number, messageId: number): Promise<Wire> =>
  (await thread(id)).find((each) => each.id === messageId)
const conversation = async (id: number): Promise<Wire> => (await sandbox.get(`/conversations/${id}`)).body

describe('what is sent', () => {
  test('is delivered, read and answered within two seconds', async () => {
    const { id, unread_count: unread } = openIn(1)
    const sent = await send(id, { content: 'Here you are.' })
    expect(sent.status).toBe('sent')
    sandbox.live(300)
    expect((await reread(id, sent.id)).status).toBe('delivered')
    sandbox.live(400)
    expect((await reread(id, sent.id)).status).toBe('read')
    expect((await thread(id)).at(-1).id).toBe(sent.id)
    sandbox.live(1300)
    const answer = (await thread(id)).at(-1)
    expect(answer).toMatchObject({ message_type: 0, status: 'sent', sender: { type: 'contact' } })
    expect(answer.content).toMatch(/\w/)
    expect(await conversation(id)).toMatchObject({
      unread_count: unread + 1,
      waiting_since: answer.created_at,
      last_activity_at: answer.created_at,
      first_reply_created_at: expect.any(Number),
    })
    expect(sandbox.life.planned()).toEqual([])
  })

  test('gets the name that the provider gives it', async () => {
    const whatsapp = openIn(3)
    const { id, source_id: before } = await send(whatsapp.id, { content: 'Here you are.' })
    expect(before).toBeNull()
    sandbox.live(300)
    expect((await reread(whatsapp.id, id)).source_id).toMatch(/^wamid\./)
  })

  test('stays sent on a channel that reports nothing', async () => {
    const { id } = openIn(2)
    const sent = await send(id, { content: 'Here you are.', private: false })
    sandbox.live(800)
    expect(await reread(id, sent.id)).toMatchObject({ status: 'sent', source_id: expect.any(String) })
    sandbox.live(1000)
    expect((await thread(id)).at(-1)).toMatchObject({ content_type: 'incoming_email', message_type: 0 })
  })

  test('in an API inbox waits for the integration to report', async () => {
    const { id } = openIn(4)
    const sent = await send(id, { content: 'Here you are.' })
    sandbox.live(800)
    expect(await reread(id, sent.id)).toEqual(sent)
  })

  test('with "please fail" in it fails, goes through on retry, and is not answered before that', async () => {
    const { id } = openIn(1)
    const sent = await send(id, { content: 'Please fail?' })
    sandbox.live(5000)
    expect((await thread(id)).at(-1)).toMatchObject({ id: sent.id, status: 'failed' })
    await sandbox.post(`/conversations/${id}/messages/${sent.id}/retry`, {})
    sandbox.live(300)
    expect((await reread(id, sent.id)).status).toBe('delivered')
    sandbox.live(1500)
    expect((await thread(id)).at(-1).message_type).toBe(0)
  })

  test('to a contact who cannot be reached fails every time', async () => {
    const { payload } = (
      await sandbox.post('/contacts', { name: 'x', custom_attributes: { unreachable: true } })
    ).body
    const { body } = await sandbox.post('/conversations', { inbox_id: 4, contact_id: payload.contact.id })
    const sent = await send(body.id, { content: 'Hello?' })
    sandbox.live(300)
    expect(await reread(body.id, sent.id)).toMatchObject({
      status: 'failed',
      content_attributes: { external_error: '131026: Message undeliverable' },
    })
    sandbox.life.advance()
    expect(await thread(body.id)).toHaveLength(1)
  })

  test('outside the reply window fails, unless it is a template', async () => {
    const { id } = every.find((row) => row.inbox_id === 3 && row.status === 'open' && !row.can_reply)
    const text = await send(id, { content: 'Are you there?' })
    const filled = await send(id, {
      content: 'News',
      template_params: { name: 'order_shipped', language: 'en' },
    })
    sandbox.live(300)
    expect((await reread(id, text.id)).status).toBe('failed')
    expect((await reread(id, filled.id)).status).toBe('delivered')
  })

  test('a second time, after the provider has taken it once, is not delivered again', async () => {
    const { id } = openIn(3)
    const sent = await send(id, { content: 'Here you are.' })
    sandbox.life.advance()
    await sandbox.post(`/conversations/${id}/messages/${sent.id}/retry`, {})
    expect(sandbox.life.planned()).toEqual([])
    expect((await reread(id, sent.id)).status).toBe('sent')
  })

  test('with a source_id of its own never reaches the channel', async () => {
    await send(openIn(3).id, { content: 'Imported?', source_id: 'theirs-1' })
    expect(sandbox.life.planned()).toEqual([])
  })
})

describe('the contact', () => {
  const answersTo = async (id: number, body: unknown): Promise<readonly Wire[]> => {
    const { id: messageId } = await send(id, body)
    sandbox.life.advance()
    return (await thread(id)).filter((each) => each.id > messageId && each.message_type === 0)
  }

  test('answers no note and no template', async () => {
    const { id } = openIn(3)
    expect(await answersTo(id, { content: 'Who takes this?', private: true })).toEqual([])
    expect(await answersTo(id, { content: 'News?', template_params: { name: 'order_shipped' } })).toEqual([])
  })

  test('says nothing more once the conversation is resolved', async () => {
    const { id } = openIn(1)
    const sent = await send(id, { content: 'Is that all?' })
    await sandbox.post(`/conversations/${id}/toggle_status`, { status: 'resolved' })
    sandbox.life.advance()
    expect((await thread(id)).filter((each) => each.id > sent.id && each.message_type === 0)).toEqual([])
    expect((await conversation(id)).status).toBe('resolved')
  })

  test('does not answer what was deleted in the meantime', async () => {
    const { id } = openIn(1)
    const sent = await send(id, { content: 'Is that all?' })
    await sandbox.ask('DELETE', `/conversations/${id}/messages/${sent.id}`)
    sandbox.life.advance()
    expect((await thread(id)).at(-1).id).toBe(sent.id)
  })

  test('answers several messages at once with one, and not what only adds to them', async () => {
    const { id } = openIn(1)
    for (const content of ['One.', 'Two.', 'Three?']) await send(id, { content })
    const { id: last } = await send(id, { content: 'Four.' })
    sandbox.life.advance()
    expect((await thread(id)).filter((each) => each.id > last)).toHaveLength(1)
  })

  test('speaks the language of the conversation', async () => {
    const spanish = every.find((row) => row.inbox_id === 6 && row.meta.sender.name === 'Tomás Herrera')
    const [answer] = await answersTo(spanish.id, { content: 'Claro. ¿Le mando diez kilos?' })
    expect(answer?.content).toMatch(/[íáé]/)
  })

  test('says the same in the same place, whatever else happens in the sandbox', async () => {
    const { id } = openIn(1)
    const [one] = await answersTo(id, { content: 'When does it suit you?' })
    sandbox = createChatwootSandbox()
    await answersTo(openIn(4).id, { content: 'Something else first?' })
    const [other] = await answersTo(id, { content: 'When does it suit you?' })
    expect(other?.content).toBe(one?.content)
  })
})

test('without a send nothing ever happens', () => {
  expect(sandbox.life.planned()).toEqual([])
  expect(sandbox.live(86_400_000)).toBe(0)
})

test('what is planned can be looked at and goes by the clock alone', async () => {
  await send(openIn(1).id, { content: 'When?' })
  const due = sandbox.life.planned().map(({ kind, dueAt }) => [kind, dueAt])
  expect(due).toEqual([
    ['deliver', Date.UTC(2026, 6, 23, 12) + 250],
    ['answer', expect.any(Number)],
  ])
  expect(sandbox.life.runDue()).toBe(0)
  expect(sandbox.life.advance(249)).toBe(0)
  expect(sandbox.life.advance(250)).toBe(1)
})
