/** Both upstreams as somebody else sees them: who writes there, past Parley, and what is there. */
import { type Sandbox, sandboxCredentials } from '../../src/sandbox/index.ts'

export interface Place {
  readonly account: 'chatwoot' | 'infobip'
  readonly conversationId: string
}

const { accountId, admin } = sandboxCredentials.chatwoot
const { apiKey, webhook } = sandboxCredentials.infobip
const headers = {
  chatwoot: { api_access_token: admin.token },
  infobip: { authorization: `App ${apiKey}` },
} as const

export const openChaosUpstream = async (sandbox: Sandbox) => {
  const ask = async (account: Place['account'], path: string, body?: object): Promise<unknown> => {
    const answer = await fetch(`${sandbox.url}${path}`, {
      headers: { ...headers[account], 'content-type': 'application/json' },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    })
    if (!answer.ok) throw new Error(`The sandbox answered ${answer.status} to ${path}.`)
    return answer.json()
  }

  const textsIn = async ({ account, conversationId }: Place): Promise<[string, string | null][]> => {
    if (account === 'chatwoot') {
      const path = `${chatwootPath(conversationId)}?after=1&before=2147483647`
      const { payload } = (await ask(account, path)) as { payload: ChatwootMessage[] }
      return payload.map(({ id, content }) => [String(id), content])
    }
    const path = infobipPath(conversationId)
    const { messages } = (await ask(account, `${path}/messages?limit=999`)) as { messages: InfobipMessage[] }
    const { notes } = (await ask(account, `${path}/notes?limit=999`)) as { notes: InfobipNote[] }
    return [
      ...messages.map(({ id, content }): [string, string] => [id, content.text]),
      ...notes.map(({ id, content }): [string, string] => [`note-${id}`, content]),
    ]
  }

  const places = {
    watched: { account: 'chatwoot', conversationId: sandboxCredentials.example.conversationId },
    /** Chatwoot's second agent may see this one, and not the other. */
    apart: { account: 'chatwoot', conversationId: '4' },
    infobip: { account: 'infobip', conversationId: await findFree(ask) },
  } as const satisfies Record<string, Place>
  const answering = await addressesIn(ask, places.infobip.conversationId)
  const before = new Set((await Promise.all(Object.values(places).map(textsIn))).flat().map(([id]) => id))
  let written = 0

  const write = async ({ account, conversationId }: Place): Promise<void> => {
    const text = `chaos ${written}`
    if (account === 'chatwoot') {
      const isPrivate = written % 3 === 0
      await ask(account, chatwootPath(conversationId), { content: text, private: isPrivate })
    } else if (written % 3 === 0) {
      await ask(account, `${infobipPath(conversationId)}/notes`, { content: text })
    } else {
      const message = { ...answering, contentType: 'TEXT', content: { text: `${text}?` } }
      await ask(account, `${infobipPath(conversationId)}/messages`, message)
    }
  }

  return {
    places,
    /** A message, a note, and now and then more of it elsewhere and what contacts do: deliver, read, answer. */
    writeOn: async (count: number): Promise<void> => {
      written += 1
      await write(places.watched)
      if (count % 2 === 0) await write(places.infobip)
      if (count % 4 !== 0) return
      await write(places.apart)
      sandbox.life.advance()
    },
    /** Text by id of everything that was written there. */
    there: async (of: readonly Place[] = [places.watched]): Promise<Map<string, string | null>> => {
      const texts = (await Promise.all(of.map(textsIn))).flat()
      return new Map(texts.filter(([id]) => !before.has(id)))
    },
    /** As far as Infobip's API lets one subscribe: of what agents write elsewhere it tells nothing. */
    postInfobipTo: async (notifyUrl: string): Promise<void> => {
      const subscriptionId = `chaos-${new URL(notifyUrl).port}`
      await ask('infobip', '/subscriptions/1/subscription/CUSTOMER_ENGAGEMENT', {
        subscriptionId,
        events: ['CONVERSATION_MESSAGE_RECEIVED', 'CONVERSATION_STATUS_UPDATED'],
        profile: {
          profileId: `${subscriptionId}-profile`,
          webhook: { notifyUrl },
          security: { authId: `${subscriptionId}-auth`, type: 'BASIC', credentials: webhook },
        },
      })
    },
  }
}

interface ChatwootMessage {
  readonly id: number
  readonly content: string | null
}
interface InfobipMessage {
  readonly id: string
  readonly direction: string
  readonly from: string
  readonly to: string
  readonly channel: string
  readonly content: { readonly text: string }
}
interface InfobipNote {
  readonly id: string
  readonly content: string
}
type Ask = (account: Place['account'], path: string, body?: object) => Promise<unknown>

const chatwootPath = (id: string) => `/api/v1/accounts/${accountId}/conversations/${id}/messages`
const infobipPath = (id: string) => `/ccaas/1/conversations/${id}`

/** One to which anybody may answer. */
const findFree = async (ask: Ask): Promise<string> => {
  const { conversations } = (await ask('infobip', '/ccaas/1/conversations?status=OPEN&limit=50')) as {
    conversations: { id: string; agentId: string | null }[]
  }
  const free = conversations.find(({ agentId }) => agentId === null)
  if (!free) throw new Error('The demo has no free conversation.')
  return free.id
}

const addressesIn = async (ask: Ask, id: string) => {
  const { messages } = (await ask('infobip', `${infobipPath(id)}/messages?limit=50`)) as {
    messages: InfobipMessage[]
  }
  const inbound = messages.find(({ direction }) => direction === 'INBOUND')
  if (!inbound) throw new Error('Nobody began this conversation.')
  return { from: inbound.to, to: inbound.from, channel: inbound.channel }
}
