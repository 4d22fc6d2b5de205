import { describe, expect, it } from 'vitest'
import { InvalidInputError, NotFoundError, UnsupportedError } from '../../../../src/domain/errors.ts'
import type { OutgoingNote } from '../../../../src/domain/outgoing.ts'
import { toNote } from '../../../../src/upstream/infobip/map/note.ts'
import { notePage } from '../../../../src/upstream/infobip/wire.ts'
import { call, conversationId, createModel, noteRow, notesPath, type Row } from './model.ts'
import { note } from './outgoing.ts'

const start = Date.UTC(2026, 10, 20, 12)

const read = (row: Row) => toNote('infobip', conversationId, notePage.parse({ notes: [row] }).notes[0]!)

describe('a note', () => {
  it('is private, internal, by its agent, and has an id of its own', () => {
    expect(read(noteRow('n1', start, { updatedAt: null }))).toEqual({
      account: 'infobip',
      conversationId,
      id: 'note-n1',
      kind: 'NOTE',
      direction: 'INTERNAL',
      text: 'note n1',
      content: { type: 'TextContent', text: 'note n1', format: 'PLAIN' },
      attachments: [],
      senderKey: { type: 'Agent', id: 'ann' },
      isPrivate: true,
      isDeleted: false,
      status: 'UNKNOWN',
      statusReason: null,
      replyToId: null,
      channel: null,
      clientMessageId: null,
      translations: [],
      createdAt: start,
      updatedAt: null,
      metadata: { type: 'INTERNAL', content: 'note n1' },
    })
  })

  it('has its files', () => {
    const attachments = [
      {
        id: '12345',
        fileName: 'a.png',
        fileExtension: 'png',
        contentType: 'image/png',
        fileSize: 12,
        publicLink: 'https://a.b/1',
      },
      {
        id: '56789',
        fileName: 'b.pdf',
        contentType: 'application/pdf',
        fileSize: 34,
        publicLink: 'https://a.b/2',
      },
    ]
    const message = read(noteRow('n1', start, { type: 'ATTACHMENT', content: { text: 'See', attachments } }))
    expect(message).toMatchObject({ text: 'See', content: { type: 'TextContent', text: 'See' } })
    expect(message.attachments).toMatchObject([
      {
        messageId: 'note-n1',
        id: '0',
        kind: 'IMAGE',
        upstreamUrl: 'https://a.b/1',
        fileName: 'a.png',
        contentType: 'image/png',
        size: 12,
      },
      {
        messageId: 'note-n1',
        id: '1',
        kind: 'FILE',
        upstreamUrl: 'https://a.b/2',
        fileName: 'b.pdf',
        size: 34,
      },
    ])
  })

  it('has files without a word, and no author where none is told', () => {
    const content = { text: '', attachments: [{ contentType: 'audio/ogg', publicLink: 'https://a.b/1' }] }
    const message = read(noteRow('n1', start, { agentId: null, content }))
    expect(message).toMatchObject({ text: null, attachments: [{ kind: 'AUDIO' }] })
    expect(message).not.toHaveProperty('senderKey')
  })

  it('of an unknown shape is passed on whole', () => {
    expect(read(noteRow('n1', start, { type: 'AUTH_X', content: { a: 1 } }))).toMatchObject({
      text: null,
      content: { type: 'UnsupportedContent', upstreamType: 'AUTH_X', raw: { a: 1 } },
    })
    expect(read(noteRow('n1', start, { content: null })).content).toMatchObject({ text: '' })
  })
})

const modelOf = (rows: readonly Row[] = []) => {
  const model = createModel()
  model.clock.now = start
  const notes = [...rows]
  model.lists.set(notesPath, notes)
  const { prepareNote, findNote } = model.upstream.can as Required<typeof model.upstream.can>
  const as = (agentId: string | null) => ({ ...call, agentId })
  return {
    ...model,
    notes,
    prepare: (one: OutgoingNote = note(), agentId: string | null = 'ann') =>
      prepareNote(conversationId, one, as(agentId)),
    find: async (trace: Parameters<typeof findNote>[2], agentId = 'ann') =>
      (await findNote(conversationId, note(), trace, as(agentId)))?.id ?? null,
  }
}

describe('writing a note', () => {
  it("takes two calls, in the acting agent's name and without x-agent-id", async () => {
    const model = modelOf()
    const written = await (await model.prepare()).post()
    expect(written).toMatchObject({ id: 'note-new-1', kind: 'NOTE', text: 'Call back tomorrow' })
    expect(model.requests.map(({ operation }) => operation)).toEqual(['notes.list', 'notes.create'])
    expect(model.requests[1]).toMatchObject({
      body: { content: 'Call back tomorrow', agentId: 'ann' },
      headers: {},
    })
  })

  it('names no author without an acting agent', async () => {
    const model = modelOf()
    await (await model.prepare(note(), null)).post()
    expect(model.requests[1]?.body).toEqual({ content: 'Call back tomorrow' })
  })

  it.each([
    ['blank', ' \n'],
    ['with NUL', 'a\0'],
    ['with a lone surrogate', '\ud800'],
    ['of 4,001 characters', 'x'.repeat(4_001)],
  ])('%s is refused before any call', async (_, words) => {
    const model = modelOf()
    const error = await model.prepare(note({ text: words })).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(InvalidInputError)
    expect(error).toMatchObject({ argumentPath: ['text'] })
    expect(model.requests).toEqual([])
  })

  it('of 4,000 characters is taken as it is', async () => {
    const words = ` ${'é'.repeat(3_999)}`
    expect((await (await modelOf().prepare(note({ text: words }))).post()).text).toBe(words)
  })

  it('that mentions somebody is unsupported', async () => {
    await expect(modelOf().prepare(note({ mentionAgentIds: ['ben'] }))).rejects.toBeInstanceOf(
      UnsupportedError,
    )
  })

  it('in a conversation that is not there is not found', async () => {
    const { prepareNote } = createModel().upstream.can
    await expect(prepareNote?.('none', note(), call)).rejects.toBeInstanceOf(NotFoundError)
  })
})

describe('a note that got no answer', () => {
  const same = { content: 'Call back tomorrow' }

  it('is found where it arrived, and not where it did not', async () => {
    const model = modelOf([noteRow('old', start - 1, same)])
    const { trace, post } = await model.prepare()
    expect(await model.find(trace)).toBeNull()
    model.clock.now += 1
    await post()
    expect(await model.find(trace)).toBe('note-new-1')
  })

  it.each<[string, Row[]]>([
    ['another text', [noteRow('x', start + 1)]],
    ["another agent's", [noteRow('x', start + 1, { ...same, agentId: 'ben' })]],
    ['one much later', [noteRow('x', start + 200_000, same)]],
    ['either of two', [noteRow('x', start + 1, same), noteRow('y', start + 2, same)]],
  ])('is not taken for %s', async (_, rows) => {
    const model = modelOf()
    const { trace } = await model.prepare()
    model.notes.push(...rows)
    expect(await model.find(trace)).toBeNull()
  })
})
