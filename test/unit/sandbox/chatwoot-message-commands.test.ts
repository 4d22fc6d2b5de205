import { beforeEach, describe, expect, test } from 'vitest'
import {
  agent,
  bot,
  type ChatwootSandbox,
  createChatwootSandbox,
  type Wire,
} from '../../support/chatwoot-sandbox.ts'

const apiInbox = 4
let sandbox: ChatwootSandbox
let every: readonly Wire[]

beforeEach(async () => {
  sandbox = createChatwootSandbox()
  every = await sandbox.conversations()
})

const openIn = (inbox: number): number =>
  every.find((row) => row.inbox_id === inbox && row.status === 'open' && row.meta.assignee_type === 'User').id
const send = async (id: number, body: unknown): Promise<Wire> =>
  (await sandbox.post(`/conversations/${id}/messages`, body)).body
const reread = async (id: number, messageId: number): Promise<Wire> =>
  (await sandbox.get(`/conversations/${id}/messages?after=${messageId}&before=${messageId + 1}`)).body
    .payload[0]

describe('updating a status', () => {
  const put = (id: number, messageId: number | string, body: unknown, method = 'PATCH', token?: string) =>
    sandbox.ask(method, `/conversations/${id}/messages/${messageId}`, {
      body,
      ...(token !== undefined && { token }),
    })

  test.each(['PATCH', 'PUT'])('by %s keeps an error only with failed', async (method) => {
    const id = openIn(apiInbox)
    const { id: messageId } = await send(id, { content: 'x', content_attributes: { marker: 'ours' } })
    const failed = await put(id, messageId, { status: 'failed', external_error: 'err123' }, method)
    expect(failed).toMatchObject({
      status: 200,
      body: {
        id: messageId,
        status: 'failed',
        content_attributes: { marker: 'ours', external_error: 'err123' },
      },
    })
    const { body } = await put(id, messageId, { status: 'delivered', external_error: 'ignored' }, method)
    expect(body).toMatchObject({ status: 'delivered', content_attributes: { external_error: null } })
    expect(await reread(id, messageId)).toEqual(body)
  })

  test('goes up the ladder, and from read back to delivered it silently does not', async () => {
    const id = openIn(apiInbox)
    const { id: messageId } = await send(id, { content: 'x' })
    await put(id, messageId, { status: 'read' })
    const before = await reread(id, messageId)
    expect(await put(id, messageId, { status: 'delivered' })).toMatchObject({ status: 200, body: before })
    expect((await put(id, messageId, { status: 'sent' })).body.status).toBe('sent')
  })

  test.each([{ status: 'seen' }, {}, { content: 'edited' }])(
    'by %j answers 200 and changes nothing',
    async (body) => {
      const id = openIn(apiInbox)
      const sent = await send(id, { content: 'x' })
      expect(await put(id, sent.id, body)).toMatchObject({ status: 200, body: sent })
      expect(await reread(id, sent.id)).toEqual(sent)
    },
  )

  test('is refused with 403 in every inbox but an API inbox, before the message is looked for', async () => {
    const id = openIn(1)
    for (const messageId of [(await send(id, { content: 'x' })).id, 99_999_999]) {
      expect(await put(id, messageId, { status: 'read' })).toMatchObject({
        status: 403,
        body: { error: 'Message status update is only allowed for API inboxes' },
      })
    }
  })

  test('of an unknown message is 404, and closed to bots', async () => {
    const id = openIn(apiInbox)
    expect((await put(id, 99_999_999, { status: 'read' })).status).toBe(404)
    expect((await put(id, 1, { status: 'read' }, 'PATCH', bot.token)).status).toBe(401)
  })
})

