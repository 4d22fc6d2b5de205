/** What callers of the twins do at random, each with what it must be answered. */
import fc from 'fast-check'
import { expect } from 'vitest'
import type { Loose, wsClient } from '../../support/live-stack.ts'
import { callers, globalId, type Name, names, otherOf, type Twins } from '../../support/twins.ts'

export interface World {
  readonly twins: Twins
  /** Upstream ids of conversations that everybody may answer; equal in both accounts. */
  readonly open: readonly string[]
  /** Of one that ben may not see; equal in both accounts. */
  readonly hidden: string
  /** By name. */
  readonly clients: ReadonlyMap<Name, ReturnType<typeof wsClient>>
  /** Cursors of the beginning, of each caller's own feeds. */
  readonly cursors: ReadonlyMap<Name, { readonly inbox: string; readonly conversation: string }>
  /** By name: a path where its own file is, and what is in it. */
  readonly files: ReadonlyMap<Name, { readonly path: string; readonly text: string }>
  /** Ids that came of each text that was sent with a key. */
  readonly sent: Map<string, Set<string>>
}

const message = 'id text sender { __typename name } attachments { id url }'
export const inbox = `query Inbox($first: Int, $filter: ConversationFilter) {
  conversations(first: $first, filter: $filter) {
    edges { cursor node { id contact { id name } assignee { name } inbox { id name } lastMessage { ${message} } } }
    sources { account { name } status }
    eventCursor
  }
}`
const thread = `query Thread($id: ID!, $last: Int) {
  conversation(id: $id) { id messages(last: $last) { nodes { ${message} } } }
}`
const nodes = 'query Nodes($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }'
const viewer = 'query Viewer { viewer { name agents { id name } } }'
const events = `query Events($after: String!, $id: ID) {
  events(after: $after, conversationId: $id) { cursor events { ... on MessageAdded { message { ${message} } } } }
}`
export const live = `subscription Live($id: ID!, $after: String) {
  conversationEvents(conversationId: $id, after: $after) {
    __typename cursor ... on MessageAdded { message { ${message} } }
  }
}`
export const liveInbox = `subscription Inbox($filter: ConversationFilter) {
  inboxEvents(filter: $filter) { __typename cursor ... on MessageAdded { message { ${message} } } }
}`
export const send = `mutation Send($input: SendMessageInput!) {
  sendMessage(input: $input) { message { ${message} clientMessageId } userErrors { code } }
}`
const note = `mutation Note($input: AddNoteInput!) {
  addNote(input: $input) { message { ${message} clientMessageId } userErrors { code } }
}`

/** What the other account's things are answered with. */
const refusals = new Set(['UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND', 'BAD_USER_INPUT'])

const at = fc.nat({ max: 1_000 })
const key = fc.nat({ max: 7 })
const filter = fc.constantFrom<object | undefined>(
  undefined,
  { status: ['OPEN'] },
  { channels: ['API', 'EMAIL'] },
  { assignee: { isAssigned: true } },
  { createdAfter: '2020-01-01T00:00:00Z' },
)
const who = fc.constantFrom(...names)
const action = fc.oneof(
  fc.record({ do: fc.constant('inbox' as const), first: fc.integer({ min: 1, max: 20 }), filter }),
  fc.record({ do: fc.constant('thread' as const), at, last: fc.integer({ min: 1, max: 20 }) }),
  fc.record({ do: fc.constant('nodes' as const), at: fc.array(at, { minLength: 1, maxLength: 6 }) }),
  fc.record({ do: fc.constant('viewer' as const) }),
  fc.record({ do: fc.constant('send' as const), at, key }),
  fc.record({ do: fc.constant('note' as const), at, key }),
  fc.record({ do: fc.constant('replay' as const), isOfInbox: fc.boolean() }),
  fc.record({ do: fc.constant('subscribe' as const) }),
  fc.record({ do: fc.constant('upload' as const), at }),
  fc.record({ do: fc.constant('download' as const) }),
  fc.record({
    do: fc.constant('trespass' as const),
    how: fc.constantFrom('thread', 'filter', 'nodes', 'send', 'replay', 'subscribe', 'upload', 'download'),
    at,
  }),
  fc.record({ do: fc.constant('hidden' as const) }),
  fc.record({ do: fc.constant('together' as const), at, first: fc.integer({ min: 1, max: 20 }) }),
)
export const operation = fc.record({ who, action })
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never
type Action<K extends Operation['action']['do']> = Extract<Operation['action'], { do: K }>

