/** What a Chatwoot posts, signed as the real one does. */
import { createHmac } from 'node:crypto'
import { Pool } from 'undici'
import { accountId, type WrittenMessage } from './endless-chatwoot.ts'

export const webhookSecret = 'endless-webhook-secret'

export interface Delivery {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

export const deliveryOf = (message: WrittenMessage): Delivery => {
  const { conversationId, id } = message
  const body = JSON.stringify({
    event: 'message_created',
    account: { id: accountId },
    conversation: { id: conversationId },
    ...message.wire,
  })
  const timestamp = String(Math.floor(Date.now() / 1000))
  const signature = createHmac('sha256', webhookSecret).update(`${timestamp}.${body}`).digest('hex')
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'x-chatwoot-delivery': `delivery-${id}`,
      'x-chatwoot-timestamp': timestamp,
      'x-chatwoot-signature': `sha256=${signature}`,
    },
  }
}

export interface Poster {
  /** Resolves with the status of the answer. */
  post(path: string, delivery: Delivery): Promise<number>
  close(): Promise<void>
}

export const createPoster = (url: string, connections = 64): Poster => {
  const pool = new Pool(url, { connections })
  return {
    post: async (path, { headers, body }) => {
      const answer = await pool.request({ method: 'POST', path, headers, body })
      await answer.body.dump()
      return answer.statusCode
    },
    close: () => pool.close(),
  }
}
