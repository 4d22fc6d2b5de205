import { parse } from 'graphql'
import { expect, test } from 'vitest'
import { createDocumentCache } from '../../../../src/server/graphql/document-cache.ts'

const document = parse('{ a }')

test('the documents that were used least lately make room for new ones', () => {
  const cache = createDocumentCache()
  for (let index = 0; index < 512; index += 1) cache.set(`${index}`, document)
  cache.get('0')
  cache.set('512', document)
  expect(cache.get('0')).toBe(document)
  expect(cache.get('1')).toBeUndefined()
  expect(cache.get('512')).toBe(document)
})

test('a text of any length could be anybody’s: long ones are not kept', () => {
  const cache = createDocumentCache()
  cache.set('x'.repeat(32_769), document)
  cache.set('x'.repeat(32_768), document)
  expect(cache.get('x'.repeat(32_769))).toBeUndefined()
  expect(cache.get('x'.repeat(32_768))).toBe(document)
})
