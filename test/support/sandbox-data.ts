/** What the sandbox holds, read from its REST API with plain requests: the truth that answers are held against. */

import { sandboxCredentials } from '../../src/sandbox/index.ts'
import { infobipSandboxCredentials } from '../../src/sandbox/infobip/index.ts'

export interface Thread {
  readonly id: string
  /** Oldest first, notes included, as Parley gives them: `note-…` for the notes of Infobip. */
  readonly messageIds: readonly string[]
}

/** Whether it is in Infobip's collection of notes. */
export const isInfobipNote = (messageId: string): boolean => messageId.startsWith('note-')

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
      const { messages } = (await get(`${base}/${id}/messages?limit=999`, infobipHeaders)) as {
        messages: DatedRow[]
      }
      const { notes } = (await get(`${base}/${id}/notes?limit=999`, infobipHeaders)) as { notes: DatedRow[] }
      const rows = [...messages, ...notes.map((note) => ({ ...note, id: `note-${note.id}` }))]
      return { id: String(id), messageIds: rows.sort(byTimeThenId).map((row) => row.id) }
    }),
  )
}

interface DatedRow {
  readonly id: string
  readonly createdAt: string
}

const byTimeThenId = (one: DatedRow, two: DatedRow): number =>
  Date.parse(one.createdAt) - Date.parse(two.createdAt) || (one.id < two.id ? -1 : 1)

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
