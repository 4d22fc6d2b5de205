/** Small, real files for the demo data: made from their names, so that they are the same each time. */
import { crc32, deflateSync } from 'node:zlib'
import { hash } from './ids.ts'

export interface MediaFile {
  readonly contentType: string
  readonly bytes: Buffer
}

export const mediaFile = (name: string): MediaFile => {
  const extension = name.slice(name.lastIndexOf('.') + 1)
  const make = formats[extension]
  if (!make) throw new Error(`No demo file can be made for ${name}.`)
  return make(name)
}

const formats: Readonly<Record<string, (name: string) => MediaFile>> = {
  png: (name) => ({ contentType: 'image/png', bytes: png(name) }),
  pdf: (name) => ({ contentType: 'application/pdf', bytes: pdf(name) }),
  wav: (name) => ({ contentType: 'audio/wav', bytes: wav(name) }),
  webm: () => ({ contentType: 'video/webm', bytes: Buffer.from(drop.replaceAll('\n', ''), 'base64') }),
}

const width = 160
const height = 120

/** A cup on a table, in colours of its own. */
const png = (name: string): Buffer => {
  const tint = hash(name)
  const rows = Buffer.alloc(height * (1 + width * 3))
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isCup = x > 50 && x < 105 && y > 40 && y < 90
      const isHandle = Math.abs(Math.hypot(x - 106, y - 62) - 14) < 4 && x > 104
      const isTable = y > 88
      const light = isCup || isHandle ? 200 : isTable ? 70 : 120 + y / 2
      for (let channel = 0; channel < 3; channel++) {
        rows[y * (1 + width * 3) + 1 + x * 3 + channel] = (light + (tint[channel] ?? 0) / 5) & 255
      }
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8) // 8 bits a channel, RGB
  const signature = Buffer.from('89504e470d0a1a0a', 'hex')
  const data = deflateSync(rows)
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

const chunk = (type: string, data: Buffer): Buffer => {
  const typed = Buffer.concat([Buffer.from(type), data])
  const frame = Buffer.alloc(8 + typed.length)
  frame.writeUInt32BE(data.length, 0)
  frame.set(typed, 4)
  frame.writeUInt32BE(crc32(typed), 4 + typed.length)
  return frame
}

/** One page with the file's name on it. */
const pdf = (name: string): Buffer => {
  const page = `BT /F1 20 Tf 60 760 Td (${name}) Tj ET`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${page.length} >>\nstream\n${page}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ]
  let text = '%PDF-1.4\n'
  const offsets = objects.map((object, index) => {
    const offset = text.length
    text += `${index + 1} 0 obj\n${object}\nendobj\n`
    return offset
  })
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const count = objects.length + 1
  const trailer = `trailer\n<< /Size ${count} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`
  return Buffer.from(`${text}xref\n0 ${count}\n0000000000 65535 f \n${table}${trailer}`, 'latin1')
}

const sampleRate = 8_000

/** One second of a tone. */
const wav = (name: string): Buffer => {
  const pitch = 220 + (hash(name)[0] ?? 0)
  const samples = Buffer.alloc(sampleRate)
  for (let i = 0; i < sampleRate; i++) {
    samples[i] = 128 + Math.round(60 * Math.sin((2 * Math.PI * pitch * i) / sampleRate))
  }
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + samples.length, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20) // PCM
  header.writeUInt16LE(1, 22) // mono
  header.writeUInt32LE(sampleRate, 24)
  header.writeUInt32LE(sampleRate, 28)
  header.writeUInt16LE(1, 32)
  header.writeUInt16LE(8, 34)
  header.write('data', 36)
  header.writeUInt32LE(samples.length, 40)
  return Buffer.concat([header, samples])
}

/** A drop falling past a cup: one second of VP8 video, 96 by 64 pixels. */
const drop = `
GkXfo59ChoEBQveBAULygQRC84EIQoKEd2VibUKHgQRChYECGFOAZwEAAAAAAASVEU2bdLlNu4tTq4QVSalmU6yBbk27i1Or
hBZUrmtTrIGTTbuLU6uEH0O2dVOsgdRNu4xTq4QcU7trU6yCBIPsrgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA
AAAAAAAAAAAAAAAAAAAVSalmoCrXsYMPQkBEiYREef4ETYCGQ2hyb21lV0GGQ2hyb21lFlSua7yuuteBAXPFh8lKZ6IGFLKD
gQFV7oEBhoVWX1ZQOOCdsIFguoFAU8CBAVWwkFWxgQFVuYECVbqBDVW7gQEfQ7Z1AQAAAAAAA6PngQCgQJKh3oEAAABwBQCd
ASpgAEAACocIhYWImYSIOAIDOdMNhpuifbj5XTHpD/rtbzyJOowzC6zS/jDbGDuxAP7lCnqHHS7DqmrwbPTH91TLyCJBcz1W
vwtDVntRdgRWcs2hdQB1oa+mre6BAaWoUAMAnQEqYABAAAqHCIWFiJmEiDgCAAZMJ86dOnTp06dOnTfA/uuuAKDMoauBAIAA
8QIAKhHAABgAGj0P9AAAZuqTi0bjWLHoHJD+5Qp6hzVtqrbYVWwAdaGZppfugQGlktEBACoRwAAYABhYL/QACIUoAPuBAKDX
obaBAPoA0QIAKhGoABgAG0j/9AABTr/ZniXDHXGVjP7mzneWdi9z2H96FT/WTfUMyRTNeFzALwB1oZmml+6BAaWS0QEAKhHA
ABgAGFgv9AAIhSgA+4GAoOihx4EBdgDxAgAqEWgAGAAdQP/0AANn2eGofZNJW3DDWP7q1ElLOdPiaz7AONNnNlPBjiyMWugg
YvzJ/8RkKPnHJMjlBg+jGcUAdaGZppfugQGlktEBACoRwAAYABhYL/QACIUoAPuB+qDoocaBAfMAEQMAKhFcABgAHUIH9AAD
2j3FU11HZBvauCOA/us2zZWWPmZnj8gD4WLYI8rNxdMJIAOLVFp/KwMFHDSQp+K24U4AdaGZppfugQGlktEBACoRwAAYABhY
L/QACIUoAPuCAXag5qHEgQJxAPECACoRTAAYABw4//QAAi/3uSh9LjgmjabA/uveCOJOQe9iuferhj8PSvD/aoJWXnqIJbQO
Lby67r64UQwPoAB1oZmml+6BAaWS0QEAKhHAABgAGFgv9AAIhSgA+4IB86DyodCBAu4A0QMAKhE8ABgD5A//+YAegBEEI5ec
AAICYBMNT+e+O2To/uwmPTUv2gF0egSfC2Od3n+iOrYwg0xjNXd4U3Pl2d2NZ0eV9hb8E4rkIHWhmaaX7oEBpZLRAQAqEcAA
GAAYWC/0AAiFKAD7ggJxoM2hq4EDawDxAgAqEWwUYABtKB/QAAYXiNhRexCpuNiDNP7q1ElLOJmIKYMREAh1oZmml+6BAaWS
0QEAKhGgFGAAYWC/0AAiFKAA+4IC7qDjocGBA+cA0QIAKhEwABgAHDoH9AACa62AQ2EDNSZtAP7scLjyVFFGeDAr2hWhW6G9
Sj0HeZSBnLv/99nPKgmfwGDcAHWhmaaX7oEBpZLRAQAqEbwAGAAYWC/0AAiFKAD7ggNrHFO7a427i7OBALeG94EB8YHU
`
