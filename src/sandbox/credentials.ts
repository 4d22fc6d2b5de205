import { demoWebhookSecret } from './chatwoot/webhook/notices.ts'
import { infobipSandboxAgents } from './infobip/seed/staff.ts'
import { demoWebhookLogin } from './infobip/webhook/notices.ts'

/** Who can be somebody in the demo data. Readable on purpose: these open nothing but a sandbox. */
export const sandboxCredentials = {
  chatwoot: {
    accountId: '1',
    /** Ana Ruiz, administrator: sees everything in account 1. */
    admin: { token: 'sandbox-chatwoot-admin', userId: '1' },
    /** Ben Carter, agent: website, e-mail, WhatsApp and app inboxes; team "customer support". */
    agent: { token: 'sandbox-chatwoot-agent', userId: '2' },
    /** Chiara Conti, agent: the social inboxes; team "billing". */
    secondAgent: { token: 'sandbox-chatwoot-second-agent', userId: '3' },
    /** The agent bot "Acme Assistant". */
    bot: { token: 'sandbox-chatwoot-bot', botId: '1' },
    /** Signs what a connected address is posted. */
    webhookSecret: demoWebhookSecret,
    /** Account 2, "Beta Traders", and its only administrator. */
    beta: { accountId: '2', token: 'sandbox-chatwoot-beta-admin', userId: '7' },
  },
  infobip: { apiKey: 'sandbox-infobip-key', webhook: demoWebhookLogin, ...infobipSandboxAgents },
  /** A message of the demo data that can be answered and translated, in Chatwoot's account 1. */
  example: { conversationId: '3', messageId: '5755' },
} as const
