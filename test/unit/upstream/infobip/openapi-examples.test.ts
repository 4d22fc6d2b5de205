import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { toMessage } from '../../../../src/upstream/infobip/map/message.ts'
import { messagePage } from '../../../../src/upstream/infobip/wire.ts'

const file = new URL('../../../../../shared/upstreams/infobip-openapi.json', import.meta.url)
const path = '/ccaas/1/conversations/{conversationId}/messages'

interface Described {
  readonly paths: Record<
    string,
    {
      post: {
        responses: Record<
          string,
          { content: Record<string, { examples: Record<string, { value: unknown }> }> }
        >
      }
    }
  >
}

const examples = (): [string, Record<string, unknown>][] => {
  const described = JSON.parse(readFileSync(file, 'utf8')) as Described
  const { examples } = described.paths[path]!.post.responses['200']!.content['application/json']!
  return Object.entries(examples).flatMap(([name, { value }]) =>
    // One example is text and not JSON.
    typeof value === 'object' ? [[name, value as Record<string, unknown>]] : [],
  )
}

if (!existsSync(file)) console.warn(`Skipped: there is no description of Infobip at ../shared/upstreams.`)

describe.skipIf(!existsSync(file))("every message example of Infobip's own description", () => {
  const cases = existsSync(file) ? examples() : []

  it('is there', () => {
    expect(cases.length).toBeGreaterThan(40)
  })

  it.each(cases)('%s', (_, value) => {
    const [wire] = messagePage.parse({ messages: [value] }).messages
    const { text, attachments, content, channel } = toMessage('infobip', 'c', wire!)
    expect(channel).not.toBe('OTHER')
    if (text === null && attachments.length === 0) {
      // Requests that Apple's or WhatsApp's own application puts into words.
      expect(content).toMatchObject({ type: 'UnsupportedContent', raw: value.content })
      expect(['INTERACTIVE', 'APPLE_FORM_CONTENT', 'TIME_PICKER', 'VIBER_BOT_CAROUSEL']).toContain(
        value.contentType,
      )
    }
  })
})
