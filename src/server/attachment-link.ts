import { isFile } from '../domain/attachment.ts'
import type { Context } from '../schema/context.ts'
import { attachmentId } from '../schema/id.ts'

/** Links to `GET /attachments/:id`. There is no credential in them. */
export const attachmentLinks = (
  publicUrl: string,
): Pick<Context, 'attachmentUrl' | 'attachmentThumbnailUrl'> => {
  const base = `${publicUrl}/attachments`
  return {
    attachmentUrl: (attachment) =>
      isFile(attachment) ? `${base}/${attachmentId(attachment)}` : attachment.upstreamUrl,
    attachmentThumbnailUrl: (attachment) =>
      attachment.upstreamThumbnailUrl === null ? null : `${base}/${attachmentId(attachment)}?thumbnail=1`,
  }
}
