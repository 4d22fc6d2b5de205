/** Small real files, made on the spot. */
import { deflateSync } from 'node:zlib'
import type { SeedAttachment } from './script.ts'

export interface SeedFile {
  readonly filename: string
  readonly contentType: string
  readonly fileType: 'image' | 'audio' | 'video' | 'file'
  readonly width: number | null
  readonly height: number | null
  readonly data: Uint8Array
}

/** Undefined for an attachment that is not a file. */
export const makeFile = (attachment: SeedAttachment): SeedFile | undefined => {
  const sizeless = { width: null, height: null }
  switch (attachment.kind) {
    case 'image': {
      const { name: filename, width, height, hue } = attachment
      const data = png(width, height, hue)
      return { filename, contentType: 'image/png', fileType: 'image', width, height, data }
    }
    case 'pdf':
      return {
        filename: attachment.name,
        contentType: 'application/pdf',
        fileType: 'file',
        ...sizeless,
        data: pdf(attachment.text),
      }
    case 'audio':
      return {
        filename: attachment.name,
        contentType: 'audio/wav',
        fileType: 'audio',
        ...sizeless,
        data: wav(attachment.seconds),
      }
    case 'video':
      return {
        filename: attachment.name,
        contentType: 'video/mp4',
        fileType: 'video',
        ...sizeless,
        data: mp4(),
      }
    case 'csv':
      return {
        filename: attachment.name,
        contentType: 'text/csv',
        fileType: 'file',
        ...sizeless,
        data: Buffer.from(attachment.text),
      }
    default:
      return undefined
  }
}

const crcTable = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1
  return value
})

const crc = (data: Uint8Array): number => {
  let value = 0xffffffff
  for (const byte of data) value = (crcTable[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8)
  return (value ^ 0xffffffff) >>> 0
}

const chunk = (type: string, data: Uint8Array): Buffer => {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(body.length + 8)
  frame.writeUInt32BE(data.length, 0)
  body.copy(frame, 4)
  frame.writeUInt32BE(crc(body), body.length + 4)
  return frame
}

/** A vertical gradient of one hue (0 to 360), in a palette of 64 shades. */
const png = (width: number, height: number, hue: number): Buffer => {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 3, 0, 0, 0], 8)
  const palette = Buffer.from(Array.from({ length: 64 }, (_, shade) => rgb(hue, 0.25 + shade / 96)).flat())
  const rows = Buffer.alloc((width + 1) * height)
  for (let y = 0; y < height; y++) {
    rows.fill(Math.floor((y * 63) / height), y * (width + 1) + 1, (y + 1) * (width + 1))
  }
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', header),
    chunk('PLTE', palette),
    chunk('IDAT', deflateSync(rows, { level: 1 })),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

const rgb = (hue: number, lightness: number): number[] =>
  [0, 8, 4].map((offset) => {
    const step = (offset + hue / 30) % 12
    const spread = 0.5 * Math.min(lightness, 1 - lightness)
    return Math.round(255 * (lightness - spread * Math.max(-1, Math.min(step - 3, 9 - step, 1))))
  })

/** One page with one line of text. */
const pdf = (text: string): Buffer => {
  const drawing = `BT /F1 18 Tf 60 760 Td (${text.replace(/[()\\]/g, '\\$&')}) Tj ET`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${drawing.length} >>\nstream\n${drawing}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ]
  let body = '%PDF-1.4\n'
  const offsets = objects.map((object, index) => {
    const offset = body.length
    body += `${index + 1} 0 obj\n${object}\nendobj\n`
    return `${String(offset).padStart(10, '0')} 00000 n \n`
  })
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join('')}`
  const trailer = `trailer << /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`
  return Buffer.from(body + table + trailer, 'latin1')
}

/** A quiet tone, 8 kHz mono, 8 bits. */
const wav = (seconds: number): Buffer => {
  const rate = 8000
  const samples = Buffer.alloc(rate * seconds)
  for (let index = 0; index < samples.length; index++) {
    samples[index] = 128 + Math.round(24 * Math.sin((index * 2 * Math.PI * 220) / rate))
  }
  const header = Buffer.alloc(44)
  header.write('RIFF', 0, 'latin1')
  header.writeUInt32LE(36 + samples.length, 4)
  header.write('WAVEfmt ', 8, 'latin1')
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(1, 22)
  header.writeUInt32LE(rate, 24)
  header.writeUInt32LE(rate, 28)
  header.writeUInt16LE(1, 32)
  header.writeUInt16LE(8, 34)
  header.write('data', 36, 'latin1')
  header.writeUInt32LE(samples.length, 40)
  return Buffer.concat([header, samples])
}

/** An MP4 container without a track: players open it and find nothing to play. */
const mp4 = (): Buffer => {
  const box = (type: string, data: Buffer) => {
    const head = Buffer.alloc(8)
    head.writeUInt32BE(data.length + 8, 0)
    head.write(type, 4, 'latin1')
    return Buffer.concat([head, data])
  }
  const movie = Buffer.alloc(100)
  movie.writeUInt32BE(1000, 12)
  movie.writeUInt32BE(4000, 16)
  movie.writeUInt32BE(0x00010000, 20)
  movie.writeUInt32BE(2, 96)
  return Buffer.concat([
    box('ftyp', Buffer.from('isom\0\0\x02\0isomiso2mp41', 'latin1')),
    box('moov', box('mvhd', movie)),
    box('mdat', Buffer.alloc(4096)),
  ])
}
