import { describe, expect, test } from 'vitest'
import {
  agent,
  createInfobipSandbox,
  errorOf,
  filterTime,
  nobody,
  noSuchEntity,
  type Row,
  supervisor,
} from '../../support/infobip-sandbox.ts'

const noSuchAgent = { messageId: 'NOT_FOUND', text: `Invalid agent id given '${nobody}'` }

describe('agents of the Infobip sandbox', () => {
  const sandbox = createInfobipSandbox()
  const find = async (query: string) =>
    (await sandbox.get(`/agents?limit=99&${query}`)).body.agents as readonly Row[]
  const names = async (query: string) => (await find(query)).map(({ displayName }) => displayName)

  test('are eight, and a list never tells their e-mail address', async () => {
    const all = await find('')
    expect(all).toHaveLength(8)
    for (const each of all) {
      expect(each).not.toHaveProperty('email')
      expect(each.createdAt).toMatch(/\+0000$/)
    }
    expect(all.filter(({ role }) => role === 'SUPERVISOR')).toHaveLength(2)
  })

  test('asked for alone tell their e-mail address where they have one', async () => {
    const email = async (id: unknown) => (await sandbox.get(`/agents/${id}`)).body.email
    expect(await email(agent.id)).toBe('ana.kovac@brava-coffee.example')
    const emails = await Promise.all((await find('')).map(({ id }) => email(id)))
    expect(emails.filter((each) => each === undefined)).toHaveLength(3)
  })

  test('are filtered by each documented filter', async () => {
    expect(await names(`agentIds=${agent.id}&agentIds=${supervisor.id}&agentIds=${nobody}`)).toEqual(
      expect.arrayContaining([agent.name, supervisor.name]),
    )
    expect(await names(`displayName=${encodeURIComponent('KOVAČ')}`)).toEqual(['Ana Kovač'])
    expect(await names('displayName=a%25')).toEqual([])
    expect(await names('email=marko.babic@brava-coffee.example')).toEqual(['Marko Babić'])
    expect(await names('enabled=false')).toEqual(['Sofia Marković'])
    expect(await names('status=AWAY')).toEqual(['Ivana Horvat'])
    expect((await names('availability=BUSY')).toSorted()).toEqual(['Layla Nasser', 'Lucía Fernández'])
    expect((await names('role=SUPERVISOR')).toSorted()).toEqual(['Layla Nasser', 'Marko Babić'])
    const [first, second] = await find('orderBy=createdAt:asc')
    const time = Date.parse(String(second?.createdAt))
    expect(await find(`createdBefore=${filterTime(time)}`)).toEqual([first])
    expect((await sandbox.get('/agents?role=BOT')).status).toBe(400)
  })

  test('are filtered by queue, and a queue by agent', async () => {
    const { body } = await sandbox.get('/queues?name=Repairs%20and%20warranty')
    const [queue] = body.queues as readonly Row[]
    const members = await names(`queueIds=${queue?.id}`)
    expect(members.toSorted()).toEqual(['Ana Kovač', 'Ivana Horvat', 'Marko Babić', 'Omar Haddad'])
    expect(queue?.enabledAgentsCount).toBe(4)
    const mine = (await sandbox.get(`/queues?agentId=${agent.id}`)).body.queues as readonly Row[]
    expect(mine.map(({ name }) => name).toSorted()).toEqual(['Orders and delivery', 'Repairs and warranty'])
  })

  test('have conversations', async () => {
    const { body } = await sandbox.get(`/agents/${agent.id}/conversations?limit=99`)
    const own = (await sandbox.conversations()).filter(({ agentId }) => agentId === agent.id)
    expect(own.length).toBeGreaterThan(2)
    expect(body).toMatchObject({ conversations: own, pagination: { totalItems: own.length } })
  })

  test('that are unknown are refused in the words of each endpoint', async () => {
    expect(errorOf(await sandbox.get(`/agents/${nobody}`))).toEqual(noSuchAgent)
    expect(errorOf(await sandbox.get(`/agents/${nobody}/conversations`))).toEqual(noSuchEntity(nobody))
    expect(errorOf(await sandbox.get(`/bots/${nobody}`))).toEqual(noSuchAgent)
  })
})

