import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sandboxCredentials } from '../../../src/sandbox/index.ts'
import { infobipSandboxAgents } from '../../../src/sandbox/infobip/index.ts'
import { TranslateMessageDocument } from '../../support/gql/graphql.ts'
import { conversationOn, messageNow, rowsOf, say } from '../../support/rows.ts'
import { type Stack, sandboxAccounts, startStack } from '../../support/stack.ts'
import { startTranslator, type TranslatorServer } from '../../support/translator-server.ts'

const translate = async ({ client }: Stack, id: string, language: string) =>
  (await client.expectData(TranslateMessageDocument, { id, language })).translateMessage

const posts = (requests: readonly string[]) => requests.filter((request) => request.startsWith('POST'))

describe("by Chatwoot's own integration", () => {
  let stack: Stack
  let conversationId: string
  beforeAll(async () => {
    stack = await startStack({ life: false })
    conversationId = conversationOn(await rowsOf(stack, 'chatwoot'), 'WHATSAPP')
  })
  afterAll(() => stack[Symbol.asyncDispose]())

  test.each(['es', 'de'])('the text comes back in %s and stays with the message', async (language) => {
    const { id } = await say(stack, conversationId, 'Is the blue one in stock?')
    const { translation, userErrors } = await translate(stack, id, language)
    expect(userErrors).toEqual([])
    expect(translation).toMatchObject({ language, text: `[${language}] Is the blue one in stock?` })
    const kept = { language, text: translation?.text }
    expect((await messageNow(stack, id)).translations).toEqual([kept])
  })

  test('the second request for a language asks Chatwoot to translate nothing', async () => {
    const { id } = await say(stack, conversationId, 'Perfect, thank you!')
    const first = await translate(stack, id, 'pt-BR')
    const { result, requests } = await stack.requestsDuring(() => translate(stack, id, 'pt-BR'))
    expect(result.translation).toEqual(first.translation)
    expect(posts(requests)).toEqual([])
  })

  test('the empty 200 of a translation that was made meanwhile is read from the message', async () => {
    const { id, upstreamId } = await say(stack, conversationId, 'Perfect, thank you!')
    const { translation } = await translate(stack, id, 'fr')
    // As if the message had been read before somebody else asked: it still has no translation then.
    stack.sandbox.faults.add({
      match: { method: 'GET', pattern: '/messages$' },
      effect: {
        type: 'respond',
        status: 200,
        body: {
          meta: {},
          payload: [
            {
              id: Number(upstreamId),
              content: 'Perfect, thank you!',
              message_type: 1,
              content_type: 'text',
              content_attributes: {},
              status: 'sent',
              private: false,
              created_at: 1_784_000_000,
              conversation_id: 1,
              inbox_id: 3,
            },
          ],
        },
      },
    })
    const { result, requests } = await stack.requestsDuring(() => translate(stack, id, 'fr'))
    expect(posts(requests)).toHaveLength(1)
    expect(result.userErrors).toEqual([])
    expect(result.translation).toEqual(translation)
  })

  test('nonsense for a language is BAD_USER_INPUT, and asks nobody', async () => {
    const { id } = await say(stack, conversationId, 'Perfect, thank you!')
    const { result, requests } = await stack.requestsDuring(() =>
      stack.client.expectError(TranslateMessageDocument, { id, language: 'no such language' }),
    )
    expect(result.extensions?.code).toBe('BAD_USER_INPUT')
    expect(requests).toEqual([])
  })
})

/** Account 2 of the sandbox has no integration: Chatwoot answers `null`. */
const beta = (url: string) =>
  sandboxAccounts(url).map((account) =>
    account.provider === 'chatwoot'
      ? {
          ...account,
          accountId: sandboxCredentials.chatwoot.beta.accountId,
          apiToken: sandboxCredentials.chatwoot.beta.token,
        }
      : account,
  )

test('where neither the upstream nor a translator translates, it is UNSUPPORTED', async () => {
  await using stack = await startStack({
    life: false,
    infobipAgent: infobipSandboxAgents.agent.id,
    config: ({ url }) => ({ accounts: beta(url) }),
  })
  for (const name of ['chatwoot', 'infobip']) {
    const id = (await rowsOf(stack, name)).flatMap(({ lastMessage }) => lastMessage?.id ?? [])[0] ?? ''
    const { translation, userErrors } = await translate(stack, id, 'es')
    expect(translation).toBeNull()
    expect(userErrors).toMatchObject([{ __typename: 'UnsupportedError', capability: 'TRANSLATE_MESSAGE' }])
  }
})

describe('by the configured translator', () => {
  let translator: TranslatorServer
  let stack: Stack
  beforeAll(async () => {
    translator = await startTranslator()
    stack = await startStack({
      life: false,
      infobipAgent: infobipSandboxAgents.agent.id,
      config: ({ url }) => ({
        accounts: beta(url),
        translator: 'libretranslate',
        translatorUrl: translator.url,
      }),
    })
  })
  afterAll(async () => {
    await stack[Symbol.asyncDispose]()
    await translator[Symbol.asyncDispose]()
  })

  test.each(['chatwoot', 'infobip'])('a message of %s is translated once per language', async (name) => {
    const row = (await rowsOf(stack, name)).find(({ viewerCanReply }) => viewerCanReply)
    const { id } = await say(stack, row?.id ?? '', `Where is my order, ${name}?`)
    const before = translator.asked.length
    const first = await translate(stack, id, 'es')
    const again = await translate(stack, id, 'es')
    expect(first).toMatchObject({
      userErrors: [],
      translation: { language: 'es', text: `[es] Where is my order, ${name}?` },
    })
    expect(again.translation).toEqual(first.translation)
    expect(translator.asked.length - before).toBe(1)
    expect((await translate(stack, id, 'de')).translation?.text).toBe(`[de] Where is my order, ${name}?`)
    expect(translator.asked.length - before).toBe(2)
  })
})
