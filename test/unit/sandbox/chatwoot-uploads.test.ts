import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import {
  admin,
  type ChatwootSandbox,
  createChatwootSandbox,
  type Wire,
} from '../../support/chatwoot-sandbox.ts'

const account = '/api/v1/accounts/1'
const headers = { api_access_token: admin.token }
const bytes = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 255, 13, 10])
const md5 = (data: Uint8Array): string => createHash('md5').update(data).digest('base64')
let sandbox: ChatwootSandbox
let id: number

beforeEach(async () => {
  sandbox = createChatwootSandbox()
  id = (await sandbox.conversations('inbox_id=4'))[0].id
})

const form = (fields: Record<string, string>, files: readonly File[], name = 'attachments[]'): FormData => {
  const data = new FormData()
  for (const [key, value] of Object.entries(fields)) data.append(key, value)
  for (const file of files) data.append(name, file)
  return data
}
const postForm = async (path: string, body: FormData) => {
  const response = await sandbox.fetch(account + path, { method: 'POST', headers, body })
  const text = await response.text()
  return { status: response.status, text, body: text.startsWith('{') ? (JSON.parse(text) as Wire) : null }
}
const download = async (url: string): Promise<Uint8Array> => {
  const redirect = await sandbox.fetch(url)
  const response = await sandbox.fetch(redirect.headers.get('location') ?? url)
  expect(response.status).toBe(200)
  return new Uint8Array(await response.arrayBuffer())
}

