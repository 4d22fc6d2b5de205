import { Hono } from 'hono'
import { z } from 'zod'
import type { DialectDeps } from '../../dialect.ts'
import type { Env } from '../auth.ts'
import { readBody } from '../body.ts'
import { findConversation, findOpenConversation } from '../conversation.ts'
import { pageSizeBelowOne } from '../faults.ts'
import { planAnswer } from '../life.ts'
import { anyId, columns, listPage, oneOf, where, within } from '../list.ts'
import { addMessage } from '../message.ts'
import { checkSender } from '../sending.ts'
import { type MessageRow, messageJson } from '../shapes.ts'
import { asSent } from '../template.ts'
import { contentTypes, messageDirections, writableChannels } from '../words.ts'

const orderable = {
  ...columns('id', 'channel', 'direction', 'conversationId', 'authorId', 'authorType', 'contentType'),
  ...columns('createdAt', 'updatedAt'),
  from: 'sender',
  to: 'recipient',
}

const maxTextLength = 4096

const fields = z.object({
  from: z.string().nullish(),
  to: z.string().nullish(),
  channel: z.enum(writableChannels).nullish(),
  contentType: z.enum(contentTypes).nullish(),
  content: z.record(z.string(), z.unknown()).nullish(),
})

type Fields = z.infer<typeof fields>
type Draft = { [K in keyof Fields]-?: NonNullable<Fields[K]> }

/** All five fields are required; one that is missing is a broken rule, not an invalid body. */
const draft = fields
  .superRefine((body, { addIssue }) => {
    for (const field of Object.keys(fields.shape) as (keyof Fields)[]) {
      if (isBlank(body, field)) addIssue({ code: 'custom', path: [field], message: 'must not be blank' })
    }
    const text = body.contentType === 'TEXT' ? body.content?.text : undefined
    if (typeof text === 'string' && text.length > maxTextLength) {
      const message = `size cannot be longer than ${maxTextLength} characters.`
      addIssue({ code: 'custom', path: ['content'], message })
    }
  })
  .transform((body) => body as Draft)

const isBlank = ({ contentType, ...body }: Fields, field: keyof Fields): boolean => {
  if (field === 'contentType') return !contentType
  const value = body[field]
  if (typeof value !== 'object' || value === null) return !value?.trim()
  const { text } = value
  if (contentType === 'TEXT') return typeof text !== 'string' || text.trim() === ''
  return Object.keys(value).length === 0
}

export const messageRoutes = ({ db, now, baseUrl }: DialectDeps) =>
  new Hono<Env>()
    .get('/ccaas/1/conversations/:id/messages', (c) => {
      const { id } = findConversation(db, c.var.caller, c.req.param('id'))
      const { rows, pagination } = listPage<MessageRow>(db, c, {
        table: 'infobip_messages',
        orderable,
        where: [
          where('conversationId = ?', id),
          anyId(c, 'messageIds', 'id'),
          oneOf(c, 'channel', writableChannels),
          oneOf(c, 'direction', messageDirections),
          ...within(c, 'created'),
        ],
        smallestLimit: { limit: 1, refusal: pageSizeBelowOne },
      })
      return c.json({ messages: rows.map((row) => messageJson(row, baseUrl())), pagination })
    })
    // Sending into a closed conversation is undocumented; here it counts as changing it. No status changes.
    .post('/ccaas/1/conversations/:id/messages', async (c) => {
      const body = await readBody(c, draft)
      const conversation = findOpenConversation(db, c.var.caller, c.req.param('id'))
      const agentId = c.req.header('x-agent-id')
      checkSender(db, conversation.agentId, agentId)
      const { contentType, content } = asSent(db, body)
      const row = addMessage(db, now(), conversation.id, {
        channel: body.channel,
        sender: body.from,
        recipient: body.to,
        direction: 'OUTBOUND',
        authorId: agentId ?? null,
        authorType: agentId === undefined ? null : 'AGENT',
        contentType,
        content: JSON.stringify(content),
      })
      planAnswer(db, row, body.contentType)
      return c.json(messageJson(row, baseUrl()))
    })
