/**
 * Infobip's Conversations API as its reference describes it, over the sandbox's database. Where the reference
 * is silent, the comment beside the choice says so.
 */
import { Hono } from 'hono'
import type { Dialect } from '../dialect.ts'
import { authenticate, type Env } from './auth.ts'
import { ApiFault, noSuchResource } from './faults.ts'
import { createActor } from './life.ts'
import { agentEditRoutes } from './routes/agent-edits.ts'
import { agentRoutes } from './routes/agents.ts'
import { botRoutes } from './routes/bots.ts'
import { conversationRoutes } from './routes/conversations.ts'
import { eventRoutes } from './routes/events.ts'
import { mediaRoutes } from './routes/media.ts'
import { messageRoutes } from './routes/messages.ts'
import { metadataRoutes } from './routes/metadata.ts'
import { noteRoutes } from './routes/notes.ts'
import { queueRoutes } from './routes/queues.ts'
import { subscriptionRoutes } from './routes/subscriptions.ts'
import { tagRoutes } from './routes/tags.ts'
import { templateRoutes } from './routes/templates.ts'
import { seed } from './seed.ts'
import { tables } from './tables.ts'
import { createNotices } from './webhook/notices.ts'

export { infobipSandboxCredentials } from './auth.ts'
export { type Inbound, recordInbound } from './message.ts'
export { infobipSandboxAgents } from './seed/staff.ts'

const nouns = [
  conversationRoutes,
  messageRoutes,
  noteRoutes,
  tagRoutes,
  metadataRoutes,
  agentRoutes,
  agentEditRoutes,
  eventRoutes,
  queueRoutes,
  botRoutes,
  templateRoutes,
  mediaRoutes,
  subscriptionRoutes,
]

export const infobip: Dialect = {
  name: 'infobip',
  tables,
  seed,
  actor: ({ db, now }) => createActor(db, now),
  webhooks: ({ db }) => createNotices(db),
  routes(deps) {
    const app = new Hono<Env>()
    app.onError((error, c) => {
      if (error instanceof ApiFault) return c.json(error.body, error.status)
      throw error
    })
    app.use('/ccaas/*', authenticate)
    app.use('/ccaas-media/*', authenticate)
    app.use('/subscriptions/*', authenticate)
    for (const routes of nouns) app.route('/', routes(deps))
    app.all('/ccaas/*', () => {
      throw noSuchResource()
    })
    return app as unknown as Hono
  },
}
