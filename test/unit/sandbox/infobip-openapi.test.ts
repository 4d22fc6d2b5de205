import { expect, test } from 'vitest'
import { infobipSandboxCredentials } from '../../../src/sandbox/infobip/index.ts'
import { agent, createInfobipSandbox, demo, nobody, type Row } from '../../support/infobip-sandbox.ts'
import { deviations } from '../../support/openapi/deviations.ts'
import { askInfobip, type Send } from '../../support/openapi/raw.ts'
import { requireOpenApi } from '../../support/openapi/require.ts'
import { correctionsOf, type Deviation, settle } from '../../support/openapi/settle.ts'
import { type Exchange, judgeExchange, misdeclared } from '../../support/openapi/validate.ts'

/** What only this test asks for; the rest of the list is `deviations`. */
const further: readonly Deviation[] = [
  {
    api: 'infobip',
    operation: /\/notes(\/\{noteId\})?$/,
    where: /^response 200 (notes\[\]\.)?content$/,
    what: /^is object, declared string$/,
    section: '§6.4',
    quote: 'Schema types response `content` as string, but the ATTACHMENT example returns an object',
  },
  {
    api: 'infobip',
    operation: /\/templates(\/\{templateId\})?$/,
    where: /^response 200 (templates\[\]\.)?content$/,
    what: /^is string, declared object$/,
    section: '§11',
    quote: 'some response schemas contradict examples',
  },
  {
    api: 'infobip',
    operation: /^POST .*\/queues$/,
    where: /^response 200 (workingHoursId|deletedAt|stickyAgentTimeoutDays)$/,
    what: /^is null/,
    section: '§11',
    quote: 'some response schemas contradict examples',
  },
  {
    api: 'infobip',
    operation: /^POST .*\/tags$/,
    where: /^response 200 createdAt$/,
    what: /^is not declared$/,
    section: '§11',
    quote: 'some response schemas contradict examples (route, metadata GET, create tag, attachment notes)',
  },
  {
    api: 'infobip',
    operation: /^POST .*\/route$/,
    where: /^response 200$/,
    what: new RegExp(`^${misdeclared}$`),
    section: '§3',
    quote: 'schema = list page, example = single conversation',
    instead: {
      type: 'object',
      required: ['id', 'status', 'priority', 'queueId', 'agentId', 'createdAt', 'updatedAt'],
    },
  },
]

/** Every answer of the sandbox to what is asked of it. */
const record = async (drive: (send: Send) => Promise<void>): Promise<readonly Exchange[]> => {
  const sandbox = createInfobipSandbox()
  const exchanges: Exchange[] = []
  const sendAs =
    (as: string): Send =>
    async (method, path, body) => {
      const response = await sandbox.send(method, path, { body, as })
      const url = new URL(path, 'http://sandbox.test')
      const responseBody = (await response.json()) as unknown
      exchanges.push({
        method,
        path: url.pathname,
        query: url.search.slice(1),
        requestBody: body,
        status: response.status,
        responseHeaders: Object.fromEntries(response.headers),
        responseBody,
      })
      return responseBody
    }
  await drive(sendAs(demo))
  await sendAs('App wrong')('GET', '/ccaas/1/conversations')
  await sendAs(`App ${infobipSandboxCredentials.readOnlyApiKey}`)('POST', '/ccaas/1/conversations', {})
  return exchanges
}

const all = async (send: Send, list: string, path: string): Promise<readonly Row[]> =>
  ((await send('GET', `/ccaas/1${path}?limit=999`)) as Record<string, readonly Row[]>)[list] ?? []

const readEverything = async (send: Send) => {
  for (const list of ['queues', 'tags']) await all(send, list, `/${list}`)
  for (const { id } of await all(send, 'agents', '/agents')) {
    await send('GET', `/ccaas/1/agents/${id}`)
    await all(send, 'conversations', `/agents/${id}/conversations`)
  }
  for (const { id } of await all(send, 'bots', '/bots')) await send('GET', `/ccaas/1/bots/${id}`)
  for (const { id } of await all(send, 'templates', '/templates'))
    await send('GET', `/ccaas/1/templates/${id}`)
  await send('GET', `/ccaas/1/templates/${nobody}`)
  for (const { id } of await all(send, 'conversations', '/conversations')) {
    const path = `/ccaas/1/conversations/${id}`
    await send('GET', path)
    await send('GET', `${path}/messages?limit=999`)
    await send('GET', `${path}/metadata`)
    for (const note of await all(send, 'notes', `/conversations/${id}/notes`)) {
      await send('GET', `${path}/notes/${note.id}`)
    }
  }
}

