import { beforeEach, expect, test } from 'vitest'
import { type ChatwootSandbox, createChatwootSandbox, type Wire } from '../../support/chatwoot-sandbox.ts'

let sandbox: ChatwootSandbox
let row: Wire

beforeEach(async () => {
  sandbox = createChatwootSandbox()
  row = (await sandbox.conversations('inbox_id=3&status=open')).find(
    (each) => each.waiting_since > 0 && each.meta.assignee,
  )
})

const kinds = () => sandbox.changes.after(0).map(({ kind }) => kind)
const changesOf = (column: string) =>
  sandbox.changes.after(0).flatMap(({ subject }) => {
    const changed = (subject.changed ?? {}) as Record<string, unknown>
    return column in changed ? [changed[column]] : []
  })

test('reading changes nothing', async () => {
  await sandbox.get(`/conversations/${row.id}`)
  await sandbox.get(`/conversations/${row.id}/messages`)
  expect(kinds()).toEqual([])
})

test('a message and what it does to its conversation are told in order, its steps one by one', async () => {
  const { body } = await sandbox.post(`/conversations/${row.id}/messages`, {
    content: 'Here.',
    echo_id: 'e-1',
  })
  expect(kinds()).toEqual(['message_created', 'conversation_updated'])
  expect(sandbox.changes.after(0)[0]?.subject).toMatchObject({
    account_id: 1,
    message_id: body.id,
    echo_id: 'e-1',
  })
  expect(changesOf('waiting_since')).toEqual([[expect.any(Number), null]])
  sandbox.life.advance(700)
  expect(changesOf('status')).toEqual([
    ['sent', 'delivered'],
    ['delivered', 'read'],
  ])
})

test('a status is told by both of its events, and an assignee by one', async () => {
  await sandbox.post(`/conversations/${row.id}/assignments`, { assignee_id: 2 })
  await sandbox.post(`/conversations/${row.id}/toggle_status`, { status: 'resolved' })
  expect(kinds().filter((kind) => kind !== 'message_created')).toEqual(
    expect.arrayContaining(['conversation_status_changed', 'conversation_updated']),
  )
  expect(changesOf('status')).toContainEqual(['open', 'resolved'])
})

test('changes rise over everything and are handed to listeners once', async () => {
  const heard: number[] = []
  const stop = sandbox.changes.onChange(({ id }) => heard.push(id))
  await sandbox.post('/contacts', { name: 'x' })
  sandbox.changes.deliver()
  sandbox.changes.deliver()
  await sandbox.post(`/conversations/${row.id}/toggle_typing_status`, { typing_status: 'on' })
  sandbox.changes.deliver()
  expect(heard).toEqual([1, 2])
  stop()
  await sandbox.post('/contacts', { name: 'y' })
  sandbox.changes.deliver()
  expect(heard).toEqual([1, 2])
  expect(sandbox.changes.after(2)).toHaveLength(1)
})
