/**
 * Chatwoot's webhooks. `X-Chatwoot-Signature` is `sha256=` and the HMAC in hex of the timestamp, a dot and the bytes
 * of the body. Payloads say nothing of a message's status, and hold the conversation's channel secrets: only what the
 * schemas name is read.
 */
import { createHmac } from 'node:crypto'
import { z } from 'zod'
import { ForbiddenError, InvalidInputError, type Origin } from '../../domain/errors.ts'
import type { Message } from '../../domain/message.ts'
import { parseJson } from '../../kit/json.ts'
import { isSameText } from '../../kit/same-text.ts'
import type { News, RawDelivery, WebhookReader } from '../port.ts'
import type { Site } from './map/site.ts'
import { toldConversation, toldMessage, typingNews } from './told.ts'
import * as wire from './wire.ts'

/** Milliseconds by which the signed timestamp may differ from the clock. */
const tolerance = 300_000

export interface WebhookConfig {
  readonly origin: Origin
  readonly site: Site
  readonly accountId: string
  /** Of the webhook, the API inboxes, and those that are being replaced. */
  readonly secrets: readonly string[]
}

export const createWebhookReader = (config: WebhookConfig): WebhookReader => ({
  verify: (delivery) => verify(delivery, config),
  decode: (delivery) => decode(delivery, config),
})

const verify = (
  { body, header, receivedAt }: RawDelivery,
  { origin, secrets }: Pick<WebhookConfig, 'origin' | 'secrets'>,
): string => {
  const signature = header('x-chatwoot-signature')
  const timestamp = header('x-chatwoot-timestamp')
  if (signature === undefined || timestamp === undefined || !/^\d{1,12}$/.test(timestamp)) {
    throw new ForbiddenError('The delivery is not signed.', origin)
  }
  const isSigned = secrets
    .map((secret) => createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex'))
    .map((expected) => isSameText(signature, `sha256=${expected}`)) // all of them, so that time tells nothing
    .includes(true)
  if (!isSigned) throw new ForbiddenError('The signature does not fit.', origin)
  if (Math.abs(receivedAt - Number(timestamp) * 1_000) > tolerance) {
    throw new ForbiddenError('The delivery was signed too long ago, or a clock is wrong.', origin)
  }
  return signature
}

const accountRef = z.object({ id: wire.id }).nullish()
const envelope = z.object({
  event: z.string(),
  account: accountRef,
  conversation: z.object({ id: wire.id, account: accountRef }).nullish(),
})
const ofConversation = z.object({ conversation: z.object({ id: wire.id }) })
const itself = z.object({ id: wire.id })
/** The one message that a conversation brings along may be another one than the subject. */
const lastMessage = z.object({
  conversation: z.object({ messages: z.array(z.object({ id: wire.id, status: z.string() })) }),
})

const hints: Readonly<Record<string, { type: 'message' | 'conversation'; hint: 'created' | 'updated' }>> = {
  message_created: { type: 'message', hint: 'created' },
  message_updated: { type: 'message', hint: 'updated' },
  conversation_created: { type: 'conversation', hint: 'created' },
  conversation_updated: { type: 'conversation', hint: 'updated' },
  conversation_status_changed: { type: 'conversation', hint: 'updated' },
}

const decode = (delivery: RawDelivery, { origin, site, accountId }: WebhookConfig): readonly News[] => {
  const payload = payloadOf(delivery.body)
  const { event, account, conversation } = read(envelope, payload)
  const told = account ?? conversation?.account
  if (told && told.id !== accountId) throw new ForbiddenError('The event is of another account.', origin)

  const deliveryId = delivery.header('x-chatwoot-delivery')
  const kind = Object.hasOwn(hints, event) ? hints[event] : undefined
  if (kind?.type === 'message') {
    const conversationId = read(ofConversation, payload).conversation.id
    const message = messageIn(payload, conversationId, site)
    return [{ ...kind, type: 'message', deliveryId, conversationId, messageId: message.id, told: message }]
  }
  if (kind?.type === 'conversation') {
    const { id } = read(itself, payload)
    return [
      {
        ...kind,
        type: 'conversation',
        deliveryId,
        conversationId: id,
        told: toldConversation(payload, site),
      },
    ]
  }
  if (!/^conversation_typing_o(n|ff)$/.test(event) || !conversation) return []
  const typing = read(wire.typing, payload)
  return [typingNews(typing, conversation.id, event === 'conversation_typing_on', delivery.receivedAt, site)]
}

const payloadOf = (body: Uint8Array): unknown => {
  try {
    return parseJson(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    throw new InvalidInputError('The delivery is not JSON.')
  }
}

const read = <T>(schema: z.ZodType<T>, payload: unknown): T => {
  const result = schema.safeParse(payload)
  if (result.success) return result.data
  throw new InvalidInputError('The delivery has not the form of an event.')
}

const messageIn = (payload: unknown, conversationId: string, site: Site): Message => {
  const message = read(wire.message, payload)
  const last = lastMessage.safeParse(payload).data?.conversation.messages.find(({ id }) => id === message.id)
  return toldMessage(message, conversationId, site, last?.status)
}
