/**
 * Line and column (from 1) where `text` stops being JSON. The engine's own message may quote the text, and with it
 * a secret, so the place is found here. A string that does not end is wrong where it begins.
 */
export const whereJsonBreaks = (text: string): { readonly line: number; readonly column: number } => {
  const lines = text.slice(0, scan(text)).split('\n')
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 }
}

/** Between the quotes: everything from the space on, except the quote and the backslash. */
const string = /"(?:[ !#-[\]-\u{10ffff}]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/uy
const scalar = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y
const blank = /[ \t\r\n]*/y

/** How far a reader of JSON gets: the offset of the first thing that may not stand there. */
const scan = (text: string): number => {
  let at = 0

  const take = (pattern: RegExp): boolean => {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    at += found?.[0].length ?? 0
    return found !== null
  }
  const takeMark = (mark: string): boolean => {
    take(blank)
    if (text[at] !== mark) return false
    at += 1
    return true
  }
  const value = (): boolean => {
    take(blank)
    if (takeMark('{')) return items('}', member)
    if (takeMark('[')) return items(']', value)
    return take(string) || take(scalar)
  }
  const member = (): boolean => {
    take(blank)
    return take(string) && takeMark(':') && value()
  }
  const items = (end: string, item: () => boolean): boolean => {
    if (takeMark(end)) return true
    do {
      if (!item()) return false
    } while (takeMark(','))
    return takeMark(end)
  }

  value()
  take(blank)
  return at
}
