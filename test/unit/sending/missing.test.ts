import { randomUUID } from 'node:crypto'
import { afterEach, expect, test } from 'vitest'
import { UpstreamUnavailableError } from '../../../src/domain/errors.ts'
import type { Message } from '../../../src/domain/message.ts'
import { createMissing, type MissingSend } from '../../../src/sending/missing.ts'
import { messageKind, recordOf } from '../../../src/sending/record.ts'
import type { State } from '../../../src/state/port.ts'
import { createSqliteState } from '../../../src/state/sqlite.ts'
import type { Call, Upstream } from '../../../src/upstream/port.ts'
import { account, messageOf } from '../../support/live.ts'

const states: State[] = []
afterEach(async () => {
  for (const state of states.splice(0)) await state.close()
})
const call = {} as Call

/** An upstream that keeps no ids of ours; what it finds is what the test says. */
const open = () => {
  const state = createSqliteState({ file: ':memory:' }, { now: () => 1_000, randomId: randomUUID })
  states.push(state)
  const found = new Map<string, Message>()
  const looks: string[] = []
  let failure: Error | null = null
  const find = async (conversationId: string, { marker }: { marker: string }) => {
    looks.push(`${conversationId} ${marker}`)
    if (failure) throw failure
    return found.get(marker) ?? null
  }
  const upstream = {
    account: { name: account, provider: 'INFOBIP', upstreamId: 'x' },
    messages: { findSent: find },
    can: { findNote: find },
  } as unknown as Upstream
  const instance = () => createMissing({ cache: state.cache, ledger: state.ledger, upstreams: [upstream] })
  const giveUp = async (marker: string, of = instance(), fields: Partial<MissingSend> = {}) => {
    await state.ledger.claim(account, marker, { fingerprint: 'f', owner: marker, leaseMs: 1_000 })
    await of.note(account, {
      marker,
      clientMessageId: `id of ${marker}`,
      trace: {},
      sought: {
        type: 'message',
        conversationId: 'c1',
        message: { content: null, attachments: [], replyToId: null, clientMessageId: null },
      },
      at: 1_000,
      ...fields,
    })
    await state.ledger.settle(account, marker, marker, { state: 'UNKNOWN', note: {} })
  }
  const idOf = async (message: Message) => {
    const [result] = await state.ledger.findByObjects(account, [messageKind.objectKeyOf(message)])
    return result === undefined ? null : recordOf(result).clientMessageId
  }
  return {
    instance,
    found,
    looks,
    giveUp,
    idOf,
    fail: (error: Error) => {
      failure = error
    },
  }
}
const sent = (id: string, fields: Partial<Message> = {}) =>
  messageOf(id, { direction: 'OUTGOING', createdAt: 2_000, ...fields })

test('another instance recognises what turns up, once, and looks no more', async () => {
  const { instance, found, looks, giveUp, idOf } = open()
  await giveUp('one')
  await giveUp('two')
  found.set('two', sent('7'))
  const other = instance()
  await other.recognise(sent('6'), () => call)
  expect(await idOf(sent('6'))).toBeNull()
  expect(await idOf(sent('7'))).toBe('id of two') // what it came upon on the way
  looks.length = 0
  await other.recognise(sent('7'), () => call)
  expect(looks).toEqual([])
  found.set('one', sent('8'))
  await instance().recognise(sent('8'), () => call)
  expect(await idOf(sent('8'))).toBe('id of one')
  looks.length = 0
  await other.recognise(sent('9'), () => call)
  expect(looks).toEqual([])
})

test('notes are looked for as notes, and two given up at the same time are both kept', async () => {
  const { instance, looks, giveUp } = open()
  const one = instance()
  const sought = {
    type: 'note',
    conversationId: 'c1',
    note: { text: 'x', mentionAgentIds: [], clientMessageId: null },
  } as const
  await Promise.all([giveUp('one', one, { sought }), giveUp('two', one)])
  await one.recognise(sent('7', { direction: 'INTERNAL', kind: 'NOTE' }), () => call)
  expect(looks.sort()).toEqual(['c1 one', 'c1 two'])
})

test('nothing is looked for because of what a contact wrote, what names itself, or what is too late', async () => {
  const { instance, looks, giveUp } = open()
  await giveUp('one')
  const one = instance()
  await one.recognise(messageOf('1', { createdAt: 2_000 }), () => call)
  await one.recognise(sent('2', { clientMessageId: 'own' }), () => call)
  await one.recognise(sent('3', { conversationId: 'c2' }), () => call)
  await one.recognise(sent('4', { createdAt: 3_600_000 }), () => call)
  await one.recognise(sent('5'), () => null)
  expect(looks).toEqual([])
})

test('an upstream that cannot tell holds nothing up; a bug does', async () => {
  const { instance, giveUp, fail, idOf } = open()
  await giveUp('one')
  fail(new UpstreamUnavailableError('away'))
  await instance().recognise(sent('7'), () => call)
  expect(await idOf(sent('7'))).toBeNull()
  fail(new TypeError('a bug'))
  await expect(instance().recognise(sent('7'), () => call)).rejects.toThrow(TypeError)
})
