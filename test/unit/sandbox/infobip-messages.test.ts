import { describe, expect, test } from 'vitest'
import {
  agent,
  createInfobipSandbox,
  errorOf,
  filterTime,
  nobody,
  noSuchEntity,
  type Row,
} from '../../support/infobip-sandbox.ts'

const text = { from: '442079460100', to: '447700900999', channel: 'WHATSAPP', contentType: 'TEXT' }
const hello = { ...text, content: { text: 'Hello 👋\r\n<b>مرحبا</b>' } }

describe('messages of the Infobip sandbox', () => {
  const sandbox = createInfobipSandbox()
  const pathOf = async (topic: string) => {
    const all = await sandbox.conversations()
    return `/conversations/${all.find((row) => row.topic === topic)?.id}/messages`
  }
  const list = async (path: string, query = '') =>
    (await sandbox.get(`${path}?limit=999&orderBy=createdAt:asc${query}`)).body.messages as readonly Row[]
  const post = (path: string, body: unknown, headers = {}) => sandbox.ask('POST', path, { body, headers })
  const newPath = async () => `/conversations/${(await sandbox.create()).id}/messages`

  test('have the documented fields, and swap the addresses with the direction', async () => {
    const path = await pathOf('Order BC-20418 has not arrived')
    for (const message of await list(path)) {
      expect(path).toContain(String(message.conversationId))
      expect(message.createdAt).toMatch(/\+00:00$/)
      const [contact, business] =
        message.direction === 'INBOUND' ? [message.from, message.to] : [message.to, message.from]
      expect([contact, business]).toEqual(['447700900112', '442079460100'])
      expect(message).not.toHaveProperty('status')
      expect(message).not.toHaveProperty('attachments')
      if (message.direction === 'INBOUND') expect(message.authorType).toBe('CUSTOMER')
      else expect(message).toMatchObject({ authorType: 'AGENT', authorId: agent.id })
    }
  })

  test('are filtered by id, channel, direction and time', async () => {
    const path = await pathOf('Brava Duo leaks from the bottom')
    const all = await list(path)
    const [a, b, c] = all
    expect(await list(path, `&messageIds=${c?.id}&messageIds=${a?.id}&messageIds=${nobody}`)).toEqual([a, c])
    for (const direction of ['INBOUND', 'OUTBOUND']) {
      expect(await list(path, `&direction=${direction}`)).toEqual(
        all.filter((row) => row.direction === direction),
      )
    }
    expect(await list(path, '&channel=WHATSAPP')).toEqual(all)
    expect(await list(path, '&channel=SMS')).toEqual([])
    const middle = Date.parse(String(b?.createdAt))
    expect(await list(path, `&createdBefore=${filterTime(middle)}`)).toEqual([a])
    expect(await list(path, `&createdAfter=${filterTime(middle)}`)).toEqual(all.slice(2))
    expect((await sandbox.get(`${path}?channel=FAX`)).status).toBe(400)
    expect((await sandbox.get(`${path}?direction=inbound`)).status).toBe(400)
  })

  test('of another conversation are not found by their id', async () => {
    const [foreign] = await list(await pathOf('Mlinac se ne pali'))
    expect(await list(await pathOf('Brava Duo leaks from the bottom'), `&messageIds=${foreign?.id}`)).toEqual(
      [],
    )
  })

  test('of an unknown conversation are refused in reading and writing', async () => {
    for (const answer of [
      await sandbox.get(`/conversations/${nobody}/messages`),
      await post(`/conversations/${nobody}/messages`, hello),
    ]) {
      expect(answer.status).toBe(400)
      expect(errorOf(answer)).toEqual(noSuchEntity(nobody))
    }
  })

  test('with the same millisecond follow each other by id in both directions', async () => {
    const path = await pathOf('Brava Duo leaks from the bottom')
    const times = (await list(path)).map(({ createdAt }) => createdAt)
    const tied = times.find((time, index) => times.indexOf(time) !== index)
    const ids = async (order: string) =>
      ((await sandbox.get(`${path}?limit=99&orderBy=createdAt:${order}`)).body.messages as readonly Row[])
        .filter(({ createdAt }) => createdAt === tied)
        .map(({ id }) => String(id))
    expect(await ids('asc')).toHaveLength(3)
    expect(await ids('desc')).toEqual(await ids('asc'))
  })

  test('are sent with 200, stored as given, and move the conversation', async () => {
    const conversation = await sandbox.create()
    const path = `/conversations/${conversation.id}/messages`
    sandbox.advance(5000)
    const { status, body } = await post(path, hello)
    expect(status).toBe(200)
    expect(body).toMatchObject({ ...hello, direction: 'OUTBOUND', conversationId: conversation.id })
    expect(body).not.toHaveProperty('authorId')
    expect(await list(path)).toEqual([body])
    const after = (await sandbox.get(`/conversations/${conversation.id}`)).body
    expect(after).toEqual({ ...conversation, updatedAt: body.createdAt })
  })

  test('sent twice are two messages', async () => {
    const path = await newPath()
    const ids = [(await post(path, hello)).body.id, (await post(path, hello)).body.id]
    expect(new Set(ids).size).toBe(2)
    expect(await list(path)).toHaveLength(2)
  })

  test.each(['from', 'to', 'channel', 'contentType', 'content'])('are not sent without %s', async (field) => {
    const { [field]: _, ...body } = hello as Row
    const path = await newPath()
    for (const broken of [body, { ...body, [field]: null }]) {
      const answer = await post(path, broken)
      expect(answer.status).toBe(400)
      expect(errorOf(answer)).toEqual({
        messageId: 'BAD_REQUEST',
        text: 'Bad request',
        validationErrors: { [field]: ['must not be blank'] },
      })
    }
    expect(await list(path)).toEqual([])
  })

  test('name every missing field at once', async () => {
    const answer = await post(await newPath(), {})
    expect(Object.keys(errorOf(answer).validationErrors as Row).toSorted()).toEqual(
      ['channel', 'content', 'contentType', 'from', 'to'].toSorted(),
    )
  })

  test.each([
    { ...hello, from: ' ' },
    { ...hello, content: {} },
    { ...hello, content: { text: ' \n' } },
  ])('are not sent when a field is blank: %j', async (body) => {
    expect(errorOf(await post(await newPath(), body)).text).toBe('Bad request')
  })

  test('take 4096 characters of text and not one more', async () => {
    const path = await newPath()
    const long = (length: number) => post(path, { ...text, content: { text: 'x'.repeat(length) } })
    expect((await long(4096)).status).toBe(200)
    expect(errorOf(await long(4097))).toEqual({
      messageId: 'BAD_REQUEST',
      text: 'Bad request',
      validationErrors: { content: ['size cannot be longer than 4096 characters.'] },
    })
  })

  test.each([
    '[]',
    'no json',
    { ...hello, channel: 'FAX' },
    { ...hello, channel: 'TIKTOK' },
    { ...hello, contentType: 'HOLOGRAM' },
    { ...hello, content: 'Hello' },
    { ...hello, from: 42 },
  ])('are not sent from the invalid body %j', async (body) => {
    const answer = await post(await newPath(), body)
    expect(answer.status).toBe(400)
    expect(errorOf(answer)).toEqual({ messageId: 'BAD_REQUEST', text: 'Invalid request body.' })
  })

  test('sent as TEMPLATE come back as TEXT with the places filled', async () => {
    const path = await newPath()
    const template = (content: Row) => post(path, { ...text, contentType: 'TEMPLATE', content })
    const { body } = await template({
      templateName: 'order_shipped',
      language: 'es',
      parameters: [{ default: 'Pablo' }, { default: 'BC-1' }, { default: 'hoy' }],
    })
    expect(body).toMatchObject({
      contentType: 'TEXT',
      content: {
        text: 'Hola Pablo, tu pedido BC-1 ha salido de nuestro tostadero y llega hoy. Responde aquí si falta algo.',
      },
    })
    expect(await list(path)).toEqual([body])
    expect(errorOf(await template({ templateName: 'order_shipped', language: 'ar' })).messageId).toBe(
      'NOT_FOUND',
    )
    expect(errorOf(await template({ name: 'order_shipped' })).text).toBe('Invalid request body.')
  })

  test('sent as MEDIA_TEMPLATE come back with the language as code and label', async () => {
    const content = { templateName: 'offer', language: 'en', body: { placeholders: ['6-15'] } }
    const { body } = await post(await newPath(), { ...text, contentType: 'MEDIA_TEMPLATE', content })
    expect(body.content).toEqual({ ...content, language: { code: 'en', label: 'English' } })
  })

  test('are not sent into a closed conversation', async () => {
    const { id } = await sandbox.create({ status: 'CLOSED' })
    expect(errorOf(await post(`/conversations/${id}/messages`, hello)).text).toBe(
      'Closed conversation cannot be changed',
    )
  })
})

