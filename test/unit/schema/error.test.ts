import { expect, test } from 'vitest'
import { StateUnavailableError } from '../../../src/domain/errors.ts'
import { toGraphQLError } from '../../../src/schema/error.ts'

test('a store that is not available is no upstream’s fault, and worth a repetition', () => {
  expect(toGraphQLError(new StateUnavailableError('Not now.', new Error('secret')))?.toJSON()).toEqual({
    message: 'Not now.',
    extensions: { code: 'INTERNAL_SERVER_ERROR', retryable: true },
  })
})
