import { describe, expect, it } from 'vitest'
import { UpstreamTimeoutError } from '../../../../src/domain/errors.ts'
import type { Json } from '../../../../src/domain/json.ts'
import type { OutgoingMessage } from '../../../../src/domain/outgoing.ts'
import {
  call,
  conversationId,
  conversationRow,
  conversationsPath,
  createModel,
  messageRow,
  messagesPath,
  origin,
  type Row,
} from './model.ts'
import { outgoing, text } from './outgoing.ts'

const start = Date.UTC(2026, 10, 20, 12)
const timeout = () => new UpstreamTimeoutError('infobip did not answer in time.', origin)

const ours = (id: string, at: number, fields: Readonly<Record<string, unknown>> = {}): Row =>
  messageRow(id, at, {
    direction: 'OUTBOUND',
    from: '385951116666',
    to: '385976333666',
    content: { text: 'Hello' },
    ...fields,
  })

const modelOf = (
  rows: readonly Row[] = [messageRow('in', start - 60_000)],
  agentId: string | null = null,
) => {
  const model = createModel()
  model.clock.now = start
  const messages = [...rows]
  model.lists.set(conversationsPath, [conversationRow(conversationId, start, { agentId })])
  model.lists.set(messagesPath, messages)
  const as = { ...call, agentId }
  const { prepareSend, findSent } = model.upstream.messages
  return {
    ...model,
    messages,
    prepare: (message: OutgoingMessage = text('Hello')) => prepareSend(conversationId, message, as),
    find: async (trace: Json, message: OutgoingMessage = text('Hello')) =>
      (await findSent(conversationId, message, JSON.parse(JSON.stringify(trace)), as))?.id ?? null,
  }
}

describe('a send that got no answer', () => {
  it('is found where it arrived, in one call', async () => {
    const model = modelOf()
    const prepared = await model.prepare()
    model.clock.now += 3_000
    model.writes.after = () => {
      throw timeout()
    }
    await expect(prepared.post()).rejects.toBeInstanceOf(UpstreamTimeoutError)
    const before = model.requests.length
    expect(await model.find(prepared.trace)).toBe('new-1')
    expect(model.requests).toHaveLength(before + 1)
    expect(model.requests.at(-1)?.query).toMatchObject({ direction: 'OUTBOUND', limit: 999 })
  })

  it('is not found where it did not arrive', async () => {
    const model = modelOf()
    const prepared = await model.prepare()
    model.writes.before = () => {
      throw timeout()
    }
    await expect(prepared.post()).rejects.toBeInstanceOf(UpstreamTimeoutError)
    expect(await model.find(prepared.trace)).toBeNull()
  })

  it('is not taken for an equal message that was there before, be it in the same millisecond', async () => {
    const model = modelOf([messageRow('in', start - 5), ours('older', start - 1), ours('same', start - 1)])
    const { trace } = await model.prepare()
    expect(await model.find(trace)).toBeNull()
    model.messages.push(ours('new', start - 1))
    expect(await model.find(trace)).toBe('new')
  })

  it('is not claimed when two equal messages came: nothing tells which is whose', async () => {
    const model = modelOf()
    const { trace } = await model.prepare()
    model.messages.push(ours('one', start + 1), ours('two', start + 2))
    expect(await model.find(trace)).toBeNull()
  })

  it.each<[string, Record<string, unknown>]>([
    ['from the contact', { direction: 'INBOUND' }],
    ['from another address', { from: '1' }],
    ['to another address', { to: '1' }],
    ['on another channel', { channel: 'WHATSAPP' }],
    ['with other words', { content: { text: 'hello' } }],
    ['of another type', { contentType: 'IMAGE' }],
    ['by somebody else', { authorId: 'ben', authorType: 'AGENT' }],
  ])('is not taken for a message %s', async (_, fields) => {
    const model = modelOf()
    const { trace } = await model.prepare()
    model.messages.push(ours('other', start + 1, fields))
    expect(await model.find(trace)).toBeNull()
  })

  it('is not taken for a message that came much later', async () => {
    const model = modelOf()
    const { trace } = await model.prepare()
    model.messages.push(ours('later', start + 120_001))
    expect(await model.find(trace)).toBeNull()
    model.messages.push(ours('soon', start + 120_000))
    expect(await model.find(trace)).toBe('soon')
  })

  it("is found by its agent's name, and also where Infobip does not tell the author", async () => {
    for (const authorId of ['ann', undefined]) {
      const model = modelOf(undefined, 'ann')
      const { trace } = await model.prepare()
      model.messages.push(ours('row', start + 1, { authorId }), ours('ben', start + 1, { authorId: 'ben' }))
      expect(await model.find(trace)).toBe('row')
    }
  })

  it.each([{ text: 'Hello', showUrlPreview: false }, 'Hello'])(
    'is found where its content came back as %j',
    async (content) => {
      const model = modelOf()
      const { trace } = await model.prepare()
      model.messages.push(ours('row', start + 1, { content }))
      expect(await model.find(trace)).toBe('row')
    },
  )

  it.each([
    ['is found by the text that it reads like', 'Hi Pablo', 'row'],
    ['is not found where nobody told how it reads', null, null],
    ['is not found by another text', 'Hi Pedro', null],
  ])('a template %s', async (_, words, expected) => {
    const model = modelOf([messageRow('in', start - 1, { channel: 'WHATSAPP' })])
    const message = outgoing({
      content: {
        type: 'template',
        name: 'welcome',
        language: 'es',
        category: null,
        parameters: [{ name: '1', value: 'Pablo' }],
        text: words,
      },
    })
    const { trace } = await model.prepare(message)
    model.messages.push(ours('row', start + 1, { channel: 'WHATSAPP', content: { text: 'Hi Pablo' } }))
    expect(await model.find(trace, message)).toBe(expected)
  })

  it('a media template is found although its language comes back as code and label', async () => {
    const model = modelOf([messageRow('in', start - 1, { channel: 'WHATSAPP' })])
    const content = { templateName: 'image', language: 'en', header: { type: 'IMAGE', url: 'https://a.b/c' } }
    const message = outgoing({
      content: { type: 'raw', upstreamType: 'MEDIA_TEMPLATE', content, text: null },
    })
    const { trace } = await model.prepare(message)
    model.messages.push(
      ours('row', start + 1, {
        channel: 'WHATSAPP',
        contentType: 'MEDIA_TEMPLATE',
        content: { ...content, language: { code: 'en', label: 'English' } },
      }),
    )
    expect(await model.find(trace, message)).toBe('row')
  })

  it('is not looked for among more rows than can be seen at once', async () => {
    const model = modelOf()
    const { trace } = await model.prepare()
    model.messages.push(
      ours('row', start + 1),
      ...Array.from({ length: 999 }, (_, index) => ours(`r${index}`, start + 2, { content: { text: 'x' } })),
    )
    expect(await model.find(trace)).toBeNull()
  })

  it('is not looked for by a trace of another kind', async () => {
    const model = modelOf()
    expect(await model.find({ since: 1 })).toBeNull()
    expect(model.requests).toEqual([])
  })
})
