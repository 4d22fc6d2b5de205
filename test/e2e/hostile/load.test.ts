/** Some seconds of everything at once; `npm run bench -- hostile` is the long form. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Besieged, startBesieged } from '../../support/besieged.ts'
import { besiege, visits } from '../../support/hostile-clients.ts'
import { until } from '../../support/until.ts'

let parley: Besieged
beforeAll(async () => {
  parley = await startBesieged()
})
afterAll(() => parley[Symbol.asyncDispose]())

const rounds = (count: number) => {
  let left = count * Object.keys(visits).length
  return () => left-- > 0
}
const settled = async () => {
  await until(async () => ((await parley.vitals()).handles.TCPSocketWrap ?? 0) === 0, 30_000)
  return parley.vitals()
}

test('hostile visitors leave no handle, no memory, and no exception that nobody caught', async () => {
  await besiege(parley, 12, rounds(10))
  const first = await settled()
  const { statuses, unanswered } = await besiege(parley, 12, rounds(10))
  const last = await settled()

  expect(last.handles.Timeout ?? 0).toBeLessThanOrEqual((first.handles.Timeout ?? 0) + 1) // of an upstream's
  expect({ ...last.handles, Timeout: 0 }).toEqual({ ...first.handles, Timeout: 0 })
  expect(last.used).toBeLessThan(first.used * 1.1)
  expect(last.uncaught).toBe(0)
  expect(unanswered).toEqual([])
  expect(parley.bugs).toEqual([])
  expect([...statuses.keys()].filter((status) => status !== null && status >= 500)).toEqual([])
  expect(statuses.get(200)).toBeGreaterThan(30)

  const query = '{ conversations(first: 1) { sources { status } } }'
  const answer = await fetch(`${parley.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: parley.authorization },
    body: JSON.stringify({ query }),
  })
  expect(await answer.json()).toEqual({ data: { conversations: { sources: [{ status: 'OK' }] } } })
  expect(await parley.end()).toBe(0)
})
