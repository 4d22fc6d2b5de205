/** Requests that no adapter makes, so that the sandbox's whole surface is judged. */

/** Sends one request and returns the parsed answer, whatever its status. */
export type Send = (method: string, path: string, body?: unknown) => Promise<unknown>

type Row = Readonly<Record<string, unknown>>

export const askChatwoot = async (send: Send): Promise<void> => {
  const account = '/api/v1/accounts/1'
  const get = (path: string) => send('GET', account + path)
  const filter = (...conditions: Row[]) =>
    send('POST', `${account}/conversations/filter`, {
      payload: conditions.map((condition, index) => ({
        ...condition,
        query_operator: index < conditions.length - 1 ? 'AND' : null,
      })),
    })

  const { data } = (await get('/conversations?status=all&labels=billing')) as { data: { payload: Row[] } }
  const id = data.payload[0]?.id ?? 1
  for (const status of ['open', 'resolved', 'pending', 'snoozed', 'all']) {
    for (const assignee of ['me', 'unassigned', 'assigned', 'all']) {
      await get(`/conversations?status=${status}&assignee_type=${assignee}&page=1`)
    }
    await get(`/conversations/meta?status=${status}`)
  }
  await get('/conversations?q=order&inbox_id=1&team_id=1&page=1')
  await get('/conversations?page=99')
  await get('/conversations?team_id=999')
  await filter({ attribute_key: 'status', filter_operator: 'equal_to', values: ['pending'] })
  await filter(
    { attribute_key: 'status', filter_operator: 'not_equal_to', values: ['resolved'] },
    { attribute_key: 'display_id', filter_operator: 'equal_to', values: [String(id)] },
  )
  await filter({ attribute_key: 'colour', filter_operator: 'equal_to', values: ['red'] })
  await filter({ attribute_key: 'status', filter_operator: 'equal_to', values: [] })

  await get(`/conversations/${id}`)
  await get('/conversations/999999')
  await get(`/conversations/${id}/labels`)
  for (const query of ['', '?after=0', '?before=999999999', '?after=1&before=999999999']) {
    await get(`/conversations/${id}/messages${query}`)
  }
  await get('/conversations/999999/messages')

  for (const sort of ['name', '-name', 'email', 'phone_number', '-last_activity_at']) {
    await get(`/contacts?sort=${sort}&page=1`)
  }
  const { payload } = (await get('/contacts?page=2')) as { payload: Row[] }
  const contact = payload[0]?.id ?? 1
  await get(`/contacts/${contact}`)
  await get(`/contacts/${contact}/conversations`)
  await get('/contacts/999999')
  await get('/contacts/search?q=a&page=1')

  await get('/inboxes')
  await get('/inboxes/1')
  await get('/inboxes/999999')
  await get('/agents')
  await get('/agent_bots')
  await get('/teams')
  await get('/teams/1')
  await get('/teams/999999')
  await get('/labels')
  await send('GET', '/api/v1/accounts/999999/conversations')
  await send('GET', '/api/v1/profile')
}

export const askInfobip = async (send: Send): Promise<void> => {
  const get = (path: string) => send('GET', `/ccaas/1${path}`)
  const [conversation, agent, queue] = [
    `/conversations/${idIn(await get('/conversations?status=OPEN&limit=3'), 'conversations')}`,
    idIn(await get('/agents'), 'agents'),
    idIn(await get('/queues'), 'queues'),
  ]
  for (const property of ['id', 'createdAt', 'updatedAt', 'status', 'priority']) {
    await get(`/conversations?orderBy=${property}:desc&limit=2&page=1`)
  }
  for (const status of ['OPEN', 'WAITING', 'SOLVED', 'CLOSED']) await get(`/conversations?status=${status}`)
  for (const priority of ['URGENT', 'HIGH', 'NORMAL', 'LOW']) await get(`/conversations?priority=${priority}`)
  await get(`/conversations?queueIds=${queue}&queueIds=${nobody}`)
  await get('/conversations?closedAfter=2020-01-01T00:00:00.000%2B0000&tagNames=none')
  await get('/conversations?limit=-1')
  await get(conversation)
  await get(`/conversations/${nobody}`)

  await get(`${conversation}/messages`)
  await get(`${conversation}/messages?channel=WHATSAPP&direction=INBOUND&orderBy=createdAt:desc`)
  await get(`${conversation}/messages?limit=0`)
  await get(`/conversations/${nobody}/messages`)
  for (const role of ['AGENT', 'SUPERVISOR']) await get(`/agents?role=${role}&enabled=true`)
  await get('/agents?displayName=a&status=ACTIVE')
  await get(`/agents/${agent}`)
  await get(`/agents/${nobody}`)
  await get(`/agents/${agent}/conversations?limit=2`)
  await get(`/queues?queueIds=${queue}`)
  await get('/queues?name=x&limit=1')
  await get('/tags?limit=3&orderBy=name:asc')
  await get('/tags?limit=-1')
  await get(`/bots/${idIn(await get('/bots?limit=3'), 'bots')}`)
  await changeInfobip(send, agent)
}

/** Writes, on a conversation of their own. */
const changeInfobip = async (send: Send, agent: string): Promise<void> => {
  const { id } = (await send('POST', '/ccaas/1/conversations', { topic: 'Asked by a test' })) as Row
  const conversation = `/ccaas/1/conversations/${id}`
  const text = { from: '447492263897', to: '44776333666', channel: 'SMS', contentType: 'TEXT' }
  await send('POST', `${conversation}/messages`, { ...text, content: { text: 'Hello' } })
  await send('POST', `${conversation}/messages`, {})
  await send('GET', `${conversation}/messages`)
  const note = (await send('POST', `${conversation}/notes`, { content: 'Note', agentId: agent })) as Row
  await send('GET', `${conversation}/notes?limit=5`)
  await send('GET', `${conversation}/notes/${note.id}`)
  await send('GET', `/ccaas/1/conversations/${nobody}/notes`)
  const { tags } = (await send('GET', '/ccaas/1/tags')) as { tags: Row[] }
  await send('POST', `${conversation}/tags`, { tagName: tags[0]?.name })
  await send('POST', `${conversation}/tags`, { tagName: 'no.such_tag' })
  await send('GET', `/ccaas/1/tags?conversationId=${id}`)
  await send('DELETE', `${conversation}/tags/${encodeURIComponent(String(tags[0]?.name))}`)
  await send('GET', `${conversation}/metadata`)
  await send('PUT', `${conversation}/assignee`, { agentId: agent })
  await send('PUT', `${conversation}/assignee`, { agentId: nobody })
  await send('DELETE', `${conversation}/assignee`)
  await send('PATCH', conversation, { priority: 'HIGH' })
  await send('PATCH', conversation, { status: 'CLOSED' })
  await send('PATCH', conversation, { status: 'OPEN' })
  await send('GET', conversation)
}

const nobody = '00000000-0000-4000-8000-000000000000'

const idIn = (answer: unknown, list: string): string =>
  String((answer as Record<string, Row[]>)[list]?.[0]?.id ?? nobody)
