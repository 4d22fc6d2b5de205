import { mkdir } from 'node:fs/promises'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser } from '../support/browser.ts'
import { findTool } from '../support/find-tool.ts'
import { type Stack, startStack } from '../support/stack.ts'

const chromium = await findTool('chromium')
const screenshots = new URL('./screenshots/', import.meta.url)

let stack: Stack
beforeAll(async () => {
  stack = await startStack()
  await mkdir(screenshots, { recursive: true })
})
afterAll(() => stack[Symbol.asyncDispose]())

/** Opens a tab of GraphiQL and runs what stands in it. */
const runTab = async (page: Page, title: string) => {
  await page.getByRole('button', { name: title, exact: true }).click()
  await page.locator('.graphiql-query-editor').getByText(`query ${title}`).first().waitFor()
  const answered = page.waitForResponse(
    (response) =>
      response.request().method() === 'POST' &&
      response.request().postDataJSON()?.operationName !== 'IntrospectionQuery',
  )
  await page.getByRole('button', { name: /execute query/i }).click()
  const answer = (await (await answered).json()) as { data?: Record<string, unknown>; errors?: unknown[] }
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

    await page.goto(`${stack.url}/graphql`)
    for (const title of ['Inbox', 'Thread', 'WhoAmI']) {
      const { data, errors } = await runTab(page, title)
      expect(errors).toBeUndefined()
      expect(JSON.stringify(data)).toMatch(/chatwoot|CHATWOOT|"conversations"/)
      await page.screenshot({ path: new URL(`${title}.png`, screenshots).pathname })
    }
    expect(strangers).toEqual([])
    expect(complaints).toEqual([])
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
    await using production = await startStack({ config: () => ({ profile: 'production' }) })
    const answer = await fetch(`${production.url}/graphql`, { headers: { accept: 'text/html' } })
    expect(answer.headers.get('content-type') ?? '').not.toContain('text/html')
  })
})
