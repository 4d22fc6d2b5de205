import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  createInfobipSandbox,
  errorOf,
  filterTime,
  type Row,
  seededAt,
} from '../../support/infobip-sandbox.ts'

describe('a list of the Infobip sandbox', () => {
  const sandbox = createInfobipSandbox()
  const rows = async (query: string) =>
    (await sandbox.get(`/conversations${query}`)).body.conversations as readonly Row[]

  const longest = async () => {
    const all = await sandbox.conversations()
    return `/conversations/${all.find(({ topic }) => topic === 'Corner Street Café, weekly order')?.id}/messages`
  }

  test('gives ten rows by id and says so when nothing was asked', async () => {
    const { body } = await sandbox.get('/conversations')
    const ids = (body.conversations as readonly Row[]).map(({ id }) => String(id))
    expect(ids).toHaveLength(10)
    expect(ids).toEqual([...ids].sort())
    expect(body.pagination).toEqual({ totalItems: 25, page: 0, limit: 10, orderBy: 'id:ASC' })
  })

  test.each([
    ['createdAt:desc', 'createdAt:DESC'],
    ['createdAt:DESC', 'createdAt:DESC'],
    ['updatedAt:Asc', 'updatedAt:ASC'],
    ['status', 'status:ASC'],
  ])('ordered by %s echoes %s', async (orderBy, echo) => {
    const { body } = await sandbox.get(`/conversations?orderBy=${orderBy}&limit=25`)
    expect(body.pagination).toMatchObject({ orderBy: echo })
    const [property = '', direction] = echo.split(':')
    const values = (body.conversations as readonly Row[]).map((row) => String(row[property]))
    const sorted = [...values].sort()
    expect(values).toEqual(direction === 'DESC' ? sorted.reverse() : sorted)
  })

  test('counts pages from zero, and pages of any size give every row once', async () => {
    const path = await longest()
    const whole = (await sandbox.get(`${path}?limit=999&orderBy=createdAt:asc`)).body
      .messages as readonly Row[]
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 20, max: 999 }), async (limit) => {
        const paged: Row[] = []
        for (let page = 0; page * limit < whole.length; page++) {
          const { body } = await sandbox.get(`${path}?limit=${limit}&page=${page}&orderBy=createdAt:asc`)
          expect(body.pagination).toMatchObject({ totalItems: whole.length, page, limit })
          paged.push(...(body.messages as readonly Row[]))
        }
        expect(paged).toEqual(whole)
      }),
      { numRuns: 25 },
    )
  })

  test('is empty beyond its last page, and still counts', async () => {
    const { status, body } = await sandbox.get('/conversations?page=99999999999&limit=999')
    expect(status).toBe(200)
    expect(body).toMatchObject({ conversations: [], pagination: { totalItems: 25 } })
  })

  test.each(['/conversations', '/agents', '/queues', '/tags', '/bots', '/templates'])(
    '%s refuses a negative limit in the words of the API reference, and takes zero',
    async (path) => {
      const answer = await sandbox.get(`${path}?limit=-1`)
      expect(answer.status).toBe(400)
      expect(errorOf(answer)).toEqual({
        messageId: 'BAD_REQUEST',
        text: 'Page size has to be bigger or equal to zero!',
      })
      expect((await sandbox.get(`${path}?limit=0`)).body[path.slice(1)]).toEqual([])
    },
  )

  test.each([0, -1, -999])('of messages refuses limit=%i as the API of 2019 does', async (limit) => {
    const { status, body } = await sandbox.get(`${await longest()}?limit=${limit}`)
    expect(status).toBe(400)
    expect(body).toEqual({ statusCode: 'ERROR', message: 'Page size must not be less than one!' })
  })

  test.each([
    ['limit', 'limit=1000'],
    ['limit', 'limit=ten'],
    ['limit', 'limit=1.5'],
    ['page', 'page=-1'],
    ['orderBy', 'orderBy=colour:asc'],
    ['orderBy', 'orderBy=createdAt:up'],
    ['orderBy', 'orderBy=createdAt:asc:id:asc'],
    ['orderBy', 'orderBy=toString:asc'],
    ['status', 'status=PENDING'],
    ['status', 'status=open'],
    ['status', 'status=OPEN,WAITING'],
    ['status', 'status=OPEN&status=WAITING'],
    ['priority', 'priority=HIGH&priority=LOW'],
    ['createdAfter', 'createdAfter=yesterday'],
    ['createdAfter', 'createdAfter=2026-07-23T12:00:00.000Z'],
    ['updatedBefore', 'updatedBefore=2026-07-23T12:00:00%2B0000'],
  ])('names %s when it is asked for %s', async (field, query) => {
    const answer = await sandbox.get(`/conversations?${query}`)
    expect(answer.status).toBe(400)
    expect(errorOf(answer)).toMatchObject({ messageId: 'BAD_REQUEST', text: 'Bad request' })
    expect(Object.keys(errorOf(answer).validationErrors as Row)).toEqual([field])
  })

  test('gives as many as 999 rows', async () => {
    expect((await sandbox.get('/conversations?limit=999')).status).toBe(200)
  })

  test.each(['+0000', '+00:00', '+0200', '-05:00'])('reads a time with the offset %s', async (offset) => {
    const hours = Number(offset.slice(0, 3))
    const local = new Date(seededAt - 3_600_000 + hours * 3_600_000).toISOString().replace('Z', offset)
    const found = await rows(`?limit=99&updatedAfter=${encodeURIComponent(local)}`)
    expect(found.length).toBeGreaterThan(3)
    expect(found.every(({ updatedAt }) => Date.parse(String(updatedAt)) > seededAt - 3_600_000)).toBe(true)
  })

  test('does not read a time whose plus sign was not escaped', async () => {
    expect((await sandbox.get('/conversations?createdAfter=2026-07-23T12:00:00.000+0000')).status).toBe(400)
  })

  test('leaves out the rows of exactly the given millisecond', async () => {
    const [newest, second] = await rows('?orderBy=createdAt:desc&limit=2')
    const [from, to] = [Date.parse(String(second?.createdAt)), Date.parse(String(newest?.createdAt))]
    expect(await rows(`?createdAfter=${filterTime(from)}`)).toEqual([newest])
    expect(await rows(`?createdAfter=${filterTime(from)}&createdBefore=${filterTime(to)}`)).toEqual([])
    expect(await rows(`?createdAfter=${filterTime(from - 1)}&createdBefore=${filterTime(to)}`)).toEqual([
      second,
    ])
  })
})
