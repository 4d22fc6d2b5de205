/** ActiveStorage's signed URLs: whoever holds one may read the file, nobody can make one up. */
import { createHmac } from 'node:crypto'

const secret = 'sandbox-active-storage'

/** Milliseconds a disk URL opens its file. */
const diskLifetime = 5 * 60_000

type Purpose = 'blob_id' | 'blob_key' | 'blob_token' | 'attachable'

const signature = (data: string): string => createHmac('sha1', secret).update(data).digest('hex')

const sign = (purpose: Purpose, id: number, expiresAt?: number): string => {
  const message = {
    data: id,
    pur: purpose,
    ...(expiresAt !== undefined && { exp: new Date(expiresAt).toISOString() }),
  }
  const data = Buffer.from(JSON.stringify({ _rails: message })).toString('base64url')
  return `${data}--${signature(data)}`
}

const readSigned = (purpose: Purpose, signed: string, now: number): number | undefined => {
  const [data = '', given] = signed.split('--')
  if (given !== signature(data)) return undefined
  const { _rails: message } = JSON.parse(Buffer.from(data, 'base64url').toString()) as {
    _rails: { data: number; pur: string; exp?: string }
  }
  if (message.pur !== purpose || (message.exp !== undefined && Date.parse(message.exp) < now))
    return undefined
  return message.data
}

interface Named {
  readonly id: number
  readonly filename: string
}

const name = (blob: Named): string => encodeURIComponent(blob.filename)

/** The id a client may send in `attachments` of a new message. */
export const signedBlobId = (id: number): string => sign('blob_id', id)
export const readSignedBlobId = (signed: string, now: number) => readSigned('blob_id', signed, now)

export const blobPath = (blob: Named): string =>
  `/rails/active_storage/blobs/redirect/${signedBlobId(blob.id)}/${name(blob)}`

export const thumbnailPath = (blob: Named): string =>
  `/rails/active_storage/representations/redirect/${signedBlobId(blob.id)}/${name(blob)}`

export const diskPath = (blob: Named, now: number): string =>
  `/rails/active_storage/disk/${sign('blob_key', blob.id, now + diskLifetime)}/${name(blob)}`
/** Where the bytes of an announced file are put. */
export const putPath = (blob: Named, now: number): string =>
  `/rails/active_storage/disk/${sign('blob_token', blob.id, now + diskLifetime)}`
export const readPutToken = (token: string, now: number) => readSigned('blob_token', token, now)

export const attachableId = (id: number): string => sign('attachable', id)

export const readDiskKey = (key: string, now: number) => readSigned('blob_key', key, now)
