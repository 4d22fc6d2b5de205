import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cleanFileName } from '../../../../src/server/file/name.ts'

test.each([
  ['report.pdf', 'report.pdf'],
  ['../../etc/passwd', 'passwd'],
  ['..\\..\\windows\\win.ini', 'win.ini'],
  ['/etc/passwd', 'passwd'],
  ['C:\\fakepath\\photo.png', 'photo.png'],
  ['a\r\nSet-Cookie: b=c.png', 'aSet-Cookie: b=c.png'],
  ['a\u0000.png', 'a.png'],
  ['in"voice".pdf', 'invoice.pdf'],
  ["Ana's photo.png", "Ana's photo.png"],
  ['invoice\u202efdp.exe', 'invoicefdp.exe'],
  ['Überraschung 🎉.png', 'Überraschung 🎉.png'],
  ['صورة.jpg', 'صورة.jpg'],
  ['  spaces  ', 'spaces'],
  ['.bashrc', '.bashrc'],
  ['..', 'file'],
  ['/', 'file'],
  ['', 'file'],
  ['"', 'file'],
])('%j becomes %j', (given, expected) => {
  expect(cleanFileName(given)).toBe(expected)
})

test('a long name is cut to 255 bytes before its ending, never inside a character', () => {
  expect(cleanFileName(`${'a'.repeat(300)}.pdf`)).toBe(`${'a'.repeat(251)}.pdf`)
  const cut = cleanFileName(`${'🎉'.repeat(100)}.png`)
  expect(cut).toBe(`${'🎉'.repeat(62)}.png`)
})

test('whatever is given, the name is safe in a header and on a disk', () =>
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 400 }),
        fc
          .array(fc.constantFrom('../', '..\\', '"', '\r\n', '\u0000', '.', 'a', '🎉', '\ud800', ' '))
          .map((all) => all.join('')),
      ),
      (given) => {
        const name = cleanFileName(given)
        expect(name).not.toBe('')
        expect(name).not.toMatch(/[/\\"\p{Cc}\p{Cs}]/u)
        expect(name).not.toMatch(/^\.*$/)
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255)
        expect(cleanFileName(name)).toBe(name)
      },
    ),
    { numRuns: 1_000 },
  ))
