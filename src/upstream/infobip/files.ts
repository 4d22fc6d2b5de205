/**
 * Files out. Infobip puts a URL into the message: its own, which wants the caller's credential, or any that the
 * sender chose. So the credential goes to the account's own address and nowhere else.
 */
import { NotFoundError, type Origin } from '../../domain/errors.ts'
import { openDownload } from '../http/download.ts'
import type { Transfer } from '../http/transfer.ts'
import type { Upstream } from '../port.ts'

export interface FilesConfig {
  readonly transfer: Transfer
  readonly origin: Origin
  readonly baseUrl: string
}

/** Whoever wrote the message chose the URL: with the credential it must not lead to what the API itself answers. */
const isDocumentOfAnApi = (contentType = ''): boolean => /\b(json|xml|html)\b/i.test(contentType)

export const createFiles = ({ transfer, origin, baseUrl }: FilesConfig): Pick<Upstream, 'openAttachment'> => {
  const own = new URL(baseUrl).origin
  return {
    openAttachment: async (attachment, range, call) => {
      const { upstreamUrl: url } = attachment
      if (url === null) throw new NotFoundError('This attachment is no file.', origin)
      const { header, value } = call.credential
      const credentialFor = (stop: URL) => (stop.origin === own ? { [header]: value } : {})
      const file = await openDownload(transfer, origin, { url, range, credentialFor }, call)
      if (URL.parse(url)?.origin !== own || !isDocumentOfAnApi(file.headers['content-type'])) return file
      file.body.destroy()
      throw new NotFoundError('This attachment is no file.', origin)
    },
  }
}
