/** Parley in a process of its own, over the upstream that it is told of. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { createApp } from '../../src/app.ts'
import { eventToJson, type JournaledEvent } from '../../src/domain/event.ts'
import type { State } from '../../src/state/port.ts'
import { createSqliteState } from '../../src/state/sqlite.ts'
import { accountId, apiToken } from '../../test/support/endless-chatwoot.ts'
import { limitDefaults } from '../../test/support/limit-defaults.ts'
import { messageOf } from '../../test/support/live.ts'
import { webhookSecret } from '../../test/support/signed-webhook.ts'
import { answerParent } from '../child.ts'
import { atPace, stamp } from '../clock.ts'

export interface ParleyStart {
  readonly upstreamUrl: string
  readonly dataDir: string
  /** Of a second account, `other`. */
  readonly otherUrl?: string
}

export interface Pour {
  readonly conversationId: string
  readonly perSecond: number
  readonly count: number
  /** Characters of each message. */
  readonly size: number
}

let app: ReturnType<typeof createApp> | undefined
let state: State | undefined

answerParent({
  start: async ({ upstreamUrl, dataDir, otherUrl }: ParleyStart) => {
    const account = { provider: 'chatwoot', accountId: String(accountId), apiToken } as const
    state = createSqliteState({ file: join(dataDir, 'state.db') }, { now: Date.now, randomId: randomUUID })
    app = createApp(
      {
        ...limitDefaults,
        costPerMinute: 1_000_000_000, // all load is of one caller
        profile: 'production',
        host: '127.0.0.1',
        port: 0,
        dataDir,
        sandboxPort: 0,
        anonymous: 'service',
        allowedOrigins: [],
        accounts: [
          { ...account, name: 'chatwoot', baseUrl: upstreamUrl, webhookSecrets: [webhookSecret] },
          ...(otherUrl === undefined ? [] : [{ ...account, name: 'other', baseUrl: otherUrl }]),
        ],
      },
      { state },
    )
    return app.start()
  },
  subscribers: () => app?.counts().subscribers,
  resident: () => process.memoryUsage.rss(),
  /** Tells the journal of messages, as a source would. */
  pour: ({ conversationId, perSecond, count, size }: Pour) =>
    atPace(perSecond, count, async () => {
      const text = stamp().padEnd(size, '.')
      const message = messageOf(text.slice(1, text.indexOf('@')), {
        account: 'chatwoot',
        conversationId,
        text,
      })
      const event: JournaledEvent = {
        type: 'MessageAdded',
        account: 'chatwoot',
        conversationId,
        occurredAt: Date.now(),
        message,
      }
      await state?.journal.append('chatwoot', { conversationId, event: eventToJson(event) })
    }),
})
