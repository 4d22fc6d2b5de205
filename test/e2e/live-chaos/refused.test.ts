import { expect, test } from 'vitest'
import { StateUnavailableError } from '../../../src/domain/errors.ts'
import { sandboxCredentials } from '../../../src/sandbox/index.ts'
import { startReading } from '../../support/live.ts'
import { until } from '../../support/until.ts'
import { addedMessages, startWebhookWorld } from '../../support/webhook-world.ts'

const { conversationId } = sandboxCredentials.example

test('what a webhook told while the store was away is found as soon as it is back, before the next round', async () => {
  let isAway = false
  const orAway = <Args extends unknown[], Answer>(call: (...args: Args) => Promise<Answer>) => {
    return async (...args: Args): Promise<Answer> => {
      if (isAway) throw new StateUnavailableError('It is away.')
      return call(...args)
    }
  }
  await using world = await startWebhookWorld({
    state: (state) => ({
      ...state,
      cache: { get: orAway(state.cache.get), set: orAway(state.cache.set) },
      ready: async () => !isAway,
    }),
  })
  const scope = { accounts: ['chatwoot'], conversationId }
  await until(() => isFollowing(() => world.live.feed.head(scope)))
  const feed = await world.live.feed.subscribe({
    scope,
    viewer: world.viewer,
    signal: new AbortController().signal,
  })
  const reading = startReading(feed)
  isAway = true
  const { id } = await world.chatwoot('POST', `/conversations/${conversationId}/messages`, {
    content: 'Lost?',
  })
  await world.sandbox.webhooks.idle()
  expect(new Set(world.sandbox.webhooks.posted.map(({ status }) => status))).toEqual(new Set([503]))
  isAway = false
  const seen = () => reading.items.flatMap((item) => ('event' in item ? [item.event] : []))
  await until(() => addedMessages(seen()).has(String(id)), 10_000)
  expect(addedMessages(seen()).get(String(id))).toBe('Lost?')
  await reading.stop()
})

/** From the beginning on it takes a moment. */
const isFollowing = (head: () => string): boolean => {
  try {
    return head() !== ''
  } catch (error) {
    expect(error).toBeInstanceOf(StateUnavailableError)
    return false
  }
}
