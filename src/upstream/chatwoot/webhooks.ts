/** Where Chatwoot posts, which its administrators decide. */
import type { WebhookRegistry } from '../port.ts'
import type { ChatwootClient } from './client.ts'
import type { WireWebhook } from './wire.ts'

/** What `webhook.ts` reads. */
const wanted = [
  'conversation_created',
  'conversation_updated',
  'conversation_status_changed',
  'conversation_typing_on',
  'conversation_typing_off',
  'message_created',
  'message_updated',
]

export const createWebhookRegistry = (client: ChatwootClient): WebhookRegistry => ({
  wanted,
  register: async (url, call) => {
    const known = (await client.webhooks(call)).find((each) => each.url === url)
    const events = known?.subscriptions ?? []
    const isComplete = wanted.every((event) => events.includes(event))
    const webhook =
      known && isComplete
        ? known
        : await client.saveWebhook(
            known?.id ?? null,
            { webhook: { name: 'Parley', url, subscriptions: [...new Set([...events, ...wanted])] } },
            call,
          )
    return { ...registrationOf(webhook), secret: webhook.secret ?? null, isNew: !known }
  },
  list: async (call) => (await client.webhooks(call)).map(registrationOf),
  remove: async (url, call) => {
    const found = (await client.webhooks(call)).filter((each) => each.url === url)
    for (const { id } of found) await client.deleteWebhook(id, call)
    return found.length
  },
  untold: [
    'lines of the system in a thread ("Ana resolved this")',
    'that a conversation or a message was removed for good',
    'what Chatwoot could not deliver: it does not try again',
  ],
})

const registrationOf = ({ id, url, subscriptions }: WireWebhook) => ({ id, url, events: subscriptions })
