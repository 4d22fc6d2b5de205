import { expect, test } from 'vitest'
import { collect, startLiveStack, wsClient } from '../../support/live-stack.ts'
import { until } from '../../support/until.ts'

const inboxEvents = /* GraphQL */ `
  subscription {
    inboxEvents {
      __typename
      cursor
      ... on AccountHealthChanged { account { name health { status eventSource } } }
    }
  }
`

test('whoever watches the inbox is told when an upstream stops answering, and when it answers again', async () => {
  await using stack = await startLiveStack()
  stack.sandbox.sockets.shut() // it is only asked
  const client = wsClient(stack.wsUrl)
  const live = collect(client, inboxEvents)
  const told = () =>
    live
      .events()
      .filter(({ __typename: type }) => type === 'AccountHealthChanged')
      .map(({ account: { name, health } }) => `${name} ${health.status} ${health.eventSource}`)
  await until(() => stack.counts().subscribers === 1)
  const ask = () => stack.ask('{ conversations(first: 1) { nodes { id } } }').catch(() => undefined)
  await ask()
  stack.sandbox.faults.add({
    match: { path: '/api/v1/' },
    effect: { type: 'respond', status: 503 },
    times: null,
  })
  await ask()
  await until(() => told().some((line) => /^chatwoot (DOWN|DEGRADED) POLLING$/.test(line)))
  stack.sandbox.faults.clear()
  await until(async () => {
    await ask()
    return told().at(-1) === 'chatwoot UP POLLING'
  }, 20_000)
  expect(told().filter((line) => line.startsWith('infobip'))).toEqual([])
  await client.dispose()
})
