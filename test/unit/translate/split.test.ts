import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { splitText } from '../../../src/translate/split.ts'

const texts = (text: string, max: number) => splitText(text, max).pieces.map((piece) => piece.text)
const joined = (text: string, max: number) => {
  const { pieces, after } = splitText(text, max)
  return pieces.map((piece) => piece.before + piece.text).join('') + after
}

const prose = fc
  .array(
    fc.constantFrom(
      ...[
        'word',
        'a',
        '. ',
        '.',
        '\n',
        '\r\n',
        '\n\n',
        ' ',
        '\t',
        '  ',
        '你好。',
        '👩‍👩‍👧‍👦',
        '🇭🇷',
        'e\u0301',
        '!',
        '\u00a0',
      ],
      ...['x'.repeat(30), '字'.repeat(20), 'مرحبا؟ '],
    ),
    { maxLength: 200 },
  )
  .map((parts) => parts.join(''))

describe('a text that is split', () => {
  test('is the text again when it is put together, in pieces of at most the length that was asked for', () => {
    fc.assert(
      fc.property(
        fc.oneof(prose, fc.string({ unit: 'binary' })),
        fc.integer({ min: 2, max: 60 }),
        (text, max) => {
          expect(joined(text, max)).toBe(text)
          for (const piece of texts(text, max)) {
            expect(piece.length).toBeLessThanOrEqual(max)
            expect(piece).not.toMatch(/^\s|\s$|^$/)
          }
        },
      ),
      { numRuns: 1_000 },
    )
  })

  test('is never cut within a character', () => {
    fc.assert(
      fc.property(prose, fc.integer({ min: 11, max: 60 }), (text, max) => {
        for (const piece of texts(text, max)) {
          expect(piece.isWellFormed()).toBe(true)
          expect(piece).not.toMatch(/^[\u200d\u0301\ufe0f]|\u200d$/)
        }
      }),
    )
  })

  test('is one piece when it fits, with the white space around it left out', () => {
    expect(splitText(' \r\nHello.\n\nBye. \n', 20)).toEqual({
      pieces: [{ before: ' \r\n', text: 'Hello.\n\nBye.' }],
      after: ' \n',
    })
    expect(splitText(' \n ', 20)).toEqual({ pieces: [], after: ' \n ' })
    expect(splitText('', 20)).toEqual({ pieces: [], after: '' })
  })

  test.each([
    ['between paragraphs', 'One. Two.\nThree.\r\n\r\nFour. Five.', 26, ['One. Two.\nThree.', 'Four. Five.']],
    ['else between lines', 'One. Two. Three.\nFour. Five.', 24, ['One. Two. Three.', 'Four. Five.']],
    ['else between sentences', 'One two three. Four five six.', 24, ['One two three.', 'Four five six.']],
    ['else between words', 'one two three four five', 14, ['one two three', 'four five']],
    ['between sentences without blanks', '今日は。お元気ですか？', 8, ['今日は。', 'お元気ですか？']],
    ['anywhere in a word that is too long', 'xxxxxxxxxx', 4, ['xxxx', 'xxxx', 'xx']],
  ])('is cut %s', (_where, text, max, expected) => {
    expect(texts(text, max)).toEqual(expected)
  })

  test.each([
    ['blanks', ' '.repeat(150_000)],
    ['blanks and line breaks', ' \n'.repeat(75_000)],
    ['one letter', 'x'.repeat(150_000)],
    ['full stops and brackets', '.)'.repeat(75_000)],
    ['short paragraphs', 'a\n\n'.repeat(50_000)],
    ['paragraphs of every rank', 'a b. c\nd\n\n'.repeat(15_000)],
  ])('of 150,000 characters of %s is split soon', (_what, text) => {
    const begin = performance.now()
    expect(joined(text, 5_000)).toBe(text)
    expect(performance.now() - begin).toBeLessThan(2_000)
  })
})
