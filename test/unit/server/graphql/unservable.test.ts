import { expect, test } from 'vitest'
import { schema } from '../../../../src/schema/index.ts'
import { findUnservable } from '../../../../src/server/graphql/unservable.ts'
import { limitsOf } from '../../../support/limit-defaults.ts'

const limits = limitsOf()
const why = (text: string, hasIntrospection = true) =>
  findUnservable({ name: text }, { schema, limits, hasIntrospection })

test.each([
  '{ apiVersion }',
  'query A { apiVersion } query B { __typename }',
  'query Page($first: Int!) { conversations(first: $first) { nodes { messages(first: $first) { nodes { id } } } } }',
  '{ __schema { queryType { name } } }',
])('%s can be served', (text) => {
  expect(why(text)).toEqual([])
})

test.each([
  ['{ apiVersion', 'Syntax Error'],
  ['{ apiVersoin }', 'Cannot query field "apiVersoin" on type "Query". Did you mean "apiVersion"?'],
  ['query ($id: ID!) { conversation(id: $id) { gone } }', 'Cannot query field "gone"'],
  ['fragment F on Query { apiVersion }', 'is never used'],
  [`{ ${Array.from({ length: 31 }, (_, index) => `a${index}: apiVersion`).join(' ')} }`, 'aliases'],
  ['{ conversations(first: 100) { nodes { messages(first: 100) { nodes { id } } } } }', 'cost'],
])('%s cannot be served, and it is said why', (text, reason) => {
  expect(why(text)).toEqual([{ name: 'name', why: expect.stringContaining(reason) }])
})

test('what asks for the schema cannot be served where that is hidden', () => {
  expect(why('{ __schema { queryType { name } } }', false)).toMatchObject([
    { why: 'Introspection is off here.' },
  ])
})

test('each is told by its name, in the order of the file', () => {
  const operations = { a: '{ nope }', b: '{ apiVersion }', c: '' }
  const found = findUnservable(operations, { schema, limits, hasIntrospection: true })
  expect(found.map(({ name }) => name)).toEqual(['a', 'c'])
})