describe('deleting', () => {
  const remove = (id: number, messageId: number) =>
    sandbox.ask('DELETE', `/conversations/${id}/messages/${messageId}`)

  test('leaves a tombstone without anything but who, when and whether it was private', async () => {
    const id = openIn(1)
    const sent = await send(id, { content: 'secret', private: true, content_attributes: { marker: 'ours' } })
    sandbox.advance(60_000)
    const { status, body } = await remove(id, sent.id)
    expect(status).toBe(200)
    expect(body).toEqual({
      ...sent,
      content: 'This message was deleted',
      content_type: 'text',
      content_attributes: { deleted: true },
    })
    expect(await reread(id, sent.id)).toEqual(body)
    expect(await sandbox.messageIds(id)).toContain(sent.id)
  })

  test('takes the files away', async () => {
    const { display_id: id, message_id: messageId } = sandbox.db
      .prepare(
        `SELECT c.display_id, a.message_id FROM chatwoot_attachments a
         JOIN chatwoot_messages m ON m.id = a.message_id JOIN chatwoot_conversations c ON c.id = m.conversation_id
         WHERE a.blob_id IS NOT NULL AND m.account_id = 1 LIMIT 1`,
      )
      .get() as { display_id: number; message_id: number }
    const { attachments } = await reread(id, messageId)
    expect((await sandbox.fetch(attachments[0].data_url)).status).toBe(302)
    expect((await remove(id, messageId)).body).not.toHaveProperty('attachments')
    expect((await sandbox.fetch(attachments[0].data_url)).status).toBe(404)
  })

  test('is 404 for an unknown message and for one of another conversation', async () => {
    const { id: elsewhere } = await send(openIn(3), { content: 'x' })
    for (const messageId of [99_999_999, elsewhere]) {
      expect(await remove(openIn(1), messageId)).toMatchObject({
        status: 404,
        body: { error: 'Resource could not be found' },
      })
    }
  })

  test('is open to whoever sees the conversation', async () => {
    const mine = (await sandbox.conversations('status=all', { token: agent.token }))[0].id
    const { id: messageId } = await send(mine, { content: 'x' })
    const answer = await sandbox.ask('DELETE', `/conversations/${mine}/messages/${messageId}`, {
      token: agent.token,
    })
    expect(answer.status).toBe(200)
  })
})

describe('retrying', () => {
  const retry = (id: number, messageId: number) =>
    sandbox.post(`/conversations/${id}/messages/${messageId}/retry`, undefined)

  test('puts the message back to sent and forgets all its content attributes', async () => {
    const id = openIn(1)
    const sent = await send(id, { content: 'please fail', content_attributes: { marker: 'ours' } })
    sandbox.live(300)
    expect(await reread(id, sent.id)).toMatchObject({
      status: 'failed',
      content_attributes: { marker: 'ours', external_error: '131000: Something went wrong' },
    })
    const { status, body } = await retry(id, sent.id)
    expect(status).toBe(200)
    expect(body).toEqual({ ...sent, status: 'sent', content_attributes: {} })
  })

  test('asks nobody whether it had failed', async () => {
    const id = openIn(apiInbox)
    const { id: messageId } = await send(id, { content: 'x' })
    await sandbox.ask('PATCH', `/conversations/${id}/messages/${messageId}`, { body: { status: 'read' } })
    expect((await retry(id, messageId)).body.status).toBe('sent')
  })

  test('of an unknown message is 422 with the words of not found; of an unknown conversation it is 404', async () => {
    expect(await retry(openIn(1), 99_999_999)).toMatchObject({
      status: 422,
      body: { error: 'Resource could not be found' },
    })
    expect((await retry(99_999, 1)).status).toBe(404)
  })
})

