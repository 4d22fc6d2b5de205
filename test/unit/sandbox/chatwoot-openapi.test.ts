import { expect, test } from 'vitest'
import { admin, createChatwootSandbox, type Wire } from '../../support/chatwoot-sandbox.ts'
import { deviations } from '../../support/openapi/deviations.ts'
import { requireOpenApi } from '../../support/openapi/require.ts'
import { correctionsOf, type Deviation, settle } from '../../support/openapi/settle.ts'
import { type Exchange, judgeExchange, misdeclared } from '../../support/openapi/validate.ts'

const account = '/api/v1/accounts/1'

/** What only this test asks for; the rest of the list is `deviations`. */
const further: readonly Deviation[] = [
  {
    api: 'chatwoot',
    operation: /^POST .*\/contacts$/,
    where: /^response 200$/,
    what: new RegExp(`^${misdeclared}$`),
    section: '§2.1',
    quote: '`contact_inboxes? [{source_id, inbox:{id,avatar_url,channel_id,name,channel_type,provider}}]`',
    instead: {
      type: 'object',
      required: ['payload'],
      properties: { payload: { type: 'object', required: ['contact', 'contact_inbox'] } },
    },
  },
  {
    api: 'chatwoot',
    operation: /^POST .*\/conversations$/,
    where: /^response 200$/,
    what: new RegExp(`^${misdeclared}$`),
    section: '§2.3',
    quote: 'any message-create param}` | conversation',
    instead: { $ref: '#/components/schemas/conversation_show' },
  },
  {
    api: 'chatwoot',
    operation: /^PATCH .*\/conversations\/\{conversation_id\}$/,
    where: /^response 200 meta$/,
    what: /^is not declared$/,
    section: '§2.3',
    quote: '`priority` (EE also `sla_policy_id`) – nothing else | conversation',
  },
  {
    api: 'chatwoot',
    operation: /\/(agents|team_members)$/,
    where: /^response 200 (\[\]\.)?provider$/,
    what: /^is not declared$/,
    section: '§2.1',
    quote: 'auto_offline, confirmed, email, provider, available_name',
  },
  {
    api: 'chatwoot',
    operation: /^DELETE .*\/messages\/\{message_id\}$/,
    where: /^response 200 body$/,
    what: /^is not declared$/,
    section: '§2.5',
    quote: '→ the tombstone message, 200',
  },
]

/** Writes that the document describes, and what the sandbox answers. */
const record = async (): Promise<readonly Exchange[]> => {
  const sandbox = createChatwootSandbox()
  const exchanges: Exchange[] = []
  const send = async (method: string, path: string, body?: unknown): Promise<Wire> => {
    const response = await sandbox.fetch(account + path, {
      method,
      headers: { api_access_token: admin.token, 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    const text = await response.text()
    const responseBody: Wire = text === '' ? undefined : JSON.parse(text)
    exchanges.push({
      method,
      path: account + path,
      query: '',
      requestBody: body,
      status: response.status,
      responseHeaders: Object.fromEntries(response.headers),
      responseBody,
    })
    return responseBody
  }
  const { payload } = await send('POST', '/contacts', {
    inbox_id: 4,
    name: 'Vera',
    email: 'vera@mail.example',
  })
  const { id } = await send('POST', '/conversations', { source_id: payload.contact_inbox.source_id })
  await send('POST', '/agents', { name: 'Nora', email: 'nora@acme.example', role: 'agent' })
  const message = await send('POST', `/conversations/${id}/messages`, { content: 'Hello' })
  await send('PATCH', `/conversations/${id}`, { priority: 'high' })
  await send('POST', `/conversations/${id}/toggle_priority`, { priority: 'low' })
  await send('POST', `/conversations/${id}/custom_attributes`, { custom_attributes: { one: 1 } })
  await send('POST', `/conversations/${id}/toggle_typing_status`, { typing_status: 'on', is_private: false })
  await send('DELETE', `/conversations/${id}/messages/${message.id}`)
  await send('DELETE', `/conversations/${id}/messages/99999999`)
  await send('GET', '/teams/1/team_members')
  await send('GET', '/teams/99/team_members')
  await send('GET', '/agent_bots/1')
  await send('GET', '/agent_bots/99')
  return exchanges
}

test('the writes of the Chatwoot sandbox answer as the OpenAPI document describes, known deviations aside', async (context) => {
  const api = requireOpenApi('chatwoot', context)
  const known = [...further, ...deviations.filter((each) => each.api === 'chatwoot')]
  const exchanges = await record()
  expect(exchanges.every(({ status }) => status === 200 || status === 404)).toBe(true)
  const findings = exchanges.flatMap((exchange) =>
    judgeExchange(api, exchange, correctionsOf('chatwoot', known)),
  )
  const answers = findings.filter(({ where }) => where.startsWith('response') || where === 'operation')
  expect(settle(answers, known).unexplained.map(({ sentence }) => sentence)).toEqual([])
  expect(settle(answers, further).unused).toEqual([])
})
