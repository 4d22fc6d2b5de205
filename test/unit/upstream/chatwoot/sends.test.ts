import { describe, expect, test } from 'vitest'
import {
  InvalidInputError,
  isOutcomeUnknown,
  NotFoundError,
  RateLimitedError,
  ReplyBlockedError,
  UnauthenticatedError,
  UnsupportedError,
  UpstreamRejectedError,
  UpstreamTimeoutError,
  UpstreamUnavailableError,
} from '../../../../src/domain/errors.ts'
import type { RequestSpec } from '../../../../src/upstream/http/request.ts'
import { type DeskChoices, marker, note, openDesk, outgoing, saying, words } from './desk.ts'
import { call, notFound, origin } from './model.ts'
import { tableOf } from './thread.ts'

const template = saying({
  type: 'template',
  name: 'receipt',
  language: 'en',
  category: null,
  parameters: [],
  text: null,
})

const refused = (text: string | null) => new UpstreamRejectedError('refused', origin, 422, text)
const failing =
  (
    operation: string,
    error: UpstreamRejectedError | UpstreamTimeoutError,
    isDone = false,
  ): DeskChoices['fail'] =>
  (spec) =>
    spec.operation === operation ? { error, isDone } : undefined

describe('a send', () => {
  test('looks at the reply window, posts once, and gives the message that came of it', async () => {
    const { upstream, operations } = openDesk({ table: tableOf(3) })
    const send = await upstream.messages.prepareSend(
      '32',
      outgoing({ clientMessageId: 'c-1', replyToId: '10' }),
      call,
    )
    expect(operations()).toEqual(['conversations.get'])
    expect(await send.post()).toMatchObject({
      conversationId: '32',
      kind: 'MESSAGE',
      direction: 'OUTGOING',
      status: 'SENT',
      text: 'Hello',
      clientMessageId: 'c-1',
      replyToId: '10',
      metadata: null,
    })
    expect(operations()).toEqual(['conversations.get', 'messages.create'])
  })

  test('after the reply window is refused, and nothing is posted', async () => {
    const { upstream, operations } = openDesk({ can_reply: false })
    const send = upstream.messages.prepareSend('32', words('Hello'), call)
    await expect(send).rejects.toThrow(ReplyBlockedError)
    await expect(send).rejects.toMatchObject({ reason: 'REPLY_WINDOW_CLOSED' })
    expect(operations()).toEqual(['conversations.get'])
  })

  test('of a template goes out at any time, in one call', async () => {
    const { upstream, operations } = openDesk({ can_reply: false })
    await (await upstream.messages.prepareSend('32', template, call)).post()
    expect(operations()).toEqual(['messages.create'])
  })

  test('into a conversation that is not there is an error before the post', async () => {
    const { upstream, operations } = openDesk({ fail: () => ({ error: notFound(), isDone: false }) })
    await expect(upstream.messages.prepareSend('32', words('Hello'), call)).rejects.toThrow(NotFoundError)
    await expect(upstream.messages.prepareSend('../7', words('Hello'), call)).rejects.toThrow(
      InvalidInputError,
    )
    expect(operations()).toEqual(['conversations.get'])
    const send = await upstream.messages.prepareSend('32', template, call)
    await expect(send.post()).rejects.toThrow(NotFoundError)
  })
})

describe('a post that fails', () => {
  const outcome = async (error: UpstreamRejectedError | UpstreamTimeoutError) => {
    const { upstream, operations } = openDesk({ fail: failing('messages.create', error) })
    const send = await upstream.messages.prepareSend('32', template, call)
    const thrown = await send.post().then(
      () => 'none',
      (reason: unknown) => reason,
    )
    expect(operations()).toEqual(['messages.create'])
    return thrown
  }

  test.each([
    ['Validation failed: Too many messages', true],
    ['Validation failed: Content is too long (maximum is 150000 characters)', true],
    ['La validación falló: contenido', false],
    ["undefined method `x' for nil", false],
    [null, false],
  ])('with 422 and %j is certain: %s', async (text, isCertain) => {
    const error = await outcome(refused(text))
    expect(error).toMatchObject({ isCertain, upstreamStatus: 422, upstreamMessage: text, origin })
    expect(isOutcomeUnknown(error)).toBe(!isCertain)
  })

  test.each([
    [notFound(), false],
    [new UnauthenticatedError('who?', origin), false],
    [new RateLimitedError('later', origin, null), false],
    [new UpstreamRejectedError('no', origin, 413, null), false],
    [new UpstreamUnavailableError('no connection', origin, undefined, false), false],
    [new UpstreamUnavailableError('500', origin), true],
    [new UpstreamTimeoutError('slow', origin), true],
  ])('with %s is as it is', async (error, isUnknown) => {
    const thrown = await outcome(error as UpstreamTimeoutError)
    expect(thrown).toBe(error)
    expect(isOutcomeUnknown(thrown)).toBe(isUnknown)
  })
})

