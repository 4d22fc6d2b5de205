/** More of the sandbox than its demo data, made by its REST API with plain requests. */

import { sandboxCredentials } from '../../src/sandbox/index.ts'
import { infobipSandboxAgents, infobipSandboxCredentials } from '../../src/sandbox/infobip/index.ts'

const call = async (method: string, url: string, headers: Record<string, string>, body?: object) => {
  const answer = await fetch(url, {
    method,
    headers: { ...headers, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  if (!answer.ok) throw new Error(`The sandbox answered ${answer.status} to ${method} ${url}`)
  return (await answer.json()) as Record<string, unknown>
}

const chatwoot = { api_access_token: sandboxCredentials.chatwoot.admin.token }
const infobip = { authorization: `App ${infobipSandboxCredentials.apiKey}` }

/** New Chatwoot conversations of one contact in an inbox that keeps several, each with a message. */
export const addChatwootConversations = async (url: string, count: number): Promise<void> => {
  const base = `${url}/api/v1/accounts/1`
  const { payload: inboxes } = (await call('GET', `${base}/inboxes`, chatwoot)) as {
    payload: { id: number; channel_type: string; lock_to_single_conversation: boolean }[]
  }
  const inbox = inboxes.find(
    (each) => each.channel_type === 'Channel::Email' && !each.lock_to_single_conversation,
  )
  const { payload: contacts } = (await call('GET', `${base}/contacts?sort=email`, chatwoot)) as {
    payload: { id: number; email: string | null }[]
  }
  const contact = contacts.find(({ email }) => email)
  for (let index = 0; index < count; index++) {
    await call('POST', `${base}/conversations`, chatwoot, {
      inbox_id: inbox?.id,
      contact_id: contact?.id,
      message: { content: `Question ${index}` },
    })
  }
}

/** New Infobip conversations, assigned to the demo agent, in a queue, each with a message. */
export const addInfobipConversations = async (url: string, count: number): Promise<void> => {
  const base = `${url}/ccaas/1`
  const { queues } = (await call('GET', `${base}/queues`, infobip)) as { queues: { id: string }[] }
  const agentId = infobipSandboxAgents.agent.id
  for (let index = 0; index < count; index++) {
    const conversation = await call('POST', `${base}/conversations`, infobip, {
      agentId,
      queueId: queues[0]?.id,
    })
    await call(
      'POST',
      `${base}/conversations/${conversation.id}/messages`,
      { ...infobip, 'x-agent-id': agentId },
      {
        from: '447700900000',
        to: '447700900999',
        channel: 'SMS',
        contentType: 'TEXT',
        content: { text: `Question ${index}` },
      },
    )
  }
}
