/**
 * Upload ids. A file that was uploaded is kept by the upstream, under a handle of its own; the id says which
 * configured account that is. It leaves Parley as one opaque string, and only its canonical form comes back in.
 */
export interface Upload {
  /** Name of the configured account, e.g. `chatwoot`. */
  readonly account: string
  /** The upstream's own handle for the file. */
  readonly handle: string
}

const prefix = 'Upload'

export const encodeUploadId = ({ account, handle }: Upload): string =>
  Buffer.from([prefix, account, handle].map(encodeURIComponent).join(':')).toString('base64url')

/** `undefined` for anything that `encodeUploadId` did not make. */
export const decodeUploadId = (id: string): Upload | undefined => {
  if (id.length > 4096) return undefined
  try {
    const parts = Buffer.from(id, 'base64url').toString().split(':').map(decodeURIComponent)
    const [kind, account, handle] = parts
    if (kind !== prefix || !account || !handle || parts.length !== 3) return undefined
    const upload: Upload = { account, handle }
    return encodeUploadId(upload) === id ? upload : undefined
  } catch {
    return undefined // a malformed percent escape
  }
}
