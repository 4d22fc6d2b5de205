import type { DatabaseSync } from 'node:sqlite'
import { Hono } from 'hono'
import type { Dialect, DialectDeps } from '../dialect.ts'
import { createSql } from '../sql.ts'
import { accountAuth, type ChatwootEnv } from './auth.ts'
import { createRoom } from './cable/room.ts'
import { refusalOf, routeNotFound } from './errors.ts'
import { createActor } from './life.ts'
import { attachmentRoutes } from './routes/attachments.ts'
import { contactRoutes } from './routes/contacts.ts'
import { commandRoutes } from './routes/conversation-commands.ts'
import { conversationEditRoutes } from './routes/conversation-edits.ts'
import { conversationRoutes } from './routes/conversations.ts'
import { fileRoutes } from './routes/files.ts'
import { messageRoutes } from './routes/messages.ts'
import { profileRoutes } from './routes/profile.ts'
import { referenceRoutes } from './routes/reference.ts'
import { uploadRoutes } from './routes/uploads.ts'
import { versionRoutes } from './routes/version.ts'
import { webhookRoutes } from './routes/webhooks.ts'
import type { Desk } from './rows.ts'
import { seed } from './seed/index.ts'
import { tables } from './tables.ts'
import { createNotices } from './webhook/notices.ts'

/** Chatwoot 4.15's account API, as far as Parley uses it. */
export const chatwoot: Dialect = {
  name: 'chatwoot',
  tables,
  seed,
  actor: (deps) => createActor(deskOf(deps)),
  webhooks: (deps) => createNotices(deskOf(deps)),
  sockets: (deps) => createRoom(deskOf(deps)),
  routes: (deps) => {
    defineFunctions(deps.db)
    const desk = deskOf(deps)
    const account = new Hono<ChatwootEnv>()
    account.use(accountAuth(desk))
    for (const routes of [
      referenceRoutes,
      contactRoutes,
      conversationRoutes,
      commandRoutes,
      conversationEditRoutes,
      uploadRoutes,
      messageRoutes,
      attachmentRoutes,
      webhookRoutes,
    ]) {
      account.route('/', routes(desk))
    }

    const app = new Hono()
    app.onError((error) => {
      const refusal = refusalOf(error)
      return Response.json(refusal.body, { status: refusal.status })
    })
    app.route('/', versionRoutes(desk))
    app.route('/', profileRoutes(desk))
    app.route('/', fileRoutes(desk))
    app.route('/api/v1/accounts/:account_id', account)
    for (const path of ['/api/*', '/rails/*', '/platform/*']) {
      app.all(path, () => {
        throw routeNotFound()
      })
    }
    return app
  },
}

const deskOf = ({ db, now, baseUrl }: DialectDeps): Desk => ({ db, sql: createSql(db), now, baseUrl })

/** SQLite folds case for ASCII only. */
const defineFunctions = (db: DatabaseSync): void =>
  db.function('unicode_lower', { deterministic: true }, (text) =>
    typeof text === 'string' ? text.toLowerCase() : text,
  )
