/**
 * What a file is, by its content: what the sender says of it counts only where the content leaves it open. Programs
 * are refused, and so is a file that claims to be what it cannot be.
 */
import { Readable } from 'node:stream'
import { fileTypeFromStream } from 'file-type'
import { RestError } from '../rest/error.ts'

export interface FileClaims {
  /** Cleaned. */
  readonly name: string
  /** MIME type that the sender gave. */
  readonly declaredType: string
}

export interface FileContent {
  /** Whether there is nothing in it that no text has. */
  readonly isText: boolean
  open(): Readable
}

/** The MIME type. Throws `RestError` 415. */
export const typeOf = async ({ name, declaredType }: FileClaims, content: FileContent): Promise<string> => {
  const declared = essence(declaredType)
  const detected = await detect(content)
  const found = content.isText && !textFormats.has(detected) ? '' : detected
  if (programEnding.test(name) || programs.has(found) || (await isScript(content))) {
    throw refused('Programs are not taken.')
  }
  if (found !== '') return sameContainer[found]?.test(declared) ? declared : found
  if (mustBeRecognised.test(declared) || (content.isText && neverText.test(declared))) {
    throw refused(`The content of the file is not ${declared}.`)
  }
  if (!content.isText) return 'application/octet-stream'
  if (textTypes.has(declared)) return declared
  return textEndings[name.toLowerCase().split('.').at(-1) ?? ''] ?? 'text/plain'
}

const refused = (message: string) => new RestError(415, 'BAD_USER_INPUT', message)

/** Without parameters, in lower case. */
const essence = (type: string): string => type.split(';')[0]?.trim().toLowerCase() ?? ''

/** Empty when nobody knows it. */
const detect = async (content: FileContent): Promise<string> => {
  const stream = content.open()
  try {
    const found = await fileTypeFromStream(Readable.toWeb(stream))
    return essence(found?.mime ?? '')
  } finally {
    stream.destroy()
  }
}

const isScript = async (content: FileContent): Promise<boolean> => {
  if (!content.isText) return false
  const stream = content.open()
  for await (const chunk of stream as AsyncIterable<Buffer>) return chunk.subarray(0, 2).toString() === '#!'
  return false
}

/** Runs on a click, on some system. */
const programEnding =
  /\.(?:exe|dll|com|scr|pif|cpl|msi|msp|bat|cmd|ps1|vbs|vbe|jse?|wsf|wsh|hta|lnk|reg|jar|apk)$/i

const programs: ReadonlySet<string> = new Set([
  'application/x-msdownload',
  'application/x-elf',
  'application/x-mach-binary',
  'application/wasm',
  'application/java-archive',
  'application/java-vm',
  'application/vnd.android.package-archive',
  'application/x-deb',
  'application/x-rpm',
  'application/x-google-chrome-extension',
  'application/x-xpinstall',
  'application/x-shockwave-flash',
  'application/x-ms-shortcut',
  'application/x-ms-regedit',
  'application/vnd.ms-htmlhelp',
])

/** Formats whose files may consist of text alone; elsewhere a text that begins like a picture is a text. */
const textFormats: ReadonlySet<string> = new Set([
  'application/pdf',
  'application/postscript',
  'application/eps',
  'application/rtf',
  'application/xml',
  'text/calendar',
  'text/vcard',
  'text/vtt',
  'model/stl',
])

/** One format for several types: the same bytes may be any of them, and the sender knows which. */
const sameContainer: Readonly<Record<string, RegExp>> = {
  'video/webm': /^audio\/webm$/,
  'video/mp4': /^audio\/(?:mp4|x-m4a|m4a|aac)$/,
  'video/ogg': /^audio\/ogg$/,
  'application/ogg': /^(?:audio|video)\/ogg$/,
  'video/3gpp': /^audio\/3gpp$/,
  'application/xml': /^text\/xml$/,
  'application/x-cfb': /^application\/(?:msword|vnd\.ms-(?:excel|powerpoint|outlook))$/,
  'application/zip': /^application\/vnd\.(?:openxmlformats-officedocument|oasis\.opendocument)\.[\w.-]+$/,
}

/** Without their signature these are broken. */
const mustBeRecognised = /^(?:image\/(?:png|jpeg|gif|webp|bmp|tiff|heic|heif|avif)|application\/pdf)$/
const neverText = /^(?:image\/(?!svg\+xml$)|audio\/|video\/|application\/zip$)/

/** Safe to name as they are: no browser runs them. */
const textTypes: ReadonlySet<string> = new Set([
  'text/plain',
  'text/csv',
  'text/tab-separated-values',
  'text/markdown',
  'text/calendar',
  'text/vcard',
  'text/vtt',
  'application/json',
])

const textEndings: Readonly<Record<string, string>> = {
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  md: 'text/markdown',
  ics: 'text/calendar',
  vcf: 'text/vcard',
  vtt: 'text/vtt',
  json: 'application/json',
}
