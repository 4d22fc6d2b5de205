import { describe, expect, test } from 'vitest'
import { schema } from '../../../../src/schema/index.ts'
import { createLimiter } from '../../../../src/server/limit/index.ts'
import { limitDefaults } from '../../../support/limit-defaults.ts'

const limiter = createLimiter(schema, { ...limitDefaults, maxCost: 1_000_000 })

const costOf = (text: string, variableValues: Record<string, unknown> = {}) =>
  limiter.admit({ document: limiter.parse(text), variableValues })

describe('the cost of an operation is', () => {
  test.each<[number, string, string]>([
    [1, 'at least 1', '{ apiVersion }'],
    [
      1,
      '1 for an object, whatever scalars are read of it',
      '{ conversation(id: "x") { id status channel } }',
    ],
    [1 + 5, '1 more for each object of a page', '{ conversations(first: 5) { nodes { id } } }'],
    [1 + 5 * 2, '2 for each with its edge', '{ conversations(first: 5) { edges { cursor node { id } } } }'],
    [1 + 20, '20 for a page whose size nobody says', '{ conversations { nodes { id } } }'],
    [
      1 + 1,
      'not more for what stands beside the page',
      '{ conversations(first: 50) { pageInfo { hasNextPage } } }',
    ],
    [
      1 + 5 * (1 + 3),
      'multiplied by the page around it',
      '{ conversations(first: 5) { nodes { messages(last: 2) { nodes { id } } } } }',
    ],
    [10 * 2, '10 for a list that has no pages', '{ accounts { health { status } } }'],
    [3, '1 for each node that is asked for by its id', '{ nodes(ids: ["a", "b", "c"]) { id } }'],
    [101, '100 for a page of events', '{ events(after: "x") { events { cursor } } }'],
    [100, '100 for introspection', '{ __schema { types { name } } }'],
    [
      10 + 10,
      '10 more for a mutation',
      'mutation { retryMessage(input: { messageId: "x" }) { userErrors { code } } }',
    ],
    [
      4,
      'that of a fragment each time it is used',
      '{ ...a a: viewer { id } } fragment a on Query { ...b b: viewer { id } ...b } fragment b on Query { conversation(id: "x") { id } }',
    ],
  ])('%d: %s', (cost, _, text) => {
    expect(costOf(text)).toBe(cost)
  })

  test('that of the variables, whose defaults count where they are not given', () => {
    const text =
      'query ($n: Int = 7, $ids: [ID!] = ["a", "b"]) { conversations(first: $n) { nodes { id } } nodes(ids: $ids) { id } }'
    expect(costOf(text)).toBe(1 + 7 + 2)
    expect(costOf(text, { n: 3 })).toBe(1 + 3 + 2)
    expect(costOf(text, { n: 3, ids: ['a'] })).toBe(1 + 3 + 1)
    expect(costOf(text, { n: null, ids: [] })).toBe(1 + 7)
  })

  test('never that of pages larger than the largest, which are refused by themselves', () => {
    const text = 'query ($n: Int) { conversations(first: $n) { nodes { id } } }'
    expect(costOf(text, { n: 1_000_000_000 })).toBe(101)
    expect(costOf(text, { n: -5 })).toBe(1)
  })

  test('known again without a walk, for any number of page sizes', () => {
    const document = limiter.parse('query ($n: Int) { conversations(first: $n) { nodes { id } } }')
    const costs = Array.from({ length: 300 }, (_, index) =>
      limiter.admit({ document, variableValues: { n: index % 100 } }),
    )
    expect(costs).toEqual(Array.from({ length: 300 }, (_, index) => 1 + (index % 100)))
  })

  test('of operations of one document, that of the one that is named', () => {
    const document = limiter.parse(
      'query A { viewer { id } } query B { conversations(first: 9) { nodes { id } } }',
    )
    expect(limiter.admit({ document, operationName: 'A' })).toBe(1)
    expect(limiter.admit({ document, operationName: 'B' })).toBe(10)
  })
})
