import { expect, test } from 'vitest'
import { eventFromJson, eventToJson, type MessageAdded } from '../../../src/domain/event.ts'
import type { Json } from '../../../src/domain/json.ts'
import { account, messageOf } from '../../support/live.ts'

const added = (message: MessageAdded['message']): MessageAdded => ({
  type: 'MessageAdded',
  account,
  conversationId: 'c1',
  occurredAt: 1,
  message,
})

test('an event survives being kept, and what was not told stays absent', () => {
  const event = added(messageOf('1', { sender: undefined, channel: null, metadata: { list: [1, null] } }))
  const kept = JSON.parse(JSON.stringify(eventToJson(event)))
  expect(eventToJson(event)).toStrictEqual(kept)
  const back = eventFromJson(kept)
  expect(back).toEqual(event)
  expect(back?.type === 'MessageAdded' && 'sender' in back.message).toBe(false)
})

test.each<Json>([null, 1, 'MessageAdded', [], {}, { type: 'SomethingNewer' }, { type: 'toString' }])(
  'what another version kept is left out: %j',
  (json) => {
    expect(eventFromJson(json)).toBeUndefined()
  },
)
