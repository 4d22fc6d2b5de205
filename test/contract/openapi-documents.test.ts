import { describe, expect, test } from 'vitest'
import type { ZodType } from 'zod'
import * as chatwoot from '../../src/upstream/chatwoot/wire.ts'
import * as infobip from '../../src/upstream/infobip/wire.ts'
import { deviations } from '../support/openapi/deviations.ts'
import { exampleExchanges } from '../support/openapi/examples.ts'
import { requireNotes, requireOpenApi } from '../support/openapi/require.ts'
import { correctionsOf, settle } from '../support/openapi/settle.ts'
import { judgeExchange } from '../support/openapi/validate.ts'

const isConversationPath = (path: string) => /^\/ccaas\/1\/(conversations|agents|queues|tags|bots)/.test(path)

describe('the judge', () => {
  test('finds in the examples of the Infobip document what our notes say is wrong there', (context) => {
    const api = requireOpenApi('infobip', context)
    const findings = exampleExchanges(api, isConversationPath).flatMap((each) => judgeExchange(api, each))
    expect(findings.map(({ key }) => key)).toEqual(
      expect.arrayContaining([
        'GET /ccaas/1/conversations/{conversationId} response 400 requestError is not declared',
        'POST /ccaas/1/conversations/{conversationId}/route response 200 topic is not declared',
        'GET /ccaas/1/conversations/{conversationId}/metadata response 200 is object, declared string',
        'POST /ccaas/1/tags response 200 createdAt is not declared',
        'POST /ccaas/1/conversations/{conversationId}/notes response 200 content is object, declared string',
      ]),
    )
  })

  test('finds nothing unexplained in the examples of what we read from Infobip', (context) => {
    const api = requireOpenApi('infobip', context)
    const correct = correctionsOf('infobip', deviations)
    const examples = exampleExchanges(api, isConversationPath).filter(
      ({ method, path }) => method === 'GET' && !/metadata|related-comments|bots\/7/.test(path),
    )
    expect(examples.length).toBeGreaterThan(30)
    const findings = examples.flatMap((each) => judgeExchange(api, each, correct))
    expect(settle(findings, deviations).unexplained.map(({ sentence }) => sentence)).toEqual([])
  })
})

describe('the Infobip adapter', () => {
  const schemas: Record<string, ZodType> = {
    '/ccaas/1/conversations': infobip.conversationPage,
    '/ccaas/1/conversations/7/messages': infobip.messagePage,
    '/ccaas/1/agents': infobip.agentPage,
    '/ccaas/1/agents/7': infobip.agent,
    '/ccaas/1/agents/7/conversations': infobip.conversationPage,
    '/ccaas/1/bots': infobip.botPage,
    '/ccaas/1/queues': infobip.queuePage,
    '/ccaas/1/tags': infobip.tagPage,
  }

  for (const [path, schema] of Object.entries(schemas)) {
    test(`decodes every example answer to GET ${path}`, (context) => {
      const api = requireOpenApi('infobip', context)
      const answers = exampleExchanges(api, isConversationPath).filter(
        (each) => each.method === 'GET' && each.path === path && each.status === 200,
      )
      expect(answers).not.toEqual([])
      for (const { responseBody } of answers) {
        expect(schema.safeParse(responseBody)).toMatchObject({ success: true })
      }
    })
  }
})

describe('the Chatwoot adapter', () => {
  test('decodes the message that our notes show, for the document has no examples', (context) => {
    const [, json = ''] =
      /```json\n(.*?)```/s.exec(sectionOf(requireNotes('chatwoot', context), '§3.6')) ?? []
    expect(chatwoot.message.safeParse(JSON.parse(json))).toMatchObject({ success: true })
  })
})

describe('each known deviation', () => {
  for (const { api, section, quote, where } of deviations) {
    test(`stands in our notes: ${api} ${section}, ${where.source}`, (context) => {
      const notes = requireNotes(api, context)
      expect(sectionOf(notes, section)).toContain(quote)
    })
  }
})

/** The text below a numbered heading, its subsections included. */
const sectionOf = (notes: string, section: string): string => {
  const number = section.slice(1)
  const parts = notes.split(/^(?=#{2,3} )/m)
  const isPart = (part: string) => new RegExp(`^#{2,3} ${number.replace('.', '\\.')}[. ]`).test(part)
  const isBelow = (part: string) => part.startsWith(`### ${number}.`)
  return parts.filter((part) => isPart(part) || isBelow(part)).join('')
}
