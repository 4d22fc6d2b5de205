import { isFile } from '../../domain/attachment.ts'
import type { Links } from '../../schema/context.ts'
import { attachmentId } from '../../schema/id.ts'

/** Links to `GET /attachments/:id`. There is no credential in them. */
export const createLinks = (publicUrl: string): Links => {
  const base = `${publicUrl}/attachments`
  return {
    fileUrl: (attachment) =>
      isFile(attachment) ? `${base}/${attachmentId(attachment)}` : attachment.upstreamUrl,
    thumbnailUrl: (attachment) =>
      attachment.upstreamThumbnailUrl === null ? null : `${base}/${attachmentId(attachment)}?thumbnail=1`,
  }
}
