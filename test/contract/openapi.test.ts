import { describe, expect, type TestContext, test } from 'vitest'
import { deviations } from '../support/openapi/deviations.ts'
import type { ApiName } from '../support/openapi/load.ts'
import { findOperation } from '../support/openapi/operation.ts'
import { requireOpenApi } from '../support/openapi/require.ts'
import { correctionsOf, settle } from '../support/openapi/settle.ts'
import { recordAdapter, recordRaw } from '../support/openapi/traffic.ts'
import { type Exchange, judgeExchange } from '../support/openapi/validate.ts'

const once = <T>(make: () => Promise<T>): (() => Promise<T>) => {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}

const traffic = {
  chatwoot: { adapter: once(() => recordAdapter('chatwoot')), raw: once(() => recordRaw('chatwoot')) },
  infobip: { adapter: once(() => recordAdapter('infobip')), raw: once(() => recordRaw('infobip')) },
}

const findingsOf = async (name: ApiName, exchanges: readonly Exchange[], context: TestContext) => {
  const api = requireOpenApi(name, context)
  const correct = correctionsOf(name, deviations)
  return exchanges.flatMap((each) => judgeExchange(api, each, correct))
}

/** What the adapters are known to call: an operation that the drive no longer reaches is no longer judged. */
const operations = {
  chatwoot: [
    'DELETE /api/v1/accounts/{account_id}/webhooks/{webhook_id}',
    'GET /api/v1/accounts/{account_id}/agent_bots',
    'GET /api/v1/accounts/{account_id}/agents',
    'GET /api/v1/accounts/{account_id}/contacts/{id}',
    'GET /api/v1/accounts/{account_id}/conversations',
    'GET /api/v1/accounts/{account_id}/conversations/meta',
    'GET /api/v1/accounts/{account_id}/conversations/{conversation_id}',
    'GET /api/v1/accounts/{account_id}/conversations/{conversation_id}/messages',
    'GET /api/v1/accounts/{account_id}/inboxes',
    'GET /api/v1/accounts/{account_id}/labels',
    'GET /api/v1/accounts/{account_id}/teams',
    'GET /api/v1/accounts/{account_id}/webhooks',
    'GET /api/v1/profile',
    'POST /api/v1/accounts/{account_id}/conversations/filter',
    'POST /api/v1/accounts/{account_id}/webhooks',
  ],
  infobip: [
    'GET /ccaas/1/agents',
    'GET /ccaas/1/agents/{agentId}',
    'GET /ccaas/1/bots',
    'GET /ccaas/1/conversations',
    'GET /ccaas/1/conversations/{conversationId}',
    'GET /ccaas/1/conversations/{conversationId}/messages',
    'GET /ccaas/1/conversations/{conversationId}/notes',
    'GET /ccaas/1/queues',
    'GET /ccaas/1/tags',
    'POST /ccaas/1/agents',
    'POST /ccaas/1/conversations',
    'POST /ccaas/1/conversations/{conversationId}/messages',
    'POST /ccaas/1/conversations/{conversationId}/notes',
  ],
}

for (const name of ['chatwoot', 'infobip'] as const) {
  const known = deviations.filter(({ api }) => api === name)

  describe(`by the OpenAPI document of ${name}`, { timeout: 60_000 }, () => {
    test('the adapter uses just these operations', async (context) => {
      const api = requireOpenApi(name, context)
      const used = new Set(
        (await traffic[name].adapter()).map(
          ({ method, path }) => findOperation(api, method, path)?.name ?? path,
        ),
      )
      expect([...used].sort()).toEqual(operations[name])
    })

    test('adapter and sandbox exchange what it describes, known deviations aside', async (context) => {
      requireOpenApi(name, context)
      const exchanges = await traffic[name].adapter()
      const { unexplained } = settle(await findingsOf(name, exchanges, context), known)
      expect(unexplained.map(({ sentence }) => sentence)).toEqual([])
    })

    test('the sandbox answers requests that no adapter makes as it describes, known deviations aside', async (context) => {
      requireOpenApi(name, context)
      const findings = await findingsOf(name, await traffic[name].raw(), context)
      const answers = findings.filter(({ where }) => !where.startsWith('request'))
      const { unexplained } = settle(answers, known)
      expect(unexplained.map(({ sentence }) => sentence)).toEqual([])
    })

    test('each known deviation is still met', async (context) => {
      requireOpenApi(name, context)
      const exchanges = [...(await traffic[name].adapter()), ...(await traffic[name].raw())]
      const { unused } = settle(await findingsOf(name, exchanges, context), known)
      expect(unused.map(({ section, where, what }) => `${section} ${where.source} ${what.source}`)).toEqual(
        [],
      )
    })
  })
}
