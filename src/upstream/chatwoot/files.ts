/**
 * Files out and in. Chatwoot serves a file under a signed URL that asks for no credential and leads on to its
 * storage, so nothing of the caller goes along. A file goes in by ActiveStorage's handshake: Chatwoot makes room and
 * says where the bytes go. Releases before August 2026 refuse that (422) to whoever has no dashboard session; then
 * the file goes to the account's upload form, of which Chatwoot takes 60 an hour.
 */
import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { NotFoundError, type Origin, UpstreamRejectedError } from '../../domain/errors.ts'
import { openDownload } from '../http/download.ts'
import { decodeJson } from '../http/response.ts'
import type { Transfer } from '../http/transfer.ts'
import type { Call, UploadFile, Upstream } from '../port.ts'
import type { ChatwootClient } from './client.ts'
import { segment } from './id.ts'
import * as wire from './wire.ts'

export interface FilesConfig {
  readonly client: ChatwootClient
  readonly transfer: Transfer
  readonly origin: Origin
  readonly baseUrl: string
  readonly accountId: string
}

export const createFiles = (config: FilesConfig) => {
  const { client, transfer, origin } = config

  const openAttachment: Upstream['openAttachment'] = async (attachment, range, call) => {
    const { upstreamUrl: url } = attachment
    if (url === null) throw new NotFoundError('This attachment is no file.', origin)
    return openDownload(transfer, origin, { url, range, credentialFor: () => ({}) }, call)
  }

  const upload = async (conversationId: string, file: UploadFile, call: Call) => {
    const { name: filename, contentType: content_type, size: byte_size, md5: checksum } = file
    const room = await client
      .createDirectUpload(conversationId, { filename, content_type, byte_size, checksum }, call)
      .catch(nullWhenRefused)
    if (!room) return uploadByForm(config, file, call)
    const { url, headers } = room.direct_upload
    await transfer.send(
      url,
      { method: 'PUT', headers: headersOf(headers), body: file.open(), size: file.size },
      call,
    )
    return { handle: room.signed_id }
  }

  return { openAttachment, upload }
}

const nullWhenRefused = (error: unknown): null => {
  if (error instanceof UpstreamRejectedError && error.upstreamStatus === 422) return null
  throw error
}

/** As the storage wants them, but for those that are not Chatwoot's to say. */
const headersOf = (told: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(told)
      .map(([name, value]) => [name.toLowerCase(), value])
      .filter(([name]) => name !== 'host' && name !== 'content-length'),
  )

/** One part of `multipart/form-data`. The name has neither quotes nor line breaks. */
const uploadByForm = async (
  { transfer, origin, baseUrl, accountId }: FilesConfig,
  file: UploadFile,
  call: Call,
) => {
  const boundary = `parley-${randomUUID()}`
  const head = Buffer.from(
    `--${boundary}\r\nContent-Disposition: form-data; name="attachment"; filename="${file.name}"\r\n` +
      `Content-Type: ${file.contentType}\r\n\r\n`,
  )
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`)
  const answer = await transfer.send(
    `${baseUrl.replace(/\/+$/, '')}/api/v1/accounts/${segment(accountId)}/upload`,
    {
      method: 'POST',
      headers: {
        accept: 'application/json',
        'content-type': `multipart/form-data; boundary=${boundary}`,
        [call.credential.header]: call.credential.value,
      },
      body: Readable.from(inParts(head, file, tail), { objectMode: false }),
      size: head.length + file.size + tail.length,
    },
    call,
  )
  return { handle: decodeJson(answer, wire.formUpload, origin).blob_id }
}

async function* inParts(head: Buffer, file: UploadFile, tail: Buffer): AsyncGenerator<Buffer> {
  yield head
  yield* file.open()
  yield tail
}
