/** A Parley whose state the test holds in its hands, and clients of its live transport. */
import { randomUUID } from 'node:crypto'
import { type Client, type ClientOptions, createClient, type ExecutionResult } from 'graphql-ws'
import { WebSocket } from 'ws'
import { type AppDeps, createApp } from '../../src/app.ts'
import type { Config } from '../../src/config/config.ts'
import { eventToJson, type JournaledEvent } from '../../src/domain/event.ts'
import { encodeRef } from '../../src/domain/ref.ts'
import { type Sandbox, sandboxCredentials, startSandbox } from '../../src/sandbox/index.ts'
import type { State } from '../../src/state/port.ts'
import { createSqliteState } from '../../src/state/sqlite.ts'
import { limitsOf } from './limit-defaults.ts'
import { messageOf } from './live.ts'
import { sandboxAccounts } from './stack.ts'

// biome-ignore lint/suspicious/noExplicitAny: what came is looked at field by field
export type Loose = Record<string, any>

export interface LiveStack extends AsyncDisposable {
  readonly url: string
  readonly wsUrl: string
  readonly sandbox: Sandbox
  readonly state: State | undefined
  counts: ReturnType<typeof createApp>['counts']
  stop(): Promise<void>
  /** POSTs one operation; fails the test when there is any error. */
  ask(query: string, variables?: object): Promise<Loose>
}

export interface LiveStackOptions extends Pick<AppDeps, 'now' | 'stallPatience' | 'webSocketLimits'> {
  readonly config?: Partial<Config>
  /** Shared with another stack, which closes it. */
  readonly sandbox?: Sandbox
}

export const startLiveStack = async (options: LiveStackOptions = {}): Promise<LiveStack> => {
  const { config, now, stallPatience, webSocketLimits } = options
  const sandbox = options.sandbox ?? (await startSandbox({ file: ':memory:', port: 0, life: false }))
  const state = config?.redisUrl
    ? undefined
    : createSqliteState({ file: ':memory:' }, { now: Date.now, randomId: randomUUID })
  const app = createApp(
    {
      ...limitsOf(config?.profile),
      profile: 'development',
      host: '127.0.0.1',
      port: 0,
      dataDir: '',
      sandboxPort: 0,
      anonymous: 'demo',
      allowedOrigins: ['http://allowed.test'],
      accounts: sandboxAccounts(sandbox.url),
      ...config,
    },
    {
      log: { info: () => undefined, warn: () => undefined, error: console.error },
      state,
      now,
      stallPatience,
      webSocketLimits,
    },
  )
  const { url } = await app.start()
  let stopping: Promise<void> | undefined
  const stop = () => {
    stopping ??= app.stop()
    return stopping
  }
  return {
    url,
    wsUrl: `${url.replace('http', 'ws')}/graphql`,
    sandbox,
    state,
    counts: app.counts,
    stop,
    ask: async (query, variables = {}) => {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      })
      const answer = (await response.json()) as { data: Loose; errors?: unknown }
      if (answer.errors) throw new Error(`Unexpected answer ${JSON.stringify(answer.errors)} to ${query}`)
      return answer.data
    },
    [Symbol.asyncDispose]: async () => {
      await stop()
      if (!options.sandbox) await sandbox.close()
    },
  }
}

export const exampleId = sandboxCredentials.example.conversationId
export const exampleConversation = encodeRef({ type: 'Conversation', account: 'chatwoot', path: [exampleId] })

/** Tells the journal of a new message in the example conversation, as a source would. */
export const tellMessage = async (
  { state }: LiveStack,
  id: string,
  text = `text ${id}`,
  conversationId = exampleId,
): Promise<void> => {
  const event: JournaledEvent = {
    type: 'MessageAdded',
    account: 'chatwoot',
    conversationId,
    occurredAt: Date.now(),
    message: messageOf(id, { account: 'chatwoot', conversationId, text, createdAt: Date.now() }),
  }
  await state?.journal.append('chatwoot', { conversationId, event: eventToJson(event) })
}

export const wsClient = (url: string, options: Partial<ClientOptions> = {}): Client =>
  createClient({ url, webSocketImpl: WebSocket, retryWait: async () => undefined, ...options })

/** Subscribes, and notes everything. */
export const collect = (client: Client, query: string, variables: Record<string, unknown> = {}) => {
  const results: ExecutionResult<Loose>[] = []
  const errors: unknown[] = []
  let isOver = false
  const end = client.subscribe<Loose>(
    { query, variables },
    {
      next: (result) => results.push(result as ExecutionResult<Loose>),
      error: (error) => {
        errors.push(error)
        isOver = true
      },
      complete: () => {
        isOver = true
      },
    },
  )
  return {
    results,
    errors,
    end,
    isOver: () => isOver,
    /** The event of each result. */
    events: () => eventsOf(results),
    /** The messages that were added. */
    added: () =>
      eventsOf(results).flatMap(({ __typename, message }) =>
        __typename === 'MessageAdded' ? [message] : [],
      ),
  }
}

const eventsOf = (results: readonly ExecutionResult<Loose>[]) =>
  results.flatMap(({ data }) => (data ? [Object.values(data)[0]] : []))

export const conversationEvents = /* GraphQL */ `
  subscription Events($id: ID!, $after: String) {
    conversationEvents(conversationId: $id, after: $after) {
      __typename
      cursor
      ... on MessageAdded { message { upstreamId text clientMessageId } }
      ... on MessageUpdated { message { upstreamId } }
      ... on ResyncRequired { reason }
    }
  }
`

export const sendMessage = /* GraphQL */ `
  mutation Send($input: SendMessageInput!) {
    sendMessage(input: $input) { message { id upstreamId } userErrors { message } }
  }
`

export const eventCursor = async (stack: LiveStack, id = exampleConversation): Promise<string> => {
  const { conversation } = await stack.ask('query ($id: ID!) { conversation(id: $id) { eventCursor } }', {
    id,
  })
  return conversation.eventCursor
}
