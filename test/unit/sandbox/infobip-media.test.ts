import { describe, expect, test } from 'vitest'
import { baseUrl, createInfobipSandbox, otherTenant, type Row } from '../../support/infobip-sandbox.ts'

describe('media of the Infobip sandbox', async () => {
  const sandbox = createInfobipSandbox()
  const urlsOf = async (topic: string) => {
    const conversation = (await sandbox.conversations()).find((row) => row.topic === topic)
    const { body } = await sandbox.get(`/conversations/${conversation?.id}/messages?limit=99`)
    return JSON.stringify(body.messages).match(/http:\/\/sandbox\.test\/[^"]+/g) ?? []
  }
  const fetchMedia = (url: string, headers = {}, as?: string | null) =>
    sandbox.send('GET', url.replace(baseUrl, ''), { headers, as })
  const [url = ''] = await urlsOf('Order BC-20418 has not arrived')
  const whole = Buffer.from(await (await fetchMedia(url)).arrayBuffer())

  test('has URLs below the base URL in the content of messages, nested ones as well', async () => {
    expect(url).toMatch(/^http:\/\/sandbox\.test\/ccaas-media\/[\da-f-]{36}\/front-door\.png$/)
    expect(await urlsOf('Which grinder for a moka pot')).toHaveLength(3)
  })

  test.each([
    ['Order BC-20418 has not arrived', 'image/png', '89504e47'],
    ['Machine for a food truck', 'application/pdf', '25504446'],
    ['تغيير فلتر الماء', 'audio/wav', '52494646'],
    ['Mlinac se ne pali', 'video/webm', '1a45dfa3'],
  ])('of %s is a real file of type %s', async (topic, contentType, signature) => {
    const answers = await Promise.all((await urlsOf(topic)).map((each) => fetchMedia(each)))
    const answer = answers.find(({ headers }) => headers.get('content-type') === contentType)
    const bytes = Buffer.from((await answer?.arrayBuffer()) ?? new ArrayBuffer())
    expect(bytes.subarray(0, 4).toString('hex')).toBe(signature)
    expect(bytes.length).toBeGreaterThan(500)
  })

  test("wants a credential, and the right tenant's", async () => {
    expect((await fetchMedia(url, {}, null)).status).toBe(401)
    expect((await fetchMedia(url, {}, 'App wrong')).status).toBe(401)
    expect((await fetchMedia(url, {}, otherTenant)).status).toBe(404)
    expect((await fetchMedia(url.replace('front-door', 'back-door'))).status).toBe(404)
  })

  test.each([
    ['bytes=0-3', 0, 4],
    ['bytes=10-', 10, Number.POSITIVE_INFINITY],
    ['bytes=-5', -5, Number.POSITIVE_INFINITY],
    ['bytes=4-999999999', 4, Number.POSITIVE_INFINITY],
  ])('is served in part for %s', async (range, from, to) => {
    const response = await fetchMedia(url, { range })
    const expected = whole.subarray(from, Math.min(to, whole.length))
    expect(response.status).toBe(206)
    expect(Buffer.from(await response.arrayBuffer())).toEqual(expected)
    const first = from < 0 ? whole.length + from : from
    expect(response.headers.get('content-range')).toBe(
      `bytes ${first}-${first + expected.length - 1}/${whole.length}`,
    )
  })

  test('is refused beyond its end, and whole for a range that is none', async () => {
    const beyond = await fetchMedia(url, { range: 'bytes=999999999-' })
    expect(beyond.status).toBe(416)
    expect(beyond.headers.get('content-range')).toBe(`bytes */${whole.length}`)
    for (const range of ['bytes=5-2', 'bytes=-', 'lines=1-2', 'bytes=0-1,4-5']) {
      const response = await fetchMedia(url, { range })
      expect(response.status).toBe(200)
      expect(response.headers.get('accept-ranges')).toBe('bytes')
    }
  })

  test('in what a caller sent is left as it was', async () => {
    const { id } = await sandbox.create()
    const content = { text: 'sandbox-media:/x/y.png', url: 'sandbox-media:/x/y.png' }
    const body: Row = { from: '1', to: '2', channel: 'SMS', contentType: 'TEXT', content }
    expect((await sandbox.ask('POST', `/conversations/${id}/messages`, { body })).body.content).toEqual(
      content,
    )
  })
})