export const run = async (world: World, { who, action }: Operation): Promise<void> => {
  switch (action.do) {
    case 'inbox':
      return clean(await world.twins.ask(who, inbox, { first: action.first, filter: action.filter }))
    case 'thread':
      return clean(
        await world.twins.ask(who, thread, { id: ownId(world, who, action.at), last: action.last }),
      )
    case 'nodes':
      return clean(await world.twins.ask(who, nodes, { ids: action.at.map((n) => ownId(world, who, n)) }))
    case 'viewer':
      return clean(await world.twins.ask(who, viewer))
    case 'send':
    case 'note':
      return write(world, who, action)
    case 'replay':
      return replay(world, who, action)
    case 'subscribe':
      return resume(world, who)
    case 'upload':
      return upload(world, who, openId(world, who, action.at))
    case 'download': {
      const file = world.files.get(who)
      const answer = await world.twins.reach(who, String(file?.path))
      return expect([answer.status, await answer.text()]).toEqual([200, file?.text])
    }
    case 'trespass':
      return trespass(world, who, action)
    case 'hidden':
      return hide(world, who)
    case 'together': {
      const id = (name: Name) => openId(world, name, action.at)
      await Promise.all(
        names.flatMap((name) => [
          world.twins.ask(name, inbox, { first: action.first }).then(clean),
          world.twins.ask(name, thread, { id: id(name), last: 5 }).then(clean),
        ]),
      )
    }
  }
}

const codesOf = (errors: readonly { readonly extensions?: Loose }[]): string[] =>
  errors.map(({ extensions }) => String(extensions?.code))

const clean = ({ data, codes }: { data?: Loose; codes: readonly string[] }): void => {
  expect(codes).toEqual([])
  expect(data).toBeTruthy()
}

const ownId = (world: World, name: Name, at: number): string => {
  const mine = [...(world.twins.visible.get(name) ?? [])]
  return globalId('Conversation', callers[name].twin, String(mine[at % mine.length]))
}
const openId = ({ open }: World, name: Name, at: number, twin = callers[name].twin): string =>
  globalId('Conversation', twin, String(open[at % open.length]))

/** Everybody uses the same keys. */
const write = async (world: World, name: Name, { at, key, ...action }: Action<'send' | 'note'>) => {
  const place = at % world.open.length
  const clientMessageId = `${action.do}-${place}-${key}`
  const text = `${name} says ${clientMessageId} in ${callers[name].twin}`
  const shared = { conversationId: openId(world, name, at), clientMessageId }
  const { data, codes } =
    action.do === 'send'
      ? await world.twins.ask(name, send, { input: { ...shared, content: { text } } })
      : await world.twins.ask(name, note, { input: { ...shared, text } })
  expect(codes).toEqual([])
  const { message, userErrors } = data?.sendMessage ?? data?.addNote ?? {}
  expect(userErrors).toEqual([])
  expect(message).toMatchObject({ clientMessageId, text: expect.stringContaining(text) })
  world.sent.set(text, (world.sent.get(text) ?? new Set()).add(message.id))
}

/** All others write where ben may not look. */
const hide = async ({ twins, hidden, ...world }: World, name: Name): Promise<void> => {
  const id = globalId('Conversation', callers[name].twin, hidden)
  if (name !== 'ben') {
    const input = { conversationId: id, text: 'Not for ben' }
    return clean(await twins.ask(name, note, { input }))
  }
  expect(
    (await twins.ask(name, 'query ($id: ID!) { conversation(id: $id) { id status } }', { id })).data,
  ).toEqual({
    conversation: null,
  })
  const { codes } = await subscribe({ twins, hidden, ...world }, name, { id, after: undefined })
  expect(codes).toEqual(['NOT_FOUND'])
}

const replay = async (world: World, name: Name, { isOfInbox }: Action<'replay'>) => {
  const own = world.cursors.get(name)
  const variables = isOfInbox
    ? { after: own?.inbox }
    : { after: own?.conversation, id: openId(world, name, 0) }
  clean(await world.twins.ask(name, events, variables))
}

