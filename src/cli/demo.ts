import type { Config } from '../config/config.ts'
import type { sandboxCredentials } from '../sandbox/index.ts'

/**
 * The configuration of the demo: ordinary accounts that happen to point at the sandbox. From here on nothing
 * knows that it is there. A caller without credentials is the demo's administrator in Chatwoot, its agent in Infobip.
 */
export const demoConfig = (config: Config, url: string, who: typeof sandboxCredentials): Config => ({
  ...config,
  anonymous: 'demo',
  accounts: [
    {
      name: 'chatwoot',
      provider: 'chatwoot',
      baseUrl: url,
      accountId: who.chatwoot.accountId,
      apiToken: who.chatwoot.admin.token,
      webhookSecrets: [who.chatwoot.webhookSecret],
    },
    {
      name: 'infobip',
      provider: 'infobip',
      baseUrl: url,
      apiKey: who.infobip.apiKey,
      webhookUsername: who.infobip.webhook.username,
      webhookPassword: who.infobip.webhook.password,
    },
  ],
  example: { account: 'chatwoot', ...who.example },
  actingAgents: { chatwoot: who.chatwoot.admin.userId, infobip: who.infobip.agent.id },
})

/** Where the sandbox posts what happens, once Parley listens at `url`. */
export const demoWebhooks = (url: string) => {
  const local = url.replace('://0.0.0.0:', '://127.0.0.1:').replace('://[::]:', '://[::1]:')
  return { chatwoot: `${local}/webhooks/chatwoot`, infobip: `${local}/webhooks/infobip` }
}
