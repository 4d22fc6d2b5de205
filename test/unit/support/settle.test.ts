import { expect, test } from 'vitest'
import { correctionsOf, type Deviation, settle } from '../../support/openapi/settle.ts'
import type { Finding } from '../../support/openapi/validate.ts'

const finding = (
  operation: string,
  where: string,
  what: string,
  api: Finding['api'] = 'infobip',
): Finding => ({
  api,
  operation,
  where,
  what,
  key: `${operation} ${where} ${what}`,
  sentence: '',
})

const nullName: Deviation = {
  api: 'infobip',
  operation: /^GET \/things$/,
  where: /^response 200 name$/,
  what: /^is null/,
  section: '§1',
  quote: '',
}

test('a finding is explained by a deviation of the same document that covers operation, place and kind', () => {
  const covered = finding('GET /things', 'response 200 name', 'is null, declared string')
  const others = [
    finding('GET /things/{id}', 'response 200 name', 'is null, declared string'),
    finding('GET /things', 'response 200 title', 'is null, declared string'),
    finding('GET /things', 'response 200 name', 'is integer, declared string'),
    finding('GET /things', 'response 200 name', 'is null, declared string', 'chatwoot'),
  ]
  expect(settle([covered, ...others], [nullName])).toEqual({ unexplained: others, unused: [] })
})

test('a finding that comes up again is told once', () => {
  const one = finding('GET /things', 'operation', 'is not declared')
  expect(settle([one, { ...one }], []).unexplained).toEqual([one])
})

test('a deviation that no finding needs is unused', () => {
  const anyOperation: Deviation = { ...nullName, operation: undefined }
  const elsewhere = finding('GET /other', 'response 200 name', 'is null, declared string')
  expect(settle([elsewhere], [nullName, anyOperation]).unused).toEqual([nullName])
})

test('a deviation that knows what is right corrects the responses that it covers', () => {
  const instead = { type: 'object' } as const
  const correct = correctionsOf('infobip', [nullName, { ...nullName, where: /^response 4\d\d$/, instead }])
  expect(correct('GET /things', 404)).toBe(instead)
  expect(correct('GET /things', 200)).toBeUndefined()
  expect(correct('GET /other', 404)).toBeUndefined()
})