describe('queues, tags, bots and templates of the Infobip sandbox', () => {
  const sandbox = createInfobipSandbox()

  test('queues are found by several ids, and none by a path of its own', async () => {
    const all = (await sandbox.get('/queues')).body.queues as readonly Row[]
    expect(all).toHaveLength(4)
    const { body } = await sandbox.get(
      `/queues?queueIds=${all[2]?.id}&queueIds=${all[0]?.id}&queueIds=${nobody}`,
    )
    expect(body.queues).toEqual([all[0], all[2]])
    expect((await sandbox.get(`/queues/${all[0]?.id}`)).status).toBe(404)
    const shut = all.filter(({ workingHoursId }) => workingHoursId !== null)
    expect((await sandbox.get(`/queues?workingHoursId=${shut[0]?.workingHoursId}`)).body.queues).toEqual(shut)
  })

  test('tags are known by name', async () => {
    const { body } = await sandbox.get('/tags?name=vip')
    expect(body.tags).toEqual([
      { name: 'vip', createdAt: expect.stringMatching(/\+00:00$/), updatedAt: expect.anything() },
    ])
    const { body: sorted } = await sandbox.get('/tags?orderBy=name:asc&limit=99')
    const names = (sorted.tags as readonly Row[]).map(({ name }) => String(name))
    expect(names).toEqual([...names].sort())
    expect(names).toHaveLength(11)
  })

  test('a bot is found in the list and alone', async () => {
    const [bot] = (await sandbox.get('/bots')).body.bots as readonly Row[]
    expect(bot).toMatchObject({ displayName: 'Brava Assistant', channel: 'LIVE_CHAT', enabled: true })
    expect((await sandbox.get(`/bots/${bot?.id}`)).body).toEqual(bot)
  })

  test('templates are newest first, and an unknown one is a 404', async () => {
    const { body } = await sandbox.get('/templates')
    const times = (body.templates as readonly Row[]).map(({ createdAt }) => String(createdAt))
    expect(times).toEqual([...times].sort().reverse())
    expect(body.pagination).toMatchObject({ orderBy: 'createdAt:DESC' })
    const { body: spanish } = await sandbox.get('/templates?language=Spanish&channel=WHATSAPP')
    expect(spanish.templates).toEqual([
      expect.objectContaining({ name: 'order_shipped', languageCode: 'es' }),
    ])
    const answer = await sandbox.get(`/templates/${nobody}`)
    expect(answer.status).toBe(404)
    expect(errorOf(answer)).toEqual(noSuchEntity(nobody))
  })
})

describe('notes of the Infobip sandbox', () => {
  const sandbox = createInfobipSandbox()
  const urgent = async () => (await sandbox.conversations()).find(({ priority }) => priority === 'URGENT')?.id

  test('are text, or text with files', async () => {
    const path = `/conversations/${await urgent()}/notes`
    const { body } = await sandbox.get(`${path}?orderBy=createdAt:asc`)
    const [withFile, plain] = body.notes as readonly Row[]
    expect(plain).toMatchObject({ type: 'INTERNAL', content: expect.stringContaining('Dean') })
    expect(withFile).toMatchObject({
      type: 'ATTACHMENT',
      content: { text: expect.any(String), attachments: [{ fileName: 'puddle.png', fileExtension: 'png' }] },
    })
    expect((await sandbox.get(`${path}/${plain?.id}`)).body).toEqual(plain)
    expect(errorOf(await sandbox.get(`${path}/${nobody}`))).toEqual(noSuchEntity(nobody))
    const { id } = await sandbox.create()
    expect(errorOf(await sandbox.get(`/conversations/${id}/notes/${plain?.id}`))).toEqual(
      noSuchEntity(String(plain?.id)),
    )
  })

  test('are written with an author or without, also on a closed conversation', async () => {
    const { id } = await sandbox.create({ status: 'CLOSED' })
    const write = (body: Row) => sandbox.ask('POST', `/conversations/${id}/notes`, { body })
    const { body } = await write({ content: 'Call back on Monday.', agentId: agent.id })
    expect(body).toMatchObject({ content: 'Call back on Monday.', agentId: agent.id, type: 'INTERNAL' })
    expect((await write({ content: 'Nobody wrote this.' })).body).not.toHaveProperty('agentId')
    expect((await sandbox.get(`/conversations/${id}/notes`)).body.notes).toHaveLength(2)
    expect(errorOf(await write({ content: 'x', agentId: nobody }))).toEqual(noSuchAgent)
    expect((await write({ content: 'x'.repeat(4000) })).status).toBe(200)
    expect(errorOf(await write({ content: 'x'.repeat(4001) })).validationErrors).toHaveProperty('content')
    for (const broken of [{}, { content: '' }, { content: 7 }, { type: 'JIRA_COMMENT', content: 'x' }]) {
      expect(errorOf(await write(broken)).text).toBe('Invalid request body.')
    }
  })

  test('take files that the conversation has', async () => {
    const path = `/conversations/${await urgent()}/notes`
    const notes = (await sandbox.get(path)).body.notes as readonly Row[]
    const [file] = notes.flatMap(({ content }) => ((content as Row).attachments as readonly Row[]) ?? [])
    const write = (id: unknown) =>
      sandbox.ask('POST', path, {
        body: { type: 'ATTACHMENT', content: { text: 'See', attachments: [{ id }] } },
      })
    expect((await write(file?.id)).body.content).toEqual({ text: 'See', attachments: [file] })
    expect(errorOf(await write(nobody))).toEqual(noSuchEntity(nobody))
  })
})
