/** Opens a file by its URL. Redirects are followed by hand, so that each stop is checked like the first. */
import { type Origin, UpstreamBadResponseError } from '../../domain/errors.ts'
import type { AttachmentStream, Call } from '../port.ts'
import type { Download, Headers, Transfer } from './transfer.ts'

const maxRedirects = 3

const passedOn = [
  'content-type',
  'content-length',
  'content-range',
  'content-encoding',
  'accept-ranges',
  'etag',
  'last-modified',
] as const

export interface DownloadSpec {
  readonly url: string
  /** Value of a `Range` header. */
  readonly range: string | null
  /** What proves the caller there; asked again for each stop, and to be empty for hosts that must not know it. */
  readonly credentialFor: (url: URL) => Headers
}

export const openDownload = async (
  transfer: Transfer,
  origin: Origin,
  { url, range, credentialFor }: DownloadSpec,
  call: Call,
): Promise<AttachmentStream> => {
  let stop: string | null = url
  for (let redirects = 0; redirects <= maxRedirects && stop !== null; redirects++) {
    const headers = { ...(range !== null && { range }), ...credentialAt(stop, credentialFor) }
    const download = await transfer.get(stop, headers, call)
    if (!isRedirect(download)) return streamOf(download)
    stop = next(download, stop)
  }
  throw new UpstreamBadResponseError(`${origin.account} sends from place to place for this file.`, origin)
}

const credentialAt = (text: string, credentialFor: DownloadSpec['credentialFor']): Headers => {
  const url = URL.parse(text)
  return url ? credentialFor(url) : {}
}

const isRedirect = ({ status }: Download): boolean => status >= 300 && status < 400

const next = ({ location }: Download, from: string): string | null =>
  location === null ? null : (URL.parse(location, from)?.href ?? null)

const streamOf = ({ status, headers, body }: Download): AttachmentStream => ({
  status,
  headers: Object.fromEntries(
    passedOn.flatMap((name) => {
      const value = [headers[name]].flat()[0]
      return value === undefined ? [] : [[name, value]]
    }),
  ),
  body,
})