describe('a send that got no answer', () => {
  const lost = failing('messages.create', new UpstreamTimeoutError('slow', origin), true)
  const never = failing('messages.create', new UpstreamTimeoutError('slow', origin), false)
  const others = (count: number, from: number) =>
    Array.from({ length: count }, (_, index) => ({ id: from + index, created_at: 3_000 + index }))

  const look = async (choices: Partial<DeskChoices>, message = words('Hello'), meanwhile = 0) => {
    const desk = openDesk({ table: tableOf(300), ...choices })
    const send = await desk.upstream.messages.prepareSend('32', message, call)
    await expect(send.post()).rejects.toThrow(UpstreamTimeoutError)
    desk.table.push(...others(meanwhile, (desk.table.at(-1)?.id ?? 0) + 1))
    const before = desk.asked.length
    const trace = JSON.parse(JSON.stringify(send.trace))
    const found = await desk.upstream.messages.findSent('32', message, trace, call)
    return { found, calls: desk.asked.slice(before).map(({ query }) => query) }
  }

  test('and arrived is found in one call, behind what was there before', async () => {
    const { found, calls } = await look({ fail: lost })
    expect(found).toMatchObject({ text: 'Hello', status: 'SENT' })
    expect(calls).toEqual([{ after: '2103' }])
  })

  test('and did not arrive is not found, in one call', async () => {
    const { found, calls } = await look({ fail: never }, words('Hello'), 99)
    expect(found).toBeNull()
    expect(calls).toHaveLength(1)
  })

  test('is found behind hundreds that came meanwhile, and looked for no further than a thousand', async () => {
    const { found } = await look({ fail: lost }, words('Hello'), 500)
    expect(found?.text).toBe('Hello')
    expect((await look({ fail: never }, words('Hello'), 500)).calls).toHaveLength(6)
    expect((await look({ fail: never }, words('Hello'), 2_000)).calls).toHaveLength(10)
  })

  test('and was the first of its conversation is found', async () => {
    const { found, calls } = await look({ fail: lost, table: [] })
    expect(found?.text).toBe('Hello')
    expect(calls).toEqual([{ after: '0' }])
  })

  test('without a trace is looked for from the newest on, as far as a minute can fill', async () => {
    const first = await look({ fail: lost }, template)
    expect([first.found === null, first.calls]).toEqual([false, [{}]])
    const second = await look({ fail: lost }, template, 30)
    expect([second.found === null, second.calls.length]).toEqual([false, 2])
    expect(await look({ fail: never, table: [] }, template)).toEqual({ found: null, calls: [{}] })
    expect((await look({ fail: never }, template)).calls).toHaveLength(10)
  })

  test('is told from another that says the same', async () => {
    const desk = openDesk()
    desk.create({ content: 'Hello', content_attributes: { parley_marker: 'another' } })
    for (const trace of [{ after: '0' }, null, 'x', { after: '../1' }]) {
      expect(await desk.upstream.messages.findSent('32', outgoing(), trace, call)).toBeNull()
    }
    const mine = desk.create({ content: 'Hello', content_attributes: { parley_marker: marker } })
    const found = await desk.upstream.messages.findSent('32', outgoing(), { after: '0' }, call)
    expect(found?.id).toBe(String(mine.id))
  })
})

