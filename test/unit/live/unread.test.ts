import { expect, test } from 'vitest'
import type { Message } from '../../../src/domain/message.ts'
import { createUnread } from '../../../src/live/unread.ts'
import { account, messageOf } from '../../support/live.ts'

const open = (hasSource = true) => {
  const reads: string[] = []
  const waits: (() => void)[] = []
  const unread = createUnread({
    upstreams: [
      { account: { name: account, provider: 'CHATWOOT', upstreamId: '1' }, capabilities: ['UNREAD_COUNT'] },
      { account: { name: 'b', provider: 'INFOBIP', upstreamId: 'x' }, capabilities: [] },
    ],
    hasSource: () => hasSource,
    readAgain: async (name, conversationId) => void reads.push(`${name} ${conversationId}`),
    pause: (_ms, signal) =>
      new Promise((resolve) => {
        waits.push(resolve)
        signal?.addEventListener('abort', () => resolve())
      }),
  })
  const add = (fields: Partial<Message> = {}) => {
    const message = messageOf('1', fields)
    const { account: name, conversationId } = message
    unread.noticed({ type: 'MessageAdded', account: name, conversationId, occurredAt: 1, message })
  }
  const settle = async () => {
    for (const wake of waits.splice(0)) wake()
    await new Promise((resolve) => setImmediate(resolve))
    return reads.splice(0)
  }
  return { unread, add, settle }
}

test('a burst of messages costs one read of each conversation', async () => {
  const { add, settle } = open()
  for (let index = 0; index < 50; index += 1) add()
  add({ conversationId: 'c2' })
  expect(await settle()).toEqual([`${account} c1`, `${account} c2`])
  expect(await settle()).toEqual([])
  add()
  expect(await settle()).toEqual([`${account} c1`])
})

test('nothing is read for what agents write, where nothing is counted, or where a look has read it', async () => {
  const { add, settle } = open()
  add({ direction: 'OUTGOING' })
  add({ account: 'b' })
  expect(await settle()).toEqual([])
  const without = open(false)
  without.add()
  expect(await without.settle()).toEqual([])
})

test('nothing is read after it was stopped', async () => {
  const { unread, add, settle } = open()
  add()
  await unread.stop()
  expect(await settle()).toEqual([])
})
