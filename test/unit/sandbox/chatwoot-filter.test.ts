import { beforeAll, describe, expect, test } from 'vitest'
import {
  type ChatwootSandbox,
  createChatwootSandbox,
  idsOf,
  type Wire,
} from '../../support/chatwoot-sandbox.ts'

let sandbox: ChatwootSandbox
let every: readonly Wire[]

type Entry = readonly [key: string, operator: string, values: unknown, join?: 'AND' | 'OR' | 'XOR']

const filter = (...entries: readonly Entry[]) =>
  sandbox.post('/conversations/filter', {
    payload: entries.map(([attribute_key, filter_operator, values, query_operator = null]) => ({
      attribute_key,
      filter_operator,
      values,
      query_operator,
    })),
  })
const found = async (...entries: readonly Entry[]): Promise<number[]> =>
  idsOf((await filter(...entries)).body.payload).toSorted((a, b) => a - b)
const where = (holds: (row: Wire) => boolean): number[] =>
  idsOf(every.filter(holds)).toSorted((a, b) => a - b)

beforeAll(async () => {
  sandbox = createChatwootSandbox()
  every = await sandbox.conversations()
})

describe('the conversation filter', () => {
  test('fetches conversations by display id, of any status', async () => {
    expect(await found(['display_id', 'equal_to', [3, '7', 31, 9999]])).toEqual([3, 7, 31])
  })

  test('answers without a data wrapper and without assigned_count, 25 a page', async () => {
    const { body } = await filter(['status', 'equal_to', ['all']])
    expect(Object.keys(body)).toEqual(['meta', 'payload'])
    expect(Object.keys(body.meta)).toEqual(['mine_count', 'unassigned_count', 'all_count'])
    expect(body.payload).toHaveLength(25)
    expect(body.meta.all_count).toBe(every.length)
  })

  test('knows statuses, priorities, labels and presence', async () => {
    expect(await found(['status', 'equal_to', ['pending', 'snoozed']])).toEqual(
      where(({ status }) => ['pending', 'snoozed'].includes(status)),
    )
    expect(await found(['priority', 'equal_to', ['urgent', 'high']])).toEqual(
      where(({ priority }) => ['urgent', 'high'].includes(priority)),
    )
    expect(await found(['labels', 'equal_to', ['vip']])).toEqual(
      where(({ labels }) => labels.includes('vip')),
    )
    expect(await found(['team_id', 'is_present', []])).toEqual(where(({ meta }) => Boolean(meta.team)))
  })

  test('not_equal_to leaves out rows without a value, as SQL does', async () => {
    expect(await found(['priority', 'not_equal_to', ['urgent']])).toEqual(
      where(({ priority }) => priority !== null && priority !== 'urgent'),
    )
  })

  test('AND binds tighter than OR', async () => {
    expect(
      await found(
        ['status', 'equal_to', ['snoozed'], 'OR'],
        ['status', 'equal_to', ['open'], 'AND'],
        ['priority', 'equal_to', ['urgent']],
      ),
    ).toEqual(
      where(({ status, priority }) => status === 'snoozed' || (status === 'open' && priority === 'urgent')),
    )
  })

  test('compares dates by the day', async () => {
    const day = '2026-07-22'
    expect(await found(['last_activity_at', 'is_greater_than', [day]])).toEqual(
      where(({ last_activity_at: time }) => new Date(time * 1000).toISOString().slice(0, 10) > day),
    )
    expect(await found(['last_activity_at', 'days_before', [14]])).toEqual(
      where(({ last_activity_at: time }) => new Date(time * 1000).toISOString().slice(0, 10) < '2026-07-09'),
    )
  })

  test('reads additional and custom attributes', async () => {
    expect(await found(['mail_subject', 'contains', ['refund']])).toEqual(
      where(({ additional_attributes: { mail_subject: subject } }) => /refund/i.test(subject ?? '')),
    )
    expect(await found(['order_number', 'equal_to', ['a-20418']])).toEqual(
      where(({ custom_attributes: { order_number: order } }) => order === 'A-20418'),
    )
    expect(await found(['order_total', 'is_greater_than', [1000]])).toEqual(
      where(({ custom_attributes: { order_total: total } }) => total > 1000),
    )
  })

  test.each<[string, Entry, string]>([
    [
      'an unknown key',
      ['shoe_size', 'equal_to', ['44']],
      'Invalid attribute key - [shoe_size]. The key should be one of [',
    ],
    [
      'an operator the key does not know',
      ['status', 'contains', ['open']],
      'Invalid operator. The allowed operators for status are [equal_to,not_equal_to].',
    ],
    ['no values', ['status', 'equal_to', []], 'Invalid value. The values provided for status are invalid'],
  ])('refuses %s with 422 and one text', async (_what, entry, error) => {
    const answer = await filter(entry)
    expect(answer.status).toBe(422)
    expect(answer.body.error).toContain(error)
  })

  test('refuses any other join than AND and OR', async () => {
    const answer = await filter(['status', 'equal_to', ['open'], 'XOR'], ['inbox_id', 'equal_to', [1]])
    expect(answer).toMatchObject({
      status: 422,
      body: { error: 'Query operator must be either "AND" or "OR".' },
    })
  })

  test('breaks where the real SQL breaks: a join after the last entry, text for a number', async () => {
    expect((await filter(['status', 'equal_to', ['open'], 'AND'])).status).toBe(500)
    expect((await filter(['inbox_id', 'equal_to', ['one']])).status).toBe(500)
    expect((await filter(['display_id', 'contains', ['1']])).status).toBe(500)
  })
})
