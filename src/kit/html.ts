/** Elements whose contents nobody reads. */
const hidden = new Set(['head', 'script', 'style', 'title'])
const breaking = /^\/?(?:blockquote|br|div|h[1-6]|hr|li|ol|p|pre|section|table|tr|ul)$/

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  apos: "'",
  gt: '>',
  lt: '<',
  nbsp: ' ',
  quot: '"',
}

/** The words of an HTML document, a line a block. For reading only: the result is text and not safe as HTML. */
export const htmlToText = (html: string): string => {
  const lower = html.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
  let text = ''
  let at = 0
  while (at < html.length) {
    const open = html.indexOf('<', at)
    text += html.slice(at, open < 0 ? undefined : open).replace(/\s+/g, ' ')
    if (open < 0) break
    const name = /^(?:!--|[!?]|\/?[a-z][a-z0-9]*)/.exec(lower.slice(open + 1, open + 16))?.[0]
    if (name === undefined) {
      text += '<'
      at = open + 1
      continue
    }
    const end = name === '!--' ? '-->' : '>'
    const close = html.indexOf(end, open)
    if (close < 0) break
    at = close + end.length
    if (hidden.has(name)) {
      const closing = lower.indexOf(`</${name}`, at)
      if (closing < 0) break
      at = closing
    } else if (breaking.test(name)) {
      text += '\n'
    }
  }
  return decodeEntities(text)
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

const decodeEntities = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,6}));/gi, (entity, decimal, hex, name) => {
    if (name) return entities[name.toLowerCase()] ?? entity
    const code = decimal ? Number(decimal) : Number.parseInt(hex, 16)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : entity
  })