describe('a direct upload', () => {
  const announce = (blob: object) => sandbox.post(`/conversations/${id}/direct_uploads`, { blob })
  const announced = {
    filename: 'label.png',
    byte_size: bytes.length,
    checksum: md5(bytes),
    content_type: 'image/png',
  }
  const put = (url: string, body: Uint8Array<ArrayBuffer>, type = 'image/png') =>
    sandbox.fetch(url, { method: 'PUT', headers: { 'content-type': type }, body })

  test('is announced, put, and then sent by its signed id', async () => {
    const { status, body: blob } = await announce(announced)
    expect(status).toBe(200)
    expect(blob).toEqual({
      ...announced,
      id: expect.any(Number),
      key: expect.stringMatching(/^[0-9a-z]{28}$/),
      metadata: {},
      created_at: '2026-07-23T12:00:00.000Z',
      service_name: 'local',
      signed_id: expect.any(String),
      attachable_sgid: expect.any(String),
      direct_upload: {
        url: expect.stringMatching(/^http:\/\/sandbox\.test\/rails\/active_storage\/disk\//),
        headers: { 'Content-Type': 'image/png' },
      },
    })
    const answer = await put(blob.direct_upload.url, bytes)
    expect([answer.status, await answer.text()]).toEqual([204, ''])
    const { body: message } = await sandbox.post(`/conversations/${id}/messages`, {
      attachments: [blob.signed_id],
    })
    expect(message.attachments).toMatchObject([
      { file_type: 'image', extension: 'png', content_type: 'image/png', file_size: bytes.length },
    ])
    expect(await download(message.attachments[0].data_url)).toEqual(bytes)
  })

  test.each([
    ['other bytes', bytes.toReversed(), 'image/png'],
    ['fewer bytes', bytes.slice(1), 'image/png'],
    ['another type', bytes, 'image/gif'],
  ])('of %s than announced is 422, and nothing is kept', async (_what, body, type) => {
    const { body: blob } = await announce(announced)
    expect((await put(blob.direct_upload.url, body, type)).status).toBe(422)
    const { body: message } = await sandbox.post(`/conversations/${id}/messages`, {
      attachments: [blob.signed_id],
    })
    const redirect = await sandbox.fetch(message.attachments[0].data_url)
    expect([redirect.status, redirect.headers.get('location')]).toEqual([404, null])
  })

  test('to a made-up or an old address is 404', async () => {
    const { body: blob } = await announce(announced)
    expect((await put(blob.direct_upload.url.replace(/--./, '--x'), bytes)).status).toBe(404)
    sandbox.advance(6 * 60_000)
    expect((await put(blob.direct_upload.url, bytes)).status).toBe(404)
  })

  test('needs its parameters and a conversation', async () => {
    expect((await sandbox.post(`/conversations/${id}/direct_uploads`, {})).status).toBe(422)
    expect((await sandbox.post('/conversations/99999/direct_uploads', { blob: announced })).status).toBe(404)
  })

  test('has a name that leads nowhere', async () => {
    const { body } = await announce({ ...announced, filename: '../../etc/pass\r\nwd' })
    expect(body.filename).toBe('..-..-etc-pass--wd')
  })
})

describe('POST /upload', () => {
  const upload = (file = new File([bytes], 'label.png', { type: 'image/png' })) =>
    postForm('/upload', form({}, [file], 'attachment'))

  test('answers with an address of the file and the id to send it by', async () => {
    const { status, body } = await upload()
    expect(status).toBe(200)
    expect(Object.keys(body)).toEqual(['file_url', 'blob_id'])
    expect(await download(body.file_url)).toEqual(bytes)
    const sent = await sandbox.post(`/conversations/${id}/messages`, { attachments: [body.blob_id] })
    expect(sent.body.attachments).toHaveLength(1)
  })

  test('without a file is 422', async () => {
    expect((await postForm('/upload', form({ x: '1' }, []))).status).toBe(422)
  })

  test('is limited to 60 an hour for each account, in plain text', async () => {
    for (let count = 0; count < 60; count++) expect((await upload()).status).toBe(200)
    expect(await upload()).toMatchObject({ status: 429, text: 'Retry later\n' })
    sandbox.advance(60 * 60_000)
    expect((await upload()).status).toBe(200)
  })
})

describe('a multipart message', () => {
  test('carries its files, its text and its attributes as JSON text', async () => {
    const files = [
      new File([bytes], 'label.png', { type: 'image/png' }),
      new File(['a,b\n'], 'list.csv', { type: 'text/csv' }),
    ]
    const fields = { content: 'Two files', private: 'true', content_attributes: '{"marker":"ours"}' }
    const { status, body } = await postForm(`/conversations/${id}/messages`, form(fields, files))
    expect(status).toBe(200)
    expect(body).toMatchObject({
      content: 'Two files',
      private: true,
      content_attributes: { marker: 'ours' },
      attachments: [{ file_type: 'image' }, { file_type: 'file', extension: 'csv' }],
    })
    expect(await download(body.attachments[0].data_url)).toEqual(bytes)
  })

  test('with 16 files is refused and leaves no file behind', async () => {
    const files = Array.from(
      { length: 16 },
      (_, index) => new File(['x'], `${index}.txt`, { type: 'text/plain' }),
    )
    const count = () => sandbox.db.prepare('SELECT count(*) AS count FROM chatwoot_blobs').get()?.count
    const before = count()
    expect(await postForm(`/conversations/${id}/messages`, form({}, files))).toMatchObject({
      status: 422,
      body: { error: 'Validation failed: Attachments exceeded maximum allowed' },
    })
    expect(count()).toBe(before)
  })

  test('with a type that websites do not take is refused there and taken elsewhere', async () => {
    const file = new File(['MZ'], 'setup.exe', { type: 'application/x-msdownload' })
    const website = (await sandbox.conversations('inbox_id=1&status=open'))[0].id
    expect((await postForm(`/conversations/${website}/messages`, form({}, [file]))).status).toBe(422)
    expect((await postForm(`/conversations/${id}/messages`, form({}, [file]))).status).toBe(200)
  })
})

describe('an e-mail', () => {
  test('keeps its copies as lists and its HTML; elsewhere they mean nothing', async () => {
    const mail = (await sandbox.conversations('inbox_id=2'))[0].id
    const body = {
      content: 'x',
      cc_emails: 'a@x.example, b@x.example',
      to_emails: 'c@x.example',
      email_html_content: '<p>x</p>',
    }
    expect(
      (await sandbox.post(`/conversations/${mail}/messages`, body)).body.content_attributes,
    ).toMatchObject({
      cc_emails: ['a@x.example', 'b@x.example'],
      bcc_emails: [],
      to_emails: ['c@x.example'],
      email: { html_content: { full: '<p>x</p>' } },
    })
    expect((await sandbox.post(`/conversations/${id}/messages`, body)).body.content_attributes).toEqual({})
    expect(
      (await sandbox.post(`/conversations/${mail}/messages`, { ...body, cc_emails: 'nobody' })).status,
    ).toBe(422)
  })
})