describe('a note', () => {
  const agents = [
    { id: 3, name: 'Ana Ruiz' },
    { id: 4, name: 'Bo [Q] (night)' },
    { id: 5, name: '' },
  ]

  test('is private, in one call, also after the reply window', async () => {
    const { upstream, operations, lastBody } = openDesk({ can_reply: false })
    const send = await upstream.can.prepareNote?.('32', note({ clientMessageId: 'c-1' }), call)
    expect(await send?.post()).toMatchObject({ kind: 'NOTE', direction: 'INTERNAL', clientMessageId: 'c-1' })
    expect(lastBody()).toEqual({
      content: 'Ask Ana',
      private: true,
      content_attributes: { parley_marker: marker, parley_client_message_id: 'c-1' },
    })
    expect(operations()).toEqual(['messages.create'])
  })

  test('calls on agents by links behind its text, each once', async () => {
    const { upstream, operations, lastBody } = openDesk({ serve: () => agents })
    const text = 'Look [@Ana Ruiz](mention://user/3/Ana%20Ruiz)\r\n'
    const mentionAgentIds = ['3', '4', '5', '4']
    await (await upstream.can.prepareNote?.('32', note({ text, mentionAgentIds }), call))?.post()
    expect(lastBody()).toMatchObject({
      content: `${text}\n\n[@Bo \\[Q\\] (night)](mention://user/4/Bo%20%5BQ%5D%20%28night%29) [@5](mention://user/5/5)`,
    })
    expect(operations()).toEqual(['agents.list', 'messages.create'])
  })

  test('to an agent that there is not is refused', async () => {
    const { upstream, operations } = openDesk({ serve: () => agents })
    const send = upstream.can.prepareNote?.('32', note({ mentionAgentIds: ['3', '9'] }), call)
    await expect(send).rejects.toMatchObject({ argumentPath: ['mentionAgentIds', '1'] })
    expect(operations()).toEqual(['agents.list'])
  })

  test.each(['', ' \n', 'a\0', '\ud800', 'x'.repeat(150_001)])(
    'without proper words is refused: %#',
    async (text) => {
      const { upstream, asked } = openDesk()
      const send = upstream.can.prepareNote?.('32', note({ text, mentionAgentIds: ['3'] }), call)
      await expect(send).rejects.toMatchObject({ code: 'BAD_USER_INPUT', argumentPath: ['text'] })
      expect(asked).toEqual([])
    },
  )

  test('is found by its marker', async () => {
    const { upstream } = openDesk({ fail: failing('messages.create', refused('after the fact'), true) })
    const send = await upstream.can.prepareNote?.('32', note(), call)
    await expect(send?.post()).rejects.toSatisfy(isOutcomeUnknown)
    expect(await upstream.can.findNote?.('32', note(), null, call)).toMatchObject({
      text: 'Ask Ana',
      kind: 'NOTE',
    })
    expect(await upstream.can.findNote?.('32', note({ marker: 'another' }), null, call)).toBeNull()
  })
})

describe('an incoming message', () => {
  const notAllowed = refused('Incoming messages are only allowed in Api inboxes')

  test('is recorded in one call in an API inbox', async () => {
    const { upstream, operations, lastBody } = openDesk({ channel: 'Channel::Api', can_reply: false })
    const send = await upstream.can.prepareIncoming?.('32', words('I am here'), call)
    expect(await send?.post()).toMatchObject({ direction: 'INCOMING', text: 'I am here' })
    expect(lastBody()).toEqual({
      content: 'I am here',
      message_type: 'incoming',
      content_attributes: { parley_marker: marker },
    })
    expect(operations()).toEqual(['messages.create'])
  })

  test('elsewhere is unsupported, whatever the language of the refusal', async () => {
    for (const error of [notAllowed, refused('Nur in API-Postfächern erlaubt')]) {
      const { upstream, operations } = openDesk({ fail: failing('messages.create', error) })
      const send = await upstream.can.prepareIncoming?.('32', words('I am here'), call)
      const posted = send?.post()
      await expect(posted).rejects.toThrow(UnsupportedError)
      await expect(posted).rejects.toMatchObject({ capability: 'RECORD_INCOMING' })
      expect(operations()).toEqual(['messages.create', 'conversations.get'])
    }
  })

  test('that fails for another reason stays uncertain, or certain', async () => {
    const post = async (fail: DeskChoices['fail']) => {
      const { upstream } = openDesk({ channel: 'Channel::Api', fail })
      return (await upstream.can.prepareIncoming?.('32', words('I am here'), call))?.post()
    }
    await expect(post(failing('messages.create', refused('oops')))).rejects.toMatchObject({
      isCertain: false,
    })
    const invalid = refused('Validation failed: Too many messages')
    await expect(post(failing('messages.create', invalid))).rejects.toMatchObject({ isCertain: true })
    const everything = (_: RequestSpec<unknown>) => ({ error: refused('oops'), isDone: false })
    await expect(post(everything)).rejects.toMatchObject({ isCertain: false })
  })

  test('is no template, and obeys the same rules', async () => {
    const { upstream, asked } = openDesk()
    await expect(upstream.can.prepareIncoming?.('32', template, call)).rejects.toMatchObject({
      argumentPath: ['content', 'template'],
    })
    await expect(upstream.can.prepareIncoming?.('32', words(''), call)).rejects.toThrow(InvalidInputError)
    expect(asked).toEqual([])
  })
})
