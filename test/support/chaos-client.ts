/** A frontend that does what docs/live.md says, and notes what it was shown. */
import { setTimeout } from 'node:timers/promises'
import { encodeRef } from '../../src/domain/ref.ts'
import { type Carry, postOperation, retryMs, type SeenEvent, type SeenMessage } from './chaos-carriers.ts'
import type { Place } from './chaos-upstream.ts'

export interface ChaosClientOptions {
  readonly url: string
  /** As it is called when something is missing. */
  readonly name: string
  readonly carry: Carry
  /** Null: the inbox. */
  readonly place: Place | null
  /** What is written there must reach it, and nothing else. */
  readonly expects: readonly Place[]
  /** By account; absent: as the service. */
  readonly credentials?: Readonly<Record<string, string>>
}

const conversationScreen = /* GraphQL */ `
  query Screen($id: ID!, $before: String) {
    conversation(id: $id) {
      eventCursor
      messages(last: 50, before: $before) {
        nodes { upstreamId text status }
        pageInfo { hasPreviousPage startCursor }
      }
    }
  }
`
const inboxScreen = /* GraphQL */ `
  query Inbox { conversations(first: 10) { eventCursor nodes { id } } }
`
interface Messages {
  readonly nodes: readonly SeenMessage[]
  readonly pageInfo: { readonly hasPreviousPage: boolean; readonly startCursor: string | null }
}
interface ConversationScreen {
  readonly conversation: { readonly eventCursor: string; readonly messages: Messages }
}
interface InboxScreen {
  readonly conversations: { readonly eventCursor: string; readonly nodes: readonly { readonly id: string }[] }
}

/** Told, but not kept: their cursor is that of the event before. */
const passingTypes: readonly string[] = ['TypingChanged', 'AccountHealthChanged']
const statuses: readonly string[] = ['PENDING', 'SENT', 'DELIVERED', 'READ']

export const startChaosClient = async (options: ChaosClientOptions) => {
  const { name, carry, place, expects, credentials } = options
  let { url } = options
  let isEnded = false
  const conversationId =
    place && encodeRef({ type: 'Conversation', account: place.account, path: [place.conversationId] })
  /** By upstream id. */
  const told = new Map<string, SeenMessage>()
  const loaded = new Map<string, SeenMessage>()
  /** What became of each message, as a step of `statuses`, since it was last told to load anew. */
  const steps = new Map<string, number>()
  /** Those of each time between two `ResyncRequired`. */
  const cursors: string[][] = [[]]
  const failures: unknown[] = []

  const ask = async <T>(query: string, variables: object): Promise<T> => {
    for (;;) {
      const answer = await postOperation<T>(url, credentials, { query, variables })
      if (answer?.data && !answer.errors) return answer.data
      if (isEnded) throw new Error('Nobody waits for this screen any more.')
      await setTimeout(retryMs)
    }
  }
  const loadMessages = async (id: string): Promise<void> => {
    for (let before: string | null = null, isMore = true; isMore; ) {
      const screen: ConversationScreen = await ask(conversationScreen, { id, before })
      const { nodes, pageInfo } = screen.conversation.messages
      for (const message of nodes) loaded.set(message.upstreamId, message)
      before = pageInfo.startCursor
      isMore = pageInfo.hasPreviousPage
    }
  }
  const load = async (): Promise<void> => {
    if (conversationId !== null) return loadMessages(conversationId)
    const { conversations } = await ask<InboxScreen>(inboxScreen, {})
    for (const { id } of conversations.nodes) await loadMessages(id)
  }
  const eventCursor = async (): Promise<string> =>
    conversationId === null
      ? (await ask<InboxScreen>(inboxScreen, {})).conversations.eventCursor
      : (await ask<ConversationScreen>(conversationScreen, { id: conversationId })).conversation.eventCursor

  const take = ({ __typename: type, cursor, message }: SeenEvent): void => {
    if (type === 'ResyncRequired') {
      cursors.push([])
      steps.clear()
      load().catch((error: unknown) => failures.push(error))
    }
    if (!passingTypes.includes(type)) cursors.at(-1)?.push(cursor)
    if (!message) return
    const { upstreamId: id, status } = message
    const step = statuses.indexOf(status)
    if (step < (steps.get(id) ?? -1)) failures.push(new Error(`The status of ${id} went down to ${status}.`))
    steps.set(id, step)
    if (type === 'MessageAdded') told.set(id, message)
  }
  const carried = carry({
    url: () => url,
    credentials,
    conversationId,
    after: await eventCursor(),
    next: take,
    failed: (error) => failures.push(error),
  })

  return {
    name,
    expects,
    cursors,
    failures,
    connections: carried.connections,
    cut: carried.cut,
    /** Texts by upstream id of the messages that events told of as added. */
    told: () => textsOf(told),
    /** Those, and what it found when it was told to load anew. */
    shown: () => textsOf(new Map([...loaded, ...told])),
    resyncs: () => cursors.length - 1,
    /** From the next connection on. */
    moveTo: (to: string) => {
      url = to
    },
    end: async () => {
      isEnded = true
      await carried.end()
    },
  }
}

export type ChaosClient = Awaited<ReturnType<typeof startChaosClient>>

const textsOf = (messages: ReadonlyMap<string, SeenMessage>): Map<string, string | null> =>
  new Map([...messages].map(([id, { text }]) => [id, text]))