describe('a message that a contact sends to the Infobip sandbox', () => {
  const sandbox = createInfobipSandbox()

  test('comes over the channel and from the address of the last one', async () => {
    const all = await sandbox.conversations()
    const conversation = all.find(({ topic }) => topic === 'Refund for a broken French press')
    const conversationId = String(conversation?.id)
    sandbox.advance(60_000)
    const arrived = sandbox.recordInbound({ conversationId, text: 'Got it!' })
    expect(arrived).toMatchObject({
      channel: 'FACEBOOK_MESSENGER',
      from: '4394903220582780',
      direction: 'INBOUND',
      authorType: 'CUSTOMER',
      contentType: 'TEXT',
      content: { text: 'Got it!' },
    })
    const { body } = await sandbox.get(
      `/conversations/${conversationId}/messages?limit=1&orderBy=createdAt:desc`,
    )
    expect(body.messages).toEqual([arrived])
    const after = (await sandbox.get(`/conversations/${conversationId}`)).body
    expect(after).toEqual({ ...conversation, updatedAt: arrived.createdAt })
  })

  test('can begin a conversation when its addresses are given', async () => {
    const conversationId = String((await sandbox.create()).id)
    expect(() => sandbox.recordInbound({ conversationId, text: 'Hi' })).toThrow('needs channel, from and to')
    const first = {
      conversationId,
      channel: 'SMS',
      from: '1',
      to: '2',
      contentType: 'IMAGE',
      content: { url: 'x' },
    }
    const { conversationId: _, ...shown } = first
    expect(sandbox.recordInbound(first)).toMatchObject(shown)
    expect(sandbox.recordInbound({ conversationId, text: 'Hi' })).toMatchObject({ from: '1', to: '2' })
  })

  test('does not come into a conversation that is closed or unknown', async () => {
    const { id } = await sandbox.create({ status: 'CLOSED' })
    expect(() => sandbox.recordInbound({ conversationId: String(id), text: 'Hi' })).toThrow(
      'Closed conversation',
    )
    expect(() => sandbox.recordInbound({ conversationId: nobody, text: 'Hi' })).toThrow('No such entity')
  })
})
