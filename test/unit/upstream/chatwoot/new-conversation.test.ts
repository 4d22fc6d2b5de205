import { describe, expect, test } from 'vitest'
import {
  ForbiddenError,
  InvalidInputError,
  NotFoundError,
  UnsupportedError,
  UpstreamRejectedError,
  UpstreamTimeoutError,
  UpstreamUnavailableError,
} from '../../../../src/domain/errors.ts'
import type { NewConversation, OutgoingMessage } from '../../../../src/domain/outgoing.ts'
import type { RequestSpec } from '../../../../src/upstream/http/request.ts'
import { marker, openDesk, outgoing, words } from './desk.ts'
import { type Answer, call, type ModelMessage, notFound, numberIn, origin } from './model.ts'

const target = (change: Partial<NewConversation> = {}): NewConversation => ({
  contactId: null,
  inboxId: '7',
  channel: null,
  from: null,
  to: null,
  marker: 'begun-1',
  ...change,
})

const contact = (change: object = {}) => ({
  id: 12,
  email: null,
  phone_number: null,
  contact_inboxes: [],
  ...change,
})
/** What a conversation is found by. */
const mark = { additional_attributes: { parley_marker: 'begun-1' } }
const inWidget = (source_id: string, id = 7, channel_type = 'Channel::WebWidget') => ({
  source_id,
  inbox: { id, channel_type },
})

interface Choices {
  readonly contacts: readonly object[]
  readonly table: ModelMessage[]
  readonly pageSize: number
  /** What comes instead of an answer. */
  readonly fail: (spec: RequestSpec<unknown>) => Answer | undefined
  /** What happens in the conversation while it is created. */
  readonly meanwhile: () => void
  readonly isListDown: boolean
}

const office = ({
  contacts = [],
  table = [],
  pageSize = 15,
  fail = () => undefined,
  meanwhile,
  isListDown = false,
}: Partial<Choices> = {}) => {
  const desk = openDesk({
    table,
    fail: ({ operation }) =>
      isListDown && operation === 'messages.list'
        ? { error: new UpstreamTimeoutError('slow', origin), isDone: false }
        : undefined,
    serve: (spec) => {
      const failure = fail(spec)
      if (failure) return failure
      switch (spec.operation) {
        case 'contacts.get':
          return { payload: contacts[0] }
        case 'contacts.search': {
          const page = numberIn(spec, 'page') ?? 1
          const payload = contacts.slice((page - 1) * pageSize, page * pageSize)
          return { meta: { count: payload.length, has_more: page * pageSize < contacts.length }, payload }
        }
        case 'contacts.create':
          return { payload: { contact: contact({ id: 99 }), contact_inbox: inWidget('made') } }
        case 'conversations.create': {
          const { message } = spec.body as { message?: object }
          if (message) desk.create(message)
          meanwhile?.()
          return desk.conversation()
        }
        default:
          return notFound()
      }
    },
  })
  return {
    ...desk,
    begin: async (change: Partial<NewConversation>, message: OutgoingMessage | null = null) =>
      (await desk.upstream.can.prepareConversation?.(target(change), message, call))?.post(),
    find: (message: OutgoingMessage | null) =>
      desk.upstream.can.findConversation?.(target(), message, { contactId: '12' }, call),
    bodyOf: (operation: string): unknown =>
      JSON.parse(JSON.stringify(desk.asked.find((spec) => spec.operation === operation)?.body)),
  }
}

