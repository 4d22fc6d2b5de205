import { describe, expect, test } from 'vitest'
import {
  ForbiddenError,
  InvalidInputError,
  NotFoundError,
  NotRetryableError,
  UnsupportedError,
  UpstreamRejectedError,
} from '../../../../src/domain/errors.ts'
import { openDesk } from './desk.ts'
import { desk, messagePath, row, shape } from './failed-message.ts'
import { call, notFound, origin } from './model.ts'

describe('retrying', () => {
  const sent = () => row({ status: 'sent', content_attributes: {} })

  test('a failed message gives it back as sent', async () => {
    const { upstream, asked, operations } = desk('messages.retry', sent)
    expect(await upstream.can.retry?.('32', '4181', call)).toMatchObject({
      id: '4181',
      conversationId: '32',
      status: 'SENT',
      statusReason: null,
    })
    expect(operations()).toEqual(['messages.list', 'messages.retry'])
    expect(shape(asked.at(-1))).toEqual({ method: 'POST', path: `${messagePath}/retry`, body: undefined })
  })

  test.each(['sent', 'delivered', 'read', 'new'])(
    'a message that is %s is refused, and nothing is posted',
    async (status) => {
      const { upstream, operations } = desk('messages.retry', sent, { table: [row({ status })] })
      await expect(upstream.can.retry?.('32', '4181', call)).rejects.toThrow(NotRetryableError)
      expect(operations()).toEqual(['messages.list'])
    },
  )

  test('one that is not there, or in another conversation, is not found', async () => {
    const { upstream, operations } = desk('messages.retry', sent)
    await expect(upstream.can.retry?.('32', '4182', call)).rejects.toThrow(NotFoundError)
    expect(operations()).toEqual(['messages.list'])
  })

  test('that Chatwoot refuses with some exception may have happened', async () => {
    const refusal = (text: string) => new UpstreamRejectedError('refused', origin, 422, text)
    const { upstream } = desk('messages.retry', () => refusal('queue is away'))
    await expect(upstream.can.retry?.('32', '4181', call)).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' })
    const certain = desk('messages.retry', () => refusal('Validation failed: Content')).upstream
    await expect(certain.can.retry?.('32', '4181', call)).rejects.toMatchObject({ isCertain: true })
  })
})

describe('retrying what was no failed answer to the contact', () => {
  test.each([
    ['a tombstone', { content_attributes: { deleted: true } }],
    ["the contact's own message", { message_type: 0 }],
  ])('is refused for %s, and nothing is posted', async (_, changes) => {
    const { upstream, asked } = desk('messages.retry', () => row(), { table: [row(changes)] })
    await expect(upstream.can.retry?.('32', '4181', call)).rejects.toThrow(NotRetryableError)
    expect(asked.map(shape).filter(({ method }) => method !== 'GET')).toEqual([])
  })
})

describe('deleting', () => {
  test('gives the tombstone, in one call', async () => {
    const tombstone = () =>
      row({ status: 'sent', content: 'This message was deleted', content_attributes: { deleted: true } })
    const { upstream, asked } = desk('messages.delete', tombstone)
    expect(await upstream.can.deleteMessage?.('32', '4181', call)).toMatchObject({
      id: '4181',
      conversationId: '32',
      isDeleted: true,
      text: 'This message was deleted',
      attachments: [],
    })
    expect(asked.map(shape)).toEqual([{ method: 'DELETE', path: messagePath, body: undefined }])
  })

  test('what is not there is not found', async () => {
    const { upstream } = desk('messages.delete', notFound)
    await expect(upstream.can.deleteMessage?.('32', '4181', call)).rejects.toThrow(NotFoundError)
  })
})

describe('setting a status', () => {
  const forbidden = () => new ForbiddenError('not allowed', origin)

  test.each([
    ['SENT', null, { status: 'sent' }],
    ['DELIVERED', null, { status: 'delivered' }],
    ['READ', null, { status: 'read' }],
    ['FAILED', null, { status: 'failed' }],
    ['FAILED', 'no such number', { status: 'failed', external_error: 'no such number' }],
  ] as const)('%s %s is one call', async (status, reason, body) => {
    const { upstream, asked } = desk('messages.update', () => row({ status: body.status }))
    expect(await upstream.can.updateStatus?.('32', '4181', status, reason, call)).toMatchObject({ status })
    expect(asked.map(shape)).toEqual([{ method: 'PATCH', path: messagePath, body }])
  })

  test('that Chatwoot refuses without a word gives the message as it is', async () => {
    const { upstream } = desk('messages.update', () => row({ status: 'read' }))
    expect(await upstream.can.updateStatus?.('32', '4181', 'DELIVERED', null, call)).toMatchObject({
      status: 'READ',
    })
  })

  test('outside of an API inbox is unsupported', async () => {
    const { upstream } = desk('messages.update', forbidden)
    const update = upstream.can.updateStatus?.('32', '4181', 'READ', null, call)
    await expect(update).rejects.toThrow(UnsupportedError)
    await expect(update).rejects.toMatchObject({ capability: 'UPDATE_MESSAGE_STATUS' })
    await expect(update).rejects.toThrow('in API inboxes only')
  })

  test('in an API inbox that the caller may not touch is forbidden', async () => {
    const { upstream } = desk('messages.update', forbidden, { channel: 'Channel::Api' })
    await expect(upstream.can.updateStatus?.('32', '4181', 'READ', null, call)).rejects.toThrow(
      ForbiddenError,
    )
    const hidden = desk('messages.update', forbidden, {
      fail: ({ operation }) =>
        operation === 'conversations.get' ? { error: notFound(), isDone: false } : undefined,
    })
    await expect(hidden.upstream.can.updateStatus?.('32', '4181', 'READ', null, call)).rejects.toThrow(
      ForbiddenError,
    )
  })

  test('of what is not there is not found', async () => {
    const { upstream } = desk('messages.update', notFound, { channel: 'Channel::Api' })
    await expect(upstream.can.updateStatus?.('32', '4181', 'READ', null, call)).rejects.toThrow(NotFoundError)
  })

  test.each([
    ['PENDING', null, 'status'],
    ['UNKNOWN', null, 'status'],
    ['READ', 'why', 'reason'],
    ['FAILED', '\0', 'reason'],
  ] as const)('%s %j is refused before anybody is asked', async (status, reason, path) => {
    const { upstream, asked } = desk('messages.update', () => row())
    const update = upstream.can.updateStatus?.('32', '4181', status, reason, call)
    await expect(update).rejects.toMatchObject({ code: 'BAD_USER_INPUT', argumentPath: [path] })
    expect(asked).toEqual([])
  })
})

test('ids that are none reach no path', async () => {
  const { upstream, asked } = openDesk()
  const { can } = upstream
  for (const id of ['..', '1/../2', '', '0']) {
    await expect(can.retry?.('32', id, call)).rejects.toThrow(InvalidInputError)
    await expect(can.deleteMessage?.('32', id, call)).rejects.toThrow(InvalidInputError)
    await expect(can.deleteMessage?.(id, '1', call)).rejects.toThrow(InvalidInputError)
    await expect(can.updateStatus?.('32', id, 'READ', null, call)).rejects.toThrow(InvalidInputError)
  }
  expect(asked).toEqual([])
})
