import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { encodeRef } from '../../../src/domain/ref.ts'
import { decodeUploadId, encodeUploadId } from '../../../src/domain/upload.ts'

const part = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  .filter((text) => text.isWellFormed())
const upload = fc.record({ account: part, handle: part })

describe('upload ids', () => {
  test('come back as the upload they were made from', () =>
    fc.assert(
      fc.property(upload, (each) => {
        expect(decodeUploadId(encodeUploadId(each))).toEqual(each)
      }),
    ))

  test('of different uploads differ', () =>
    fc.assert(
      fc.property(upload, upload, (one, two) => {
        fc.pre(JSON.stringify(one) !== JSON.stringify(two))
        expect(encodeUploadId(one)).not.toBe(encodeUploadId(two))
      }),
    ))

  test('that nobody made are not understood', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const decoded = decodeUploadId(text)
        if (decoded) expect(encodeUploadId(decoded)).toBe(text)
      }),
    ))

  test('in another spelling, of another kind, or too long are not understood', () => {
    const id = encodeUploadId({ account: 'chatwoot', handle: 'signed--id' })
    expect(decodeUploadId(`${id}=`)).toBeUndefined()
    expect(decodeUploadId(` ${id}`)).toBeUndefined()
    expect(
      decodeUploadId(encodeRef({ type: 'Conversation', account: 'chatwoot', path: ['1'] })),
    ).toBeUndefined()
    expect(decodeUploadId(Buffer.from('Upload:chatwoot').toString('base64url'))).toBeUndefined()
    expect(decodeUploadId(Buffer.from('Upload:chatwoot:%').toString('base64url'))).toBeUndefined()
    expect(decodeUploadId(encodeUploadId({ account: 'chatwoot', handle: 'a'.repeat(4096) }))).toBeUndefined()
  })
})
