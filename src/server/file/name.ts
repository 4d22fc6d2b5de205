const maxBytes = 255

/** Controls, and the marks that turn the reading direction: with one `fdp.exe` reads `exe.pdf`. */
const invisible = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/**
 * A file name as it may stand in a header and on a disk: without folders, control characters and double quotes, at
 * most 255 bytes of UTF-8 with its ending kept. `file` where nothing is left.
 */
export const cleanFileName = (given: string): string => {
  const base = given.toWellFormed().split(/[/\\]/).at(-1) ?? ''
  const name = base.replace(invisible, '').replaceAll('"', '').trim()
  if (/^\.*$/.test(name)) return 'file'
  const [, stem = name, ending = ''] = /^(.+?)(\.[^.]{1,32})?$/su.exec(name) ?? []
  return cut(stem, maxBytes - Buffer.byteLength(ending)) + ending
}

/** The longest beginning of whole characters that fits. */
const cut = (text: string, bytes: number): string => {
  let end = 0
  let used = 0
  for (const character of text) {
    used += Buffer.byteLength(character)
    if (used > bytes) break
    end += character.length
  }
  return text.slice(0, end)
}