describe('a new conversation', () => {
  test('with a known contact is two calls', async () => {
    const { begin, operations, bodyOf } = office({ contacts: [contact()] })
    expect(await begin({ contactId: '12' })).toMatchObject({
      conversation: { id: '32', status: 'OPEN', contact: { id: '12' } },
      message: null,
    })
    expect(operations()).toEqual(['contacts.get', 'conversations.create'])
    expect(bodyOf('conversations.create')).toEqual({ inbox_id: 7, contact_id: 12, ...mark })
  })

  test('goes where the contact listens, unless that is an address that Chatwoot knows', async () => {
    const sourceIdOf = async (contact_inboxes: object[]) => {
      const { begin, bodyOf } = office({ contacts: [contact({ contact_inboxes })] })
      await begin({ contactId: '12' })
      return (bodyOf('conversations.create') as { source_id?: string }).source_id
    }
    expect(await sourceIdOf([inWidget('old'), inWidget('new'), inWidget('other', 8)])).toBe('new')
    expect(await sourceIdOf([inWidget('user-5', 7, 'Channel::Api')])).toBe('user-5')
    expect(await sourceIdOf([inWidget('page-5', 7, 'Channel::FacebookPage')])).toBe('page-5')
    expect(await sourceIdOf([inWidget('15550100', 7, 'Channel::Whatsapp')])).toBeUndefined()
    expect(await sourceIdOf([inWidget('other', 8)])).toBeUndefined()
  })

  test('carries its first message with it', async () => {
    const { begin, operations, bodyOf } = office({ contacts: [contact()] })
    const result = await begin({ contactId: '12' }, outgoing({ clientMessageId: 'c-1' }))
    expect(result).toMatchObject({
      conversation: { id: '32', lastMessage: { text: 'Hello' } },
      message: { conversationId: '32', text: 'Hello', clientMessageId: 'c-1', direction: 'OUTGOING' },
    })
    expect(bodyOf('conversations.create')).toEqual({
      inbox_id: 7,
      contact_id: 12,
      ...mark,
      message: {
        content: 'Hello',
        content_attributes: { parley_marker: marker, parley_client_message_id: 'c-1' },
      },
    })
    expect(operations()).toEqual(['contacts.get', 'conversations.create'])
  })

  test('in which another message came last is asked for the first one', async () => {
    const table: ModelMessage[] = [{ id: 5, created_at: 1, content: 'earlier' }]
    const meanwhile = () =>
      table.push({ id: 900, created_at: 3_000, message_type: 3, content: 'We are closed.' })
    const { begin, operations } = office({ contacts: [contact()], table, meanwhile })
    expect(await begin({ contactId: '12' }, outgoing())).toMatchObject({
      conversation: { lastMessage: { text: 'We are closed.' } },
      message: { text: 'Hello' },
    })
    expect(operations()).toEqual(['contacts.get', 'conversations.create', 'messages.list'])
  })

  test('is there even if its first message cannot be shown', async () => {
    const table: ModelMessage[] = []
    const gone = office({ contacts: [contact()], table, meanwhile: () => table.splice(0, 1) })
    const created = { conversation: { id: '32' }, message: null }
    expect(await gone.begin({ contactId: '12' }, outgoing())).toMatchObject(created)
    const meanwhile = () => table.push({ id: 900, created_at: 3_000 })
    const unread = office({ contacts: [contact()], table, meanwhile, isListDown: true })
    expect(await unread.begin({ contactId: '12' }, outgoing())).toMatchObject(created)
    expect(unread.operations()).toEqual(['contacts.get', 'conversations.create', 'messages.list'])
  })
})

describe('a conversation whose answer got lost', () => {
  const lost = (rows: readonly object[], table: ModelMessage[] = []) => {
    const desk: ReturnType<typeof office> = office({
      table,
      fail: ({ operation }) =>
        operation === 'contacts.conversations'
          ? { payload: rows.map((row) => ({ ...desk.conversation(), ...row })) }
          : undefined,
    })
    return desk
  }
  const marked: ModelMessage = {
    id: 5,
    created_at: 1,
    message_type: 1,
    content: 'Hello',
    content_attributes: { parley_marker: marker },
  }

  test('is found by its mark, and not in another inbox or without it', async () => {
    const { find, operations } = lost([
      { id: 30, inbox_id: 8, ...mark },
      { id: 31, inbox_id: 7 },
      { id: 32, inbox_id: 7, ...mark },
    ])
    expect(await find(null)).toMatchObject({ conversation: { id: '32' }, message: null })
    expect(operations()).toEqual(['contacts.conversations'])
    expect(
      await lost([
        { id: 30, inbox_id: 8, ...mark },
        { id: 31, inbox_id: 7 },
      ]).find(null),
    ).toBeNull()
  })

  test('is found with its first message', async () => {
    const { find } = lost([{ id: 32, inbox_id: 7, ...mark }], [marked, { id: 900, created_at: 3_000 }])
    expect(await find(outgoing())).toMatchObject({ conversation: { id: '32' }, message: { id: '5' } })
  })

  test('is the one that the inbox keeps, when the first message is in it', async () => {
    const kept = { id: 32, inbox_id: 7 }
    expect(await lost([kept], [marked]).find(outgoing())).toMatchObject({
      conversation: { id: '32' },
      message: { id: '5' },
    })
    const others = [{ ...marked, content_attributes: { parley_marker: 'another' } }]
    expect(await lost([kept], others).find(outgoing())).toBeNull()
  })
})

describe('a contact', () => {
  const address = 'sam@example.com'
  const others = (count: number) =>
    Array.from({ length: count }, (_, index) => contact({ id: 200 + index, email: `x${index}.${address}` }))

  test('is found by the whole address', async () => {
    const sam = contact({ email: 'Sam@Example.com' })
    const { begin, asked, operations, bodyOf } = office({ contacts: [...others(3), sam] })
    await begin({ to: address })
    expect(operations()).toEqual(['contacts.search', 'conversations.create'])
    expect(asked[0]?.query).toEqual({ q: address, page: 1 })
    expect(bodyOf('conversations.create')).toMatchObject({ contact_id: 12 })
  })

  test('is found behind others that are alike', async () => {
    const { begin, operations, bodyOf } = office({ contacts: [...others(31), contact({ email: address })] })
    await begin({ to: address })
    expect(operations().filter((each) => each === 'contacts.search')).toHaveLength(3)
    expect(bodyOf('conversations.create')).toMatchObject({ contact_id: 12 })
  })

  test.each([
    [address, { email: address }],
    ['+15550100', { phone_number: '+15550100' }],
  ])('with the address %s is made where there is none', async (to, body) => {
    const { begin, operations, bodyOf } = office({ contacts: others(2) })
    await begin({ to })
    expect(operations()).toEqual(['contacts.search', 'contacts.create', 'conversations.create'])
    expect(bodyOf('contacts.create')).toEqual({ inbox_id: 7, ...body })
    expect(bodyOf('conversations.create')).toEqual({
      inbox_id: 7,
      contact_id: 99,
      source_id: 'made',
      ...mark,
    })
  })

  test.each([
    [{ payload: { contact: contact({ id: 99 }) } }],
    [{ payload: contact({ id: 99 }) }],
    [contact({ id: 99 })],
  ])('that was made is understood in every shape: %#', async (answer) => {
    const { begin, bodyOf } = office({
      fail: ({ operation }) => (operation === 'contacts.create' ? answer : undefined),
    })
    await begin({ to: address })
    expect(bodyOf('conversations.create')).toEqual({ inbox_id: 7, contact_id: 99, ...mark })
  })

  test('is looked for in so many pages, and then left to Chatwoot to tell apart', async () => {
    const { begin, operations } = office({ contacts: others(200) })
    await begin({ to: address })
    expect(operations().filter((each) => each === 'contacts.search')).toHaveLength(5)
  })
})

