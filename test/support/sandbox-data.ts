/** What the sandbox holds, read from its REST API with plain requests: the truth that answers are held against. */

import { sandboxCredentials } from '../../src/sandbox/index.ts'
import { infobipSandboxAgents, infobipSandboxCredentials } from '../../src/sandbox/infobip/index.ts'

export interface Thread {
  readonly id: string
  /** Oldest first. */
  readonly messageIds: readonly string[]
}

const get = async (url: string, headers: Record<string, string>): Promise<Record<string, unknown>> => {
  const response = await fetch(url, { headers })
  if (!response.ok) throw new Error(`The sandbox answered ${response.status} to ${url}`)
  return (await response.json()) as Record<string, unknown>
}

const chatwootHeaders = { api_access_token: sandboxCredentials.chatwoot.admin.token }
const infobipHeaders = { authorization: `App ${infobipSandboxCredentials.apiKey}` }

interface Row {
  readonly id: string | number
}

const chatwootThreads = async (url: string): Promise<Thread[]> => {
  const base = `${url}/api/v1/accounts/1/conversations`
  const ids: string[] = []
  for (let page = 1; ; page++) {
    const { data } = (await get(`${base}?status=all&page=${page}`, chatwootHeaders)) as {
      data: { payload: Row[] }
    }
    ids.push(...data.payload.map(({ id }) => String(id)))
    if (data.payload.length === 0) break
  }
  return Promise.all(
    ids.map(async (id) => {
      const { payload } = (await get(
        `${base}/${id}/messages?after=1&before=2147483647`,
        chatwootHeaders,
      )) as { payload: Row[] }
      return { id, messageIds: payload.map((row) => String(row.id)) }
    }),
  )
}

const infobipThreads = async (url: string): Promise<Thread[]> => {
  const base = `${url}/ccaas/1/conversations`
  const { conversations } = (await get(`${base}?limit=999&orderBy=createdAt:asc`, infobipHeaders)) as {
    conversations: Row[]
  }
  return Promise.all(
    conversations.map(async ({ id }) => {
      const list = await get(`${base}/${id}/messages?limit=999&orderBy=createdAt:asc`, infobipHeaders)
      return {
        id: String(id),
        messageIds: (list as { messages: Row[] }).messages.map((row) => String(row.id)),
      }
    }),
  )
}

/** Every conversation with its messages, longest thread first. */
export const threads = async (url: string, provider: 'chatwoot' | 'infobip'): Promise<Thread[]> =>
  (await (provider === 'chatwoot' ? chatwootThreads(url) : infobipThreads(url))).sort(
    (one, two) => two.messageIds.length - one.messageIds.length,
  )

export const longestThread = async (url: string, provider: 'chatwoot' | 'infobip'): Promise<Thread> => {
  const [longest] = await threads(url, provider)
  if (!longest) throw new Error('The sandbox is empty.')
  return longest
}

/** Gives the Infobip conversations that a bot answers to the demo agent. */
export const assignBotConversations = async (url: string): Promise<void> => {
  const base = `${url}/ccaas/1`
  const { bots } = (await get(`${base}/bots?limit=999`, infobipHeaders)) as { bots: Row[] }
  for (const bot of bots) {
    const { conversations } = (await get(
      `${base}/conversations?limit=999&agentId=${bot.id}`,
      infobipHeaders,
    )) as {
      conversations: Row[]
    }
    for (const { id } of conversations) {
      const answer = await fetch(`${base}/conversations/${id}/assignee`, {
        method: 'PUT',
        headers: { ...infobipHeaders, 'content-type': 'application/json' },
        body: JSON.stringify({ agentId: infobipSandboxAgents.agent.id }),
      })
      if (!answer.ok) throw new Error(`The sandbox answered ${answer.status}`)
    }
  }
}
