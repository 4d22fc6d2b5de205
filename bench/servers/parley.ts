/** Parley in a process of its own, over the upstream that it is told of. */
import { createApp } from '../../src/app.ts'
import { limitDefaults } from '../../test/support/limit-defaults.ts'
import { answerParent } from '../child.ts'
import { accountId, apiToken } from '../upstream.ts'
import { webhookSecret } from '../webhook.ts'

export interface ParleyStart {
  readonly upstreamUrl: string
  readonly dataDir: string
  /** Of a second account, `other`. */
  readonly otherUrl?: string
}

let app: ReturnType<typeof createApp> | undefined

answerParent({
  start: async ({ upstreamUrl, dataDir, otherUrl }: ParleyStart) => {
    const account = { provider: 'chatwoot', accountId: String(accountId), apiToken } as const
    app = createApp({
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
    })
    return app.start()
  },
  subscribers: () => app?.counts().subscribers,
  counts: () => app?.counts(),
})