describe('translating', () => {
  const translate = (id: number, messageId: number, language?: string, account = 1, token?: string) =>
    sandbox.post(
      `/conversations/${id}/messages/${messageId}/translate`,
      language === undefined ? {} : { target_language: language },
      { account, ...(token !== undefined && { token }) },
    )

  test('answers with the text once and keeps it under the key; afterwards the answer is empty', async () => {
    const id = openIn(1)
    const sent = await send(id, { content: 'Great, thank you!', content_attributes: { marker: 'ours' } })
    expect((await translate(id, sent.id, 'es')).body).toEqual({ content: '¡Genial, gracias!' })
    expect(await translate(id, sent.id, 'es')).toMatchObject({ status: 200, body: null })
    expect((await translate(id, sent.id, 'de')).body).toEqual({ content: 'Super, danke!' })
    expect((await reread(id, sent.id)).content_attributes).toEqual({
      marker: 'ours',
      translations: { es: '¡Genial, gracias!', de: 'Super, danke!' },
    })
  })

  test('keeps by the exact key: pt_BR is not pt-BR', async () => {
    const id = openIn(1)
    const { id: messageId } = await send(id, { content: 'Great, thank you!' })
    const content = 'Ótimo, obrigado!'
    expect((await translate(id, messageId, 'pt_BR')).body).toEqual({ content })
    expect((await translate(id, messageId, 'pt-BR')).body).toEqual({ content })
    expect((await reread(id, messageId)).content_attributes.translations).toEqual({
      pt_BR: content,
      'pt-BR': content,
    })
  })

  test('marks what it cannot really translate, always in the same way', async () => {
    const id = openIn(1)
    const { id: messageId } = await send(id, { content: 'Nobody has said this before.' })
    expect((await translate(id, messageId, 'de')).body.content).toBe('[de] Nobody has said this before.')
    expect((await translate(id, messageId, 'pt_BR')).body.content).toBe(
      '[pt-BR] Nobody has said this before.',
    )
  })

  test('of a mail translates its HTML into HTML', async () => {
    const id = openIn(2)
    const { id: messageId } = await send(id, {
      content: 'Hello',
      email_html_content: '<p>Hello</p><p>Great, <b>thank you!</b></p>',
    })
    expect((await translate(id, messageId, 'fr')).body.content).toBe(
      '<p>Bonjour</p><p>[fr] Great, <b>[fr] thank you!</b></p>',
    )
  })

  test('gives null for what has no words and stores nothing', async () => {
    const id = openIn(1)
    const { id: messageId } = await send(id, { content: '  ' })
    expect(await translate(id, messageId, 'es')).toMatchObject({ status: 200, body: { content: null } })
    expect((await reread(id, messageId)).content_attributes).toEqual({})
  })

  test('gives null in an account without the integration', async () => {
    const row = sandbox.db
      .prepare('SELECT min(id) AS id FROM chatwoot_messages WHERE account_id = 2 AND message_type = 0')
      .get() as { id: number }
    const { display_id: id } = sandbox.db
      .prepare(
        'SELECT display_id FROM chatwoot_conversations WHERE id = (SELECT conversation_id FROM chatwoot_messages WHERE id = ?)',
      )
      .get(row.id) as { display_id: number }
    const answer = await translate(id, row.id, 'es', 2, 'sandbox-chatwoot-beta-admin')
    expect(answer).toMatchObject({ status: 200, body: { content: null } })
  })

  test.each(['xx', 'not a language', undefined])('into %s breaks with 500', async (language) => {
    const id = openIn(1)
    const { id: messageId } = await send(id, { content: 'Hello' })
    expect((await translate(id, messageId, language)).status).toBe(500)
  })

  test('of an unknown message is 404', async () => {
    expect((await translate(openIn(1), 99_999_999, 'es')).status).toBe(404)
  })

  test('what the seed has translated is found as cached', async () => {
    const { id, display_id } = sandbox.db
      .prepare(
        `SELECT m.id, c.display_id FROM chatwoot_messages m JOIN chatwoot_conversations c ON c.id = m.conversation_id
         WHERE m.account_id = 1 AND json_extract(m.content_attributes, '$.translations.es') IS NOT NULL LIMIT 1`,
      )
      .get() as { id: number; display_id: number }
    expect(await translate(display_id, id, 'es')).toMatchObject({ status: 200, body: null })
  })
})
