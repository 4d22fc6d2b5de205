import { once } from 'node:events'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { startLiveStack } from '../../support/live-stack.ts'
import { until } from '../../support/until.ts'

test('a client that does not answer pings is cut, and one that does goes on', async () => {
  await using stack = await startLiveStack({ webSocketLimits: { keepAlive: 1_000, initTimeout: 60_000 } })
  const awake = new WebSocket(stack.wsUrl, 'graphql-transport-ws')
  const gone = new WebSocket(stack.wsUrl, 'graphql-transport-ws', { autoPong: false })
  let pings = 0
  awake.on('ping', () => {
    pings += 1
  })
  await Promise.all([once(awake, 'open'), once(gone, 'open')])
  const [code] = await once(gone, 'close')
  expect(code).toBe(1006)
  await until(() => pings >= 3)
  expect(awake.readyState).toBe(WebSocket.OPEN)
  awake.terminate()
})