const resume = async (world: World, name: Name): Promise<void> => {
  const after = world.cursors.get(name)?.conversation
  const { told, codes } = await subscribe(world, name, { id: openId(world, name, 0), after })
  expect(codes).toEqual([])
  expect(told).toMatchObject({ data: { conversationEvents: { cursor: expect.any(String) } } })
}

/** Resolves with the first thing that comes: an event, or the codes of a refusal. */
const subscribe = (
  { twins, clients }: World,
  name: Name,
  variables: { id: string; after: string | undefined },
): Promise<{ told?: unknown; codes: readonly string[] }> =>
  new Promise((resolve) => {
    const end = clients.get(name)?.subscribe(
      { query: live, variables },
      {
        next: (told) => {
          twins.check(name, told, live)
          if (!told.errors) end?.() // what fails ends itself, and graphql-ws counts two ends as two subscriptions
          resolve({ told, codes: codesOf(told.errors ?? []) })
        },
        error: (error) => {
          twins.check(name, error, live)
          resolve({ codes: Array.isArray(error) ? codesOf(error) : ['CLOSED'] })
        },
        complete: () => resolve({ codes: [] }),
      },
    )
  })

const upload = async (world: World, name: Name, conversationId: string): Promise<void> => {
  const body = new FormData()
  body.append('file', new File([`${name} keeps this`], `${name}.txt`))
  const answer = await world.twins.reach(name, `/uploads?conversationId=${conversationId}`, {
    method: 'POST',
    body,
  })
  expect([answer.status, await answer.text()]).toEqual([201, expect.stringContaining('uploadId')])
}

const trespass = async (world: World, name: Name, { how, at }: Action<'trespass'>): Promise<void> => {
  const { twins, open } = world
  const elsewhere = otherOf(callers[name].twin)
  const id = openId(world, name, at, elsewhere)
  const [stranger = name] = names.filter((each) => callers[each].twin === elsewhere)
  const theirs = world.cursors.get(stranger)
  const refused = ({ codes }: { codes: readonly string[] }) => {
    expect(codes).not.toEqual([])
    expect(codes.filter((code) => !refusals.has(code))).toEqual([])
  }
  switch (how) {
    case 'thread':
      return refused(await twins.ask(name, thread, { id, last: 5 }))
    case 'filter': {
      const filter = { accountIds: [globalId('Account', elsewhere)] }
      const { data } = await twins.ask(name, inbox, { first: 5, filter })
      return expect(data?.conversations?.edges ?? []).toEqual([])
    }
    case 'nodes': {
      const ids = [
        id,
        globalId('Contact', elsewhere, '1'),
        globalId('Message', elsewhere, String(open[0]), '1'),
        openId(world, name, at),
      ]
      const { data, codes } = await twins.ask(name, nodes, { ids })
      refused({ codes })
      return expect(data?.nodes.map(Boolean)).toEqual([false, false, false, true])
    }
    case 'send': {
      const input = { conversationId: id, content: { text: 'abroad' }, clientMessageId: `send-${at}` }
      const { data, codes } = await twins.ask(name, send, { input })
      const told = (data?.sendMessage?.userErrors ?? []).map(({ code }: Loose) => code)
      expect(data?.sendMessage?.message ?? null).toBeNull()
      return refused({ codes: [...codes, ...told] })
    }
    case 'replay':
      refused(await twins.ask(name, events, { after: theirs?.inbox }))
      return refused(
        await twins.ask(name, events, { after: theirs?.conversation, id: openId(world, name, 0) }),
      )
    case 'subscribe':
      refused(await subscribe(world, name, { id, after: theirs?.conversation }))
      refused(await subscribe(world, name, { id, after: undefined }))
      return refused(
        await subscribe(world, name, { id: openId(world, name, 0), after: theirs?.conversation }),
      )
    case 'upload': {
      const body = new FormData()
      body.append('file', new File(['abroad'], 'abroad.txt'))
      const answer = await twins.reach(name, `/uploads?conversationId=${id}`, { method: 'POST', body })
      return expect([401, 403, 404]).toContain(answer.status)
    }
    case 'download': {
      const file = world.files.get(stranger)
      const answer = await twins.reach(name, String(file?.path))
      expect([401, 403, 404]).toContain(answer.status)
      return expect(await answer.text()).not.toContain(stranger)
    }
  }
}
