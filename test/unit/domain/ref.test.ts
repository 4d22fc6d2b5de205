import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeRef, encodeRef, type Ref } from '../../../src/domain/ref.ts'

const part = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .filter((text) => text.isWellFormed())
const ref: fc.Arbitrary<Ref> = fc.oneof(
  fc.record({ type: fc.constant('Account' as const), account: part, path: fc.constant([]) }),
  fc.record({
    type: fc.constantFrom('Agent' as const, 'Conversation' as const),
    account: part,
    path: fc.tuple(part),
  }),
  fc.record({ type: fc.constant('Message' as const), account: part, path: fc.tuple(part, part) }),
  fc.record({ type: fc.constant('Attachment' as const), account: part, path: fc.tuple(part, part, part) }),
)

describe('global ids', () => {
  test('come back as the ref they were made from', () =>
    fc.assert(
      fc.property(ref, (each) => {
        expect(decodeRef(encodeRef(each))).toEqual(each)
      }),
    ))

  test('of different refs differ', () =>
    fc.assert(
      fc.property(ref, ref, (one, two) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(two))
        expect(encodeRef(one)).not.toBe(encodeRef(two))
      }),
    ))

  test('that nobody made are not understood', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const decoded = decodeRef(text)
        if (decoded) expect(encodeRef(decoded)).toBe(text)
      }),
    ))

  test.each([
    ['an unknown type', 'Wizard:chatwoot:1'],
    ['a property of every object', 'constructor:chatwoot:1'],
    ['a message without its conversation', 'Message:chatwoot:1'],
    ['a conversation with one id too many', 'Conversation:chatwoot:1:2'],
    ['no account', 'Conversation::1'],
    ['a percent escape that was not needed', 'Conversation:chatwoot:%31'],
    ['half a percent escape', 'Conversation:chatwoot:%3'],
  ])('with %s are refused', (_, text) => {
    expect(decodeRef(Buffer.from(text).toString('base64url'))).toBeUndefined()
  })

  test('in another spelling of base64 are refused', () => {
    const id = encodeRef({ type: 'Conversation', account: 'chatwoot', path: ['1'] })
    expect(decodeRef(`${id}=`)).toBeUndefined()
    expect(decodeRef(` ${id}`)).toBeUndefined()
  })
})
