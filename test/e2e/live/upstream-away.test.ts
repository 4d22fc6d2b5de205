import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createResumingClient } from '../../../src/client/resume.ts'
import { sandboxCredentials } from '../../../src/sandbox/index.ts'
import {
  collect,
  conversationEvents,
  exampleConversation,
  startLiveStack,
  tellMessage,
  wsClient,
} from '../../support/live-stack.ts'
import { until } from '../../support/until.ts'

const { agent } = sandboxCredentials.chatwoot

test('what cannot begin while the upstream is away is refused as retryable, and the helper begins it when it is back', async () => {
  await using stack = await startLiveStack()
  const connectionParams = { authorization: `Bearer ${agent.token}` }
  const bare = wsClient(stack.wsUrl, { connectionParams, lazy: false })
  const isBack = Promise.withResolvers<void>()
  let refusals = 0
  const helper = createResumingClient({
    url: stack.wsUrl,
    webSocketImpl: WebSocket,
    connectionParams,
    retryWait: () => {
      refusals += 1
      return isBack.promise
    },
  })
  stack.sandbox.faults.add({ match: { method: 'GET' }, times: null, effect: { type: 'cut' } })
  const variables = { id: exampleConversation }
  const refused = collect(bare, conversationEvents, variables)
  const patient = collect(helper, conversationEvents, variables)
  await until(() => refused.isOver() && refusals > 0)
  expect(refused.results[0]?.errors?.[0]?.extensions).toMatchObject({
    code: 'UPSTREAM_UNAVAILABLE',
    retryable: true,
  })
  expect(patient.isOver()).toBe(false)

  stack.sandbox.faults.clear()
  isBack.resolve()
  await until(() => stack.counts().subscribers === 1, 20_000)
  await tellMessage(stack, '9100001')
  await until(() => patient.added().length > 0)
  expect(patient.added()[0]).toMatchObject({ upstreamId: '9100001' })
  expect([patient.errors, patient.results[0]?.errors]).toEqual([[], undefined])
  await Promise.all([bare.dispose(), helper.dispose()])
})
