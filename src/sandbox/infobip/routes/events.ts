import { Hono } from 'hono'
import { z } from 'zod'
import type { DialectDeps } from '../../dialect.ts'
import type { Env } from '../auth.ts'
import { readBody } from '../body.ts'
import { findConversation } from '../conversation.ts'
import { badRequest } from '../faults.ts'
import { writableChannels } from '../words.ts'

const event = z.object({
  from: z.string(),
  to: z.string(),
  type: z.enum(['TYPING_STARTED', 'TYPING_STOPPED']),
  channel: z.enum(writableChannels),
})

/** Of WhatsApp only the start is documented. */
const supported: Readonly<Record<string, readonly string[]>> = {
  LIVE_CHAT: ['TYPING_STARTED', 'TYPING_STOPPED'],
  APPLE_BUSINESS_CHAT: ['TYPING_STARTED', 'TYPING_STOPPED'],
  WHATSAPP: ['TYPING_STARTED'],
}

/** Typing, shown to the contact and kept nowhere. */
export const eventRoutes = ({ db }: DialectDeps) =>
  new Hono<Env>().post('/ccaas/1/conversations/:id/events', async (c) => {
    const { type, channel } = await readBody(c, event)
    findConversation(db, c.var.caller, c.req.param('id'))
    if (!supported[channel]?.includes(type)) {
      throw badRequest('Channel is not supported for provided event type')
    }
    return c.body(null, 200)
  })
