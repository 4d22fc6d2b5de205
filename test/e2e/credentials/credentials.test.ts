import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeRef } from '../../../src/domain/ref.ts'
import { sandboxCredentials } from '../../../src/sandbox/index.ts'
import { infobipSandboxCredentials } from '../../../src/sandbox/infobip/index.ts'
import { ConversationByIdDocument, InboxDocument, WhoAmIDocument } from '../../support/gql/graphql.ts'
import { longestThread } from '../../support/sandbox-data.ts'
import { type Stack, startStack } from '../../support/stack.ts'

const { chatwoot } = sandboxCredentials

let stack: Stack
beforeAll(async () => {
  stack = await startStack({ config: () => ({ anonymous: 'refuse' }) })
})
afterAll(() => stack[Symbol.asyncDispose]())

const statuses = async (headers: Record<string, string>) => {
  const { conversations } = await stack.clientWith(headers).expectData(InboxDocument, { first: 5 })
  return Object.fromEntries(conversations?.sources.map(({ account, status }) => [account.name, status]) ?? [])
}

describe('a request', () => {
  test('without a credential is UNAUTHENTICATED, and no upstream hears of it', async () => {
    const { result, requests } = await stack.requestsDuring(async () => [
      await stack.client.expectError(InboxDocument, {}),
      await stack.client.expectError(WhoAmIDocument, {}),
    ])
    expect(result.map(({ extensions }) => extensions?.code)).toEqual(['UNAUTHENTICATED', 'UNAUTHENTICATED'])
    expect(requests).toEqual([])
  })

  test.each([
    ['Authorization: Bearer', { authorization: `Bearer ${chatwoot.admin.token}` }],
    ['api_access_token', { api_access_token: chatwoot.admin.token }],
    ['Upstream-Authorization', { 'upstream-authorization': `chatwoot="Bearer ${chatwoot.admin.token}"` }],
  ])('with a Chatwoot token as %s reads Chatwoot and no other upstream', async (_, headers) => {
    const { result, requests } = await stack.requestsDuring(() => statuses(headers))
    expect(result).toEqual({ chatwoot: 'OK', infobip: 'SKIPPED' })
    expect(requests.every((request) => request.includes('/api/v1/'))).toBe(true)
  })

  test.each([
    ['Authorization: App', { authorization: `App ${infobipSandboxCredentials.apiKey}` }],
    [
      'Upstream-Authorization',
      { 'upstream-authorization': `infobip="App ${infobipSandboxCredentials.apiKey}"` },
    ],
  ])('with an Infobip key as %s reads Infobip and no other upstream', async (_, headers) => {
    const { result, requests } = await stack.requestsDuring(() => statuses(headers))
    expect(result).toEqual({ chatwoot: 'SKIPPED', infobip: 'OK' })
    expect(requests.every((request) => request.includes('/ccaas/1/'))).toBe(true)
  })

  test('with one credential for each account reads both', async () => {
    expect(
      await statuses({
        'upstream-authorization': `chatwoot="Bearer ${chatwoot.agent.token}", infobip="App ${infobipSandboxCredentials.apiKey}"`,
      }),
    ).toEqual({ chatwoot: 'OK', infobip: 'OK' })
  })

  test('asking by name for an account that it has no credential for is UNAUTHENTICATED', async () => {
    const thread = await longestThread(stack.sandbox.url, 'infobip')
    const id = encodeRef({ type: 'Conversation', account: 'infobip', path: [thread.id] })
    const client = stack.clientWith({ api_access_token: chatwoot.admin.token })
    const { result, requests } = await stack.requestsDuring(() =>
      client.expectError(ConversationByIdDocument, { id }),
    )
    expect(result.extensions).toMatchObject({ code: 'UNAUTHENTICATED' })
    expect(requests).toEqual([])
  })

  test('with a token that the upstream does not know is told so, without the token', async () => {
    const client = stack.clientWith({ api_access_token: 'canary-token' })
    const { errors } = await client.run(WhoAmIDocument, {})
    expect(errors[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' })
    expect(JSON.stringify(errors)).not.toContain('canary')
  })

  test('with the token of a bot is told that it may not, and not that it is nobody', async () => {
    const client = stack.clientWith({ api_access_token: chatwoot.bot.token })
    const { errors } = await client.run(WhoAmIDocument, {})
    expect(errors[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' })
  })

  test.each([
    ['a broken dictionary', { 'upstream-authorization': 'chatwoot=' }],
    ['an account that is not configured', { 'upstream-authorization': 'elsewhere="Bearer x"' }],
    ['an agent id of no known form', { api_access_token: chatwoot.admin.token, 'x-agent-id': '../1' }],
  ])('with %s in its headers is BAD_USER_INPUT', async (_, headers) => {
    const { result, requests } = await stack.requestsDuring(() =>
      stack.clientWith(headers).expectError(InboxDocument, {}),
    )
    expect(result.extensions).toMatchObject({ code: 'BAD_USER_INPUT' })
    expect(requests).toEqual([])
  })

  test('sees what its own credential may see', async () => {
    const count = async (token: string) =>
      (await stack.clientWith({ api_access_token: token }).expectData(InboxDocument, { first: 1 }))
        .conversations?.totalCount
    const everything = await stack
      .clientWith({ authorization: `Bearer ${chatwoot.admin.token}` })
      .expectData(InboxDocument, { first: 100 })
    const some = await stack
      .clientWith({ authorization: `Bearer ${chatwoot.agent.token}` })
      .expectData(InboxDocument, { first: 100 })
    expect(some.conversations?.edges.length).toBeGreaterThan(0)
    expect(some.conversations?.edges.length).toBeLessThan(everything.conversations?.edges.length ?? 0)
    expect(await count(chatwoot.admin.token)).toBe(everything.conversations?.edges.length)
  })
})
