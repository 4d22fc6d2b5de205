/** Cuts a long text where a reader would pause, so that its pieces can be translated one by one. */

/** What is translated, and the white space before it, which is not. */
export interface Piece {
  readonly before: string
  readonly text: string
}

export interface SplitText {
  readonly pieces: readonly Piece[]
  readonly after: string
}

/** `pieces` and `after` put together are the text again. A piece has at most `max` UTF-16 units, and no cut emoji. */
export const splitText = (text: string, max: number): SplitText => {
  const { words, after } = wordsOf(text, max)
  const pieces: Piece[] = []
  for (let start = 0; start < words.length; ) {
    const end = endOfPiece(words, start, max)
    pieces.push({
      before: words[start]?.before ?? '',
      text: words
        .slice(start, end)
        .map((word, index) => (index === 0 ? word.text : word.before + word.text))
        .join(''),
    })
    start = end
  }
  return { pieces, after }
}

/** Something that is not cut. */
interface Word extends Piece {
  /** How good a place to cut is before it: 4 between paragraphs, 3 lines, 2 sentences, 1 words, 0 anywhere. */
  readonly rest: number
}

/** The last one of the best places to cut among those that `max` allows. */
const endOfPiece = (words: readonly Word[], start: number, max: number): number => {
  let length = words[start]?.text.length ?? 0
  let best = { end: start + 1, rest: -1 }
  for (let end = start + 1; ; end++) {
    const next = words[end]
    if (!next) return end
    if (next.rest >= best.rest) best = { end, rest: next.rest }
    length += next.before.length + next.text.length
    if (length > max) return best.end
  }
}

const wordsOf = (text: string, max: number): { words: readonly Word[]; after: string } => {
  const words: Word[] = []
  let before = ''
  for (const [run] of text.matchAll(/\s+|\S+/g)) {
    if (/^\s/.test(run)) {
      before = run
      continue
    }
    const rest = restOf(before, words.at(-1)?.text ?? '')
    const parts = run.length > max ? cut(run, max) : [{ text: run, rest }]
    for (const [index, part] of parts.entries()) {
      words.push(index === 0 ? { before, text: part.text, rest } : { before: '', ...part })
    }
    before = ''
  }
  return { words, after: before }
}

const restOf = (before: string, word: string): number => {
  const lines = before.match(/\r\n|[\n\r\u2028\u2029]/g)?.length ?? 0
  if (lines > 0) return lines > 1 ? 4 : 3
  return /[.!?…。！？؟।]["'”’»)\]]*$/.test(word.slice(-8)) ? 2 : 1
}

/** A run without any white space, such as Chinese or a long link: by sentences, else between characters. */
const cut = (run: string, max: number): { text: string; rest: number }[] =>
  [...new Intl.Segmenter(undefined, { granularity: 'sentence' }).segment(run)].flatMap(({ segment }) =>
    segment.length <= max
      ? [{ text: segment, rest: 2 }]
      : chunks(segment, max).map((text, index) => ({ text, rest: index === 0 ? 2 : 0 })),
  )

const chunks = (text: string, max: number): string[] => {
  const found: string[] = []
  let chunk = ''
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text)) {
    // One character may be built of more code points than a piece holds.
    for (const part of segment.length > max ? segment : [segment]) {
      if (chunk.length + part.length > max) {
        found.push(chunk)
        chunk = ''
      }
      chunk += part
    }
  }
  return [...found, chunk]
}