describe('a conversation that cannot be', () => {
  test.each([
    [{ inboxId: null, contactId: '12' }, 'inboxId'],
    [{}, 'contactId'],
    [{ contactId: '12', to: 'sam@example.com' }, 'to'],
    [{ contactId: '12', channel: 'SMS' }, 'channel'],
    [{ contactId: '12', from: '+15550199' }, 'from'],
    [{ to: '5550100' }, 'to'],
    [{ to: '' }, 'to'],
    [{ to: 'sam@exam\0ple.com' }, 'to'],
  ] as const)('%j is refused before anybody is asked', async (change, path) => {
    const { begin, asked } = office()
    await expect(begin(change)).rejects.toMatchObject({ code: 'BAD_USER_INPUT', argumentPath: [path] })
    expect(asked).toEqual([])
  })

  test('has a first message that cannot be', async () => {
    const { begin, asked } = office()
    await expect(begin({ contactId: '12' }, words(' '))).rejects.toMatchObject({
      argumentPath: ['firstMessage', 'text'],
    })
    await expect(begin({ contactId: '..' })).rejects.toThrow(InvalidInputError)
    expect(asked).toEqual([])
  })

  const failing = (operation: string, error: Answer) =>
    office({
      contacts: [contact()],
      fail: (spec) =>
        spec.operation === operation
          ? error
          : spec.operation === 'profile.get'
            ? { id: 3, accounts: [] }
            : undefined,
    })

  test('has no such contact, or no such inbox', async () => {
    const { begin, operations } = failing('contacts.get', notFound())
    const withoutContact = begin({ contactId: '12' })
    await expect(withoutContact).rejects.toThrow(NotFoundError)
    await expect(withoutContact).rejects.toThrow('no such contact')
    expect(operations()).toEqual(['contacts.get'])
    const withoutInbox = failing('conversations.create', notFound()).begin({ contactId: '12' })
    await expect(withoutInbox).rejects.toThrow(NotFoundError)
    await expect(withoutInbox).rejects.toThrow('no such inbox')
  })

  test('may be there after a request that got no answer', async () => {
    const slow = new UpstreamTimeoutError('slow', origin)
    const begun = failing('conversations.create', slow).begin({ contactId: '12' })
    await expect(begun).rejects.toBe(slow)
  })

  test('is refused by Chatwoot for good', async () => {
    for (const error of [
      new UpstreamRejectedError('refused', origin, 422, 'contact phone number'),
      new ForbiddenError('not allowed', origin),
    ]) {
      const begun = failing('conversations.create', error).begin({ contactId: '12' })
      await expect(begun).rejects.toBe(error)
    }
  })

  test('is unsupported where nobody can write first, which Chatwoot breaks at', async () => {
    const broken = new UpstreamUnavailableError('500', origin)
    const begin = (brokenOperation: string, channel_type: string, inboxes: Answer | undefined = undefined) =>
      office({
        contacts: [contact()],
        fail: ({ operation }) => {
          if (operation === brokenOperation) return broken
          if (operation !== 'inboxes.list') return undefined
          return inboxes ?? { payload: [{ id: 7, name: 'Inbox', channel_type }] }
        },
      }).begin(brokenOperation === 'contacts.create' ? { to: '+15550100' } : { contactId: '12' })
    for (const operation of ['contacts.create', 'conversations.create']) {
      const begun = begin(operation, 'Channel::Telegram')
      await expect(begun).rejects.toThrow(UnsupportedError)
      await expect(begun).rejects.toMatchObject({ capability: 'CREATE_CONVERSATION' })
      await expect(begin(operation, 'Channel::Whatsapp')).rejects.toBe(broken)
      await expect(begin(operation, '', broken)).rejects.toBe(broken)
    }
    const known = office({
      contacts: [contact({ contact_inboxes: [inWidget('tg-5', 7, 'Channel::Telegram')] })],
      fail: ({ operation }) => (operation === 'conversations.create' ? broken : undefined),
    })
    await expect(known.begin({ contactId: '12' })).rejects.toBe(broken)
  })
})
