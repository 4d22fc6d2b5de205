import { mkdir } from 'node:fs/promises'
import type { Page, Response } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sandboxCredentials } from '../../src/sandbox/index.ts'
import { openBrowser } from '../support/browser.ts'
import { findTool } from '../support/find-tool.ts'
import { SendMessageDocument } from '../support/gql/graphql.ts'
import { exampleConversation } from '../support/live-stack.ts'
import { type Stack, startStack } from '../support/stack.ts'

const chromium = await findTool('chromium')
const screenshots = new URL('./screenshots/', import.meta.url)

let stack: Stack
beforeAll(async () => {
  stack = await startStack()
  await mkdir(screenshots, { recursive: true })
})
afterAll(() => stack[Symbol.asyncDispose]())

const isOperation = (response: Response) =>
  response.request().method() === 'POST' && !response.request().postData()?.includes('IntrospectionQuery')

/** One click, as a person's: whatever it starts must be what `answer` waits for. */
const execute = async <T>(page: Page, answer: Promise<T>): Promise<T> => {
  await page.getByRole('button', { name: /execute query/i }).click({ delay: 90 })
  return answer
}

/** Opens a tab of GraphiQL and runs what stands in it. */
const runTab = async (page: Page, title: string) => {
  await page.getByRole('button', { name: title, exact: true }).click({ delay: 90 })
  await page.getByRole('tab', { name: title, selected: true }).waitFor()
  await page
    .locator('.graphiql-query-editor')
    .getByText(new RegExp(`(query|mutation)\\s${title}`))
    .first()
    .waitFor()
  const response = await execute(page, page.waitForResponse(isOperation))
  const answer = (await response.json()) as { data?: Record<string, unknown>; errors?: unknown[] }
  await page.locator('.graphiql-spinner').waitFor({ state: 'hidden' })
  await page.locator('.result-window').getByText('"data"').waitFor()
  return answer
}

describe.skipIf(chromium === null)('GraphiQL with the network cut', () => {
  test('opens on tabs that run as they are, asks nobody else, and has no error in its console', async () => {
    await using browser = await openBrowser(chromium ?? '')
    const page = await browser.newPage()
    const strangers: string[] = []
    const complaints: string[] = []
    page.on('request', (request) => {
      if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(stack.url))
        strangers.push(request.url())
    })
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))

    const schemaIsThere = page.waitForResponse((response) => response.request().method() === 'POST')
    await page.goto(`${stack.url}/graphql`)
    await schemaIsThere
    for (const title of ['Inbox', 'Thread', 'WhoAmI', 'Send', 'Translate']) {
      const { data, errors } = await runTab(page, title)
      expect(errors).toBeUndefined()
      expect(Object.values(data ?? {}).every((value) => value !== null)).toBe(true)
      expect(JSON.stringify(data)).not.toMatch(/"userErrors":\[\{/)
      await page.screenshot({ path: new URL(`${title}.png`, screenshots).pathname })
    }
    expect(strangers).toEqual([])
    expect(complaints).toEqual([])
  })
})

/** Listening starts before the click: a socket sends its first frames as soon as it opens. */
const frame = (page: Page, direction: 'framesent' | 'framereceived', text: string) =>
  new Promise<void>((resolve) => {
    const look = ({ payload }: { readonly payload: string | Buffer }) => {
      if (String(payload).includes(text)) resolve()
    }
    page.on('websocket', (socket) =>
      direction === 'framesent' ? socket.on('framesent', look) : socket.on('framereceived', look),
    )
  })

describe.skipIf(chromium === null)('the Live tab of GraphiQL', () => {
  test('shows a message as soon as it is sent', async () => {
    await using browser = await openBrowser(chromium ?? '')
    const page = await browser.newPage()
    const complaints: string[] = []
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    await page.goto(`${stack.url}/graphql`)
    await page.getByRole('button', { name: 'Live', exact: true }).click({ delay: 90 })
    await page
      .locator('.graphiql-query-editor')
      .getByText(/subscription\sLive/)
      .first()
      .waitFor()
    const isTold = frame(page, 'framereceived', 'seen-in-the-browser')
    await execute(page, frame(page, 'framesent', '"subscribe"'))
    await stack.client.expectData(SendMessageDocument, {
      input: { conversationId: exampleConversation, content: { text: 'seen-in-the-browser' } },
    })
    await isTold
    await page.locator('.result-window').getByText('"data"').waitFor() // of this event, or of one after it
    await page.screenshot({ path: new URL('Live.png', screenshots).pathname })
    expect(complaints).toEqual([])
  })
})

describe.skipIf(chromium === null)('a credential under Headers', () => {
  test('goes out with subscriptions too, and is not kept in the browser', async () => {
    await using refusing = await startStack({ config: () => ({ anonymous: 'refuse' }) })
    await using browser = await openBrowser(chromium ?? '')
    const page = await browser.newPage()
    await page.goto(`${refusing.url}/graphql`)
    await page.getByRole('button', { name: 'Live', exact: true }).click({ delay: 90 })
    await page
      .locator('.graphiql-query-editor')
      .getByText(/subscription\sLive/)
      .first()
      .waitFor()
    await page.getByRole('button', { name: 'Headers', exact: true }).click({ delay: 90 })
    const { token } = sandboxCredentials.chatwoot.agent
    await page.locator('.graphiql-editor-tool .monaco-editor').last().click()
    await page.keyboard.insertText(JSON.stringify({ authorization: `Bearer ${token}` }))
    await execute(page, frame(page, 'framesent', '"subscribe"')) // only an accepted connection gets so far
    const kept = await page.evaluate(() => JSON.stringify(localStorage))
    expect(kept).toContain('subscription Live')
    expect(kept).not.toContain(token)
  })
})

describe('the GraphiQL page', () => {
  test('comes compressed, with an ETag that saves the second download', async () => {
    const headers = { accept: 'text/html' }
    const first = await fetch(`${stack.url}/graphql`, { headers })
    expect(first.headers.get('content-type')).toContain('text/html')
    expect(first.headers.get('content-encoding')).toBe('gzip')
    const etag = first.headers.get('etag') ?? ''
    const second = await fetch(`${stack.url}/graphql`, { headers: { ...headers, 'if-none-match': etag } })
    expect([second.status, await second.text()]).toEqual([304, ''])
  })

  test('is not there in production', async () => {
    await using production = await startStack({
      config: () => ({ profile: 'production', hasGraphiQL: false }),
    })
    const answer = await fetch(`${production.url}/graphql`, { headers: { accept: 'text/html' } })
    expect(answer.headers.get('content-type') ?? '').not.toContain('text/html')
  })
})
