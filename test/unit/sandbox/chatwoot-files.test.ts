import { beforeAll, describe, expect, test } from 'vitest'
import { type ChatwootSandbox, createChatwootSandbox } from '../../support/chatwoot-sandbox.ts'

let sandbox: ChatwootSandbox

/** The first attachment of a kind, as its message shows it. */
const attachment = async (kind: string, name = '%') => {
  const row = sandbox.db
    .prepare(
      `SELECT c.display_id, m.id FROM chatwoot_attachments a JOIN chatwoot_messages m ON m.id = a.message_id
       JOIN chatwoot_conversations c ON c.id = m.conversation_id LEFT JOIN chatwoot_blobs b ON b.id = a.blob_id
       WHERE a.file_type = ? AND coalesce(b.filename, '') LIKE ? LIMIT 1`,
    )
    .get(kind, name) as { display_id: number; id: number }
  const { body } = await sandbox.get(
    `/conversations/${row.display_id}/messages?after=${row.id}&before=${row.id + 1}`,
  )
  return body.payload[0].attachments.find((each: { file_type: string }) => each.file_type === kind)
}

/** Follows the redirect to the bytes. */
const download = async (url: string, headers: Record<string, string> = {}) => {
  const redirect = await sandbox.fetch(url)
  expect(redirect.status).toBe(302)
  return sandbox.fetch(redirect.headers.get('location') ?? '', { headers })
}

beforeAll(() => {
  sandbox = createChatwootSandbox()
})

describe('files', () => {
  test.each([
    ['image', 'image/png', '89504e47'],
    ['audio', 'audio/wav', '52494646'],
    ['video', 'video/mp4', '0000001c'],
    ['file', 'application/pdf', '25504446'],
  ])('an %s is served without credentials as %s', async (kind, type, magic) => {
    const found = await attachment(kind, type === 'application/pdf' ? '%.pdf' : '%')
    const response = await download(found.data_url)
    expect(response.headers.get('content-type')).toBe(type)
    const bytes = Buffer.from(await response.arrayBuffer())
    expect(bytes.subarray(0, 4).toString('hex')).toBe(magic)
    expect(bytes).toHaveLength(found.file_size)
  })

  test('a picture tells its size and has a thumbnail; other files have an empty one', async () => {
    const picture = await attachment('image')
    expect(picture.width).toBeGreaterThan(0)
    expect((await download(picture.thumb_url)).status).toBe(200)
    expect((await attachment('video')).thumb_url).toBe('')
  })

  test('a part is served as 206, an impossible part refused with 416', async () => {
    const { data_url: url, file_size: size } = await attachment('audio')
    const part = await download(url, { range: 'bytes=4-11' })
    expect(part.status).toBe(206)
    expect(part.headers.get('content-range')).toBe(`bytes 4-11/${size}`)
    expect((await part.arrayBuffer()).byteLength).toBe(8)
    const tail = await download(url, { range: 'bytes=-5' })
    expect(tail.headers.get('content-range')).toBe(`bytes ${size - 5}-${size - 1}/${size}`)
    expect((await download(url, { range: `bytes=${size}-` })).status).toBe(416)
  })

  test('a changed signature and an old disk address open nothing', async () => {
    const { data_url: url } = await attachment('image')
    expect((await sandbox.fetch(url.replace(/--\w/, '--x'))).status).toBe(404)
    const other = createChatwootSandbox()
    const redirect = await other.fetch(url)
    other.advance(6 * 60_000)
    expect((await other.fetch(redirect.headers.get('location') ?? '')).status).toBe(404)
  })

  test('what is no file has the keys of its kind', async () => {
    expect(await attachment('location')).toMatchObject({
      coordinates_lat: 31.9516,
      coordinates_long: 35.9239,
      fallback_title: 'شارع الرينبو',
    })
    expect(await attachment('contact')).toMatchObject({ meta: { firstName: 'Elin' } })
    expect(await attachment('fallback')).not.toHaveProperty('thumb_url')
  })
})
