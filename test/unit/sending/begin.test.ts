import { expect, test } from 'vitest'
import {
  type DomainError,
  OutcomeUnknownError,
  RateLimitedError,
  ReplyBlockedError,
  retryAtOf,
  UpstreamRejectedError,
  UpstreamUnavailableError,
} from '../../../src/domain/errors.ts'
import { type Beginning, begin } from '../../../src/sending/begin.ts'
import type { SendRequest } from '../../../src/sending/request.ts'
import type { Sender } from '../../../src/sending/send-once.ts'
import { origin } from './world.ts'

const beginning = {
  origin,
  clientMessageId: 'c1',
  target: {},
  firstMessage: { content: { type: 'text', text: 'Hello' } },
} as unknown as Beginning

/** The conversation is begun; its first message is a send of its own, and fails. */
const failing = (error: Error, changes: Partial<Beginning> = {}) => {
  const sender = {
    send: async ({ part }: SendRequest<unknown>) => {
      if (part) throw error
      return { conversation: { id: '7' }, message: null }
    },
  } as unknown as Sender
  const can = { prepareFirstMessage: () => undefined }
  return begin(sender, { can } as never, { ...beginning, ...changes }).catch((thrown: unknown) => thrown)
}

const refused = 'Conversation 7 was made, but its first message was not sent. No.'

test.each<[DomainError, object]>([
  [
    new UpstreamRejectedError('No.', origin, 400, 'to: bad'),
    { message: refused, upstreamStatus: 400, upstreamMessage: 'to: bad' },
  ],
  [new RateLimitedError('No.', origin, 5_000), { message: refused, retryAt: 5_000 }],
  [new ReplyBlockedError('No.', origin, 'AGENT_REQUIRED'), { message: refused, reason: 'AGENT_REQUIRED' }],
  [
    new OutcomeUnknownError('No.', origin, 'c1'),
    {
      message: 'Conversation 7 was made; whether its first message was sent is not known. No.',
      clientMessageId: 'c1',
    },
  ],
])('%s of a first message names its conversation', async (error, told) => {
  const thrown = await failing(error)
  expect(thrown).toBeInstanceOf(error.constructor)
  expect(thrown).toMatchObject({ ...told, origin })
})

test('any other failure is worth a repetition where a key keeps it from beginning another conversation', async () => {
  const down = new UpstreamUnavailableError('No.', origin, undefined, true, 5_000)
  const keyed = await failing(down)
  expect(keyed).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', message: refused, wasReached: false })
  expect(retryAtOf(keyed)).toBe(5_000)
  expect(await failing(down, { clientMessageId: null })).toMatchObject({ message: refused, wasReached: true })
})

test('what is no error of the domain passes as it is', async () => {
  const gone = new DOMException('gone', 'AbortError')
  expect(await failing(gone)).toBe(gone)
})