const write = async (send: Send) => {
  const { id } = (await send('POST', '/ccaas/1/conversations', { agentId: null })) as Row
  const path = `/ccaas/1/conversations/${id}`
  const message = { from: '1', to: '2', channel: 'WHATSAPP' }
  const content = { templateName: 'order_shipped', language: 'en', parameters: [] }
  await send('POST', `${path}/messages`, { ...message, contentType: 'TEMPLATE', content })
  await send('POST', `${path}/messages`, { ...message, contentType: 'MEDIA_TEMPLATE', content })
  await send('POST', `${path}/notes`, { content: 'Without an author' })
  await send('PUT', `${path}/assignee`, { agentId: agent.id })
  await send('POST', `${path}/messages`, { ...message, contentType: 'TEXT', content: { text: 'No header' } })
}

const writeStaff = async (send: Send) => {
  const draft = { displayName: 'Angus Young', status: 'ACTIVE', role: 'AGENT' }
  const { id: agentId } = (await send('POST', '/ccaas/1/agents', draft)) as Row
  const { id: queueId } = (await send('POST', '/ccaas/1/queues', { name: 'Night shift' })) as Row
  await send('POST', '/ccaas/1/agents', {})
  await send('PUT', `/ccaas/1/agents/${agentId}`, { ...draft, enabled: false })
  await send('PUT', `/ccaas/1/agents/${nobody}`, draft)
  await send('PUT', `/ccaas/1/agents/${agentId}/status`, { status: 'BUSY' })
  await send('PUT', `/ccaas/1/agents/${agentId}/heartbeat`)
  await send('POST', `/ccaas/1/agents/${agentId}/queues`, { queueId })
  await send('DELETE', `/ccaas/1/agents/${agentId}/queues/${queueId}`)
  await send('POST', '/ccaas/1/queues', {})
  for (let count = 0; count < 2; count++) await send('POST', '/ccaas/1/tags', { name: 'new_tag' })
  for (let count = 0; count < 2; count++) await send('DELETE', '/ccaas/1/tags/new_tag')
}

const rewrite = async (send: Send) => {
  const { id } = (await send('POST', '/ccaas/1/conversations', {})) as Row
  const path = `/ccaas/1/conversations/${id}`
  await send('PUT', path, { topic: 'Replaced', queueId: null })
  await send('POST', `${path}/route`)
  await send('GET', `${path}/simulate-routing`)
  for (const method of ['PUT', 'PATCH']) await send(method, `${path}/metadata`, { key: 'value' })
  await send('DELETE', `${path}/metadata`)
  await send('PUT', `/ccaas/1/conversations/${nobody}/metadata`, { key: 'value' })
  await send('POST', `${path}/events`, { from: '1', to: '2', type: 'TYPING_STOPPED', channel: 'WHATSAPP' })
  await send('PUT', path, { status: 'CLOSED' })
  await send('PUT', path, {})
  await send('POST', `${path}/route`)
}

test('the Infobip sandbox answers as the OpenAPI document describes, known deviations aside', async (context) => {
  const api = requireOpenApi('infobip', context)
  const known = [...deviations.filter((each) => each.api === 'infobip'), ...further]
  const correct = correctionsOf('infobip', known)
  const exchanges = await record(async (send) => {
    await readEverything(send)
    await write(send)
    await writeStaff(send)
    await rewrite(send)
    await askInfobip(send)
  })
  expect(exchanges.length).toBeGreaterThan(150)
  const findings = exchanges.flatMap((exchange) => judgeExchange(api, exchange, correct))
  const answers = findings.filter(({ where }) => where.startsWith('response') || where === 'operation')
  expect(settle(answers, known).unexplained.map(({ sentence }) => sentence)).toEqual([])
  expect(settle(answers, further).unused).toEqual([])
})
