import { buildSchema, parse } from 'graphql'
import { expect, test } from 'vitest'
import {
  type Connection,
  createLiveProtocol,
  type LiveProtocolConfig,
} from '../../../../src/server/live/protocol.ts'

const bug = () => {
  throw new Error('canary')
}

/** A connection to a server whose plugins are broken. */
const open = async () => {
  const logged: unknown[] = []
  const codes: string[] = []
  const frames: unknown[] = []
  const schema = buildSchema('type Query { word: String } type Subscription { words: String }')
  const viewer = { key: 'v', mayUse: async () => true }
  const log = { info: () => undefined, warn: () => undefined, error: (line: unknown) => logged.push(line) }
  const protocol = createLiveProtocol({
    yoga: { getEnveloped: () => ({ schema, parse, validate: () => [], execute: bug, subscribe: bug }) },
    operations: {
      viewerOf: () => viewer,
      onRefused: () => () => undefined,
      open: () => ({ operation: { requestId: 'r' } }),
    },
    callers: { callerOf: async () => ({ accounts: new Map([['a', {}]]) }) },
    spending: {
      meet: (_address: string, ask: () => unknown) => ask(),
      admit: async () => undefined,
      settle: () => undefined,
    },
    findText: ({ query }: { readonly query?: string }) => query,
    log,
    now: Date.now,
    onCode: (code: string) => codes.push(code),
    initTimeout: 0,
    maxOperations: 50,
  } as unknown as LiveProtocolConfig)
  const connection = {
    host: 'parley.test',
    address: '',
    traceHeaders: {},
    closed: new AbortController().signal,
    send: () => undefined,
    close: (code: number) => frames.push({ type: 'closed', code }),
  } as Connection
  let take = async (_data: string): Promise<void> => undefined
  protocol.opened(
    {
      protocol: 'graphql-transport-ws',
      send: async (data) => void frames.push(JSON.parse(data)),
      close: connection.close,
      onMessage: (listener) => {
        take = listener
      },
    },
    { connection },
  )
  const send = (frame: object) => take(JSON.stringify(frame))
  await send({ type: 'connection_init', payload: { authorization: 'Bearer x' } })
  return { frames, logged, codes, send }
}

test.each(['{ word }', 'subscription { words }'])(
  'a bug around the resolvers of %s ends it alone, masked and logged once under its request id',
  async (query) => {
    const { frames, logged, codes, send } = await open()
    await send({ type: 'subscribe', id: '1', payload: { query } })
    expect(frames).toEqual([
      { type: 'connection_ack' },
      {
        type: 'next',
        id: '1',
        payload: {
          errors: [
            {
              message: expect.not.stringContaining('canary'),
              extensions: { code: 'INTERNAL_SERVER_ERROR' },
            },
          ],
        },
      },
      { type: 'complete', id: '1' },
    ])
    expect(logged).toEqual([{ err: new Error('canary'), requestId: 'r' }])
    expect(codes).toEqual(['INTERNAL_SERVER_ERROR'])
  },
)
