import { createHash } from 'node:crypto'

export const hash = (name: string): Buffer => createHash('sha256').update(name).digest()

/** A UUID (version 4 by its looks) that belongs to a name for ever. */
export const uuidOf = (name: string): string => {
  const bytes = hash(name).subarray(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** An id as they were in 2019, and as agents' and bots' may still be. */
export const hexOf = (name: string): string => hash(name).toString('hex').slice(0, 32).toUpperCase()
