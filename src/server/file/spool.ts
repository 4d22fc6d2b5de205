/**
 * A file on its way through: on disk, not in memory, and without a name there. Its folder entry goes as soon as it is
 * open, so nothing of it is left behind however the process ends.
 */
import { createHash, randomUUID } from 'node:crypto'
import { type FileHandle, open, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable, Transform, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

export interface Spool {
  /** Takes everything that comes. Called once. */
  fill(content: Readable): Promise<Spooled>
  /** Gives the space back. */
  discard(): Promise<void>
}

export interface Spooled {
  /** Bytes. */
  readonly size: number
  /** Base64. */
  readonly md5: string
  /** Whether there is nothing in it that no text has. */
  readonly isText: boolean
  /** Reads it from its begin; may be called again. */
  open(): Readable
}

export const openSpool = async (folder: string): Promise<Spool> => {
  const path = join(folder, `parley-${randomUUID()}`)
  const handle = await open(path, 'wx+', 0o600)
  await unlink(path)
  return {
    fill: (content) => fill(handle, content),
    discard: () => handle.close(),
  }
}

const fill = async (handle: FileHandle, content: Readable): Promise<Spooled> => {
  const hash = createHash('md5')
  let size = 0
  let isText = true
  let isUtf16 = false
  const look = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      if (size === 0) isUtf16 = /^(?:fffe|feff)/.test(chunk.toString('hex', 0, 2))
      isText &&= isUtf16 || !chunk.some(isBinary)
      size += chunk.length
      done(null, chunk)
    },
  })
  const disk = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      handle.writeFile(chunk).then(() => done(), done) // goes on where the last one ended
    },
  })
  await pipeline(content, look, disk)
  return {
    size,
    md5: hash.digest('base64'),
    isText,
    open: () => Readable.from(chunksOf(handle), { objectMode: false }),
  }
}

async function* chunksOf(handle: FileHandle): AsyncGenerator<Buffer> {
  for (let position = 0; ; ) {
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.allocUnsafe(64 * 1024), position })
    if (bytesRead === 0) return
    yield buffer.subarray(0, bytesRead)
    position += bytesRead
  }
}

/** A control byte other than tab, line ends, form feed and escape. In any of the encodings of text. */
const isBinary = (byte: number): boolean =>
  byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0c && byte !== 0x0d && byte !== 0x1b
