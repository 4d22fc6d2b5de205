/** What can be done to a message that is there. */
import type { Body } from './params.ts'
import { type Desk, type MessageRow, messageStatuses } from './rows.ts'
import { contentAttributes, updateMessage } from './update.ts'

const isStatus = (value: unknown): value is string => (messageStatuses as readonly unknown[]).includes(value)

/** An unknown status, and the way back from read to delivered, change nothing and are no error. */
export const setStatus = (desk: Desk, message: MessageRow, { status, external_error }: Body): MessageRow => {
  if (!isStatus(status) || (message.status === 'read' && status === 'delivered')) return message
  const error = status === 'failed' ? (external_error ?? null) : null
  return updateMessage(desk, message.id, {
    status,
    content_attributes: JSON.stringify({ ...contentAttributes(message), external_error: error }),
  })
}

/** What stays is a tombstone. The files go, nothing is taken back from the channel. */
export const deleteMessage = (desk: Desk, message: MessageRow): MessageRow => {
  const files = desk.sql.all<{ blob_id: number | null }>(
    'SELECT blob_id FROM chatwoot_attachments WHERE message_id = ?',
    message.id,
  )
  desk.sql.run('DELETE FROM chatwoot_attachments WHERE message_id = ?', message.id)
  for (const { blob_id: id } of files) {
    desk.sql.run(
      `DELETE FROM chatwoot_blobs WHERE id = ?1
         AND NOT EXISTS (SELECT 1 FROM chatwoot_attachments WHERE blob_id = ?1)`,
      id,
    )
  }
  return updateMessage(desk, message.id, {
    content: 'This message was deleted',
    content_type: 'text',
    content_attributes: JSON.stringify({ deleted: true }),
  })
}
