/** The files of a new message: bytes of a multipart body, or signed ids of blobs that are stored already. */
import { readSignedBlobId } from './blob-url.ts'
import { blobById, fileTypeOf, storeBlob, widgetProblem } from './blobs.ts'
import { invalid, type Problem, unprocessable } from './errors.ts'
import { type Body, UploadedFile } from './params.ts'
import type { BlobRow, Desk, MessageRow } from './rows.ts'

const maxFiles = 15

export const filesOf = (desk: Desk, { attachments }: Body): readonly BlobRow[] => {
  const given: readonly unknown[] = Array.isArray(attachments) ? attachments : []
  if (given.length > maxFiles) throw invalid('attachments', 'Attachments exceeded maximum allowed')
  return given.map((each) => {
    const id = each instanceof UploadedFile ? store(desk, each) : readSignedBlobId(String(each), desk.now())
    const blob = id === undefined ? undefined : blobById(desk, id)
    if (!blob) throw unprocessable('mismatched digest')
    return blob
  })
}

export const store = (desk: Desk, { filename, contentType, data }: UploadedFile): number =>
  storeBlob(desk.sql, { filename, content_type: contentType, data, created_at: desk.now() })

export const widgetProblems = (files: readonly BlobRow[]): Problem[] =>
  files.flatMap((file) => {
    const message = widgetProblem(file)
    return message === undefined ? [] : [{ attribute: 'attachments', message }]
  })

export const attach = (desk: Desk, message: MessageRow, blob: BlobRow, isVoice: boolean): void => {
  const fileType = fileTypeOf(blob.content_type)
  desk.sql.insert('chatwoot_attachments', {
    account_id: message.account_id,
    message_id: message.id,
    file_type: fileType,
    blob_id: blob.id,
    meta: JSON.stringify(isVoice && fileType === 'audio' ? { is_voice_message: true } : {}),
  })
}
