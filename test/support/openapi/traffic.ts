/** What really goes over the wire between the adapters and the sandbox. */
import { sandboxCredentials, startSandbox } from '../../../src/sandbox/index.ts'
import { createChatwoot } from '../../../src/upstream/chatwoot/index.ts'
import { jsonOrUndefined } from '../../../src/upstream/http/response.ts'
import { createInfobip } from '../../../src/upstream/infobip/index.ts'
import type { Call, Credential, Upstream } from '../../../src/upstream/port.ts'
import { driveRefused, driveUpstream, type UnknownIds } from './drive.ts'
import { driveInfobipWrites } from './drive-writes.ts'
import type { ApiName } from './load.ts'
import { askChatwoot, askInfobip, type Send } from './raw.ts'
import { startRecorder } from './record.ts'
import type { Exchange } from './validate.ts'

/** Every method of the port in all variations, as everybody in the demo data, through a recorder. */
export const recordAdapter = (name: ApiName): Promise<readonly Exchange[]> =>
  record(async (url) => {
    const upstream = subjects[name].create(url)
    try {
      const [first] = await Promise.all(
        subjects[name].credentials.map((credential) =>
          driveUpstream(upstream, callAs(credential), subjects[name].unknown),
        ),
      )
      const [conversation] = first ?? []
      if (!first || !conversation) throw new Error(`The ${name} sandbox shows no conversations.`)
      await driveRefused(upstream, callAs(subjects[name].refused), conversation.id)
      await subjects[name].write?.(upstream, callAs(subjects[name].credentials[0]!), first)
    } finally {
      await upstream.close()
    }
  })

/** Requests that no adapter makes. */
export const recordRaw = (name: ApiName): Promise<readonly Exchange[]> =>
  record(async (url) => {
    const { ask, credentials } = subjects[name]
    const sendAs =
      (headers: Readonly<Record<string, string>>): Send =>
      async (method, path, body) => {
        const response = await fetch(url + path, {
          method,
          headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
          body: body === undefined ? undefined : JSON.stringify(body),
        })
        return jsonOrUndefined(await response.text())
      }
    for (const { header, value } of credentials) await ask(sendAs({ [header]: value }))
  })

const now = () => Date.parse('2026-06-17T09:00:00Z')

interface Subject {
  readonly create: (baseUrl: string) => Upstream
  readonly credentials: readonly Credential[]
  readonly refused: Credential
  readonly unknown: UnknownIds
  readonly ask: (send: Send) => Promise<void>
  readonly write?: typeof driveInfobipWrites
}

const token = (value: string): Credential => ({ header: 'api_access_token', value })
const app = (key: string): Credential => ({ header: 'authorization', value: `App ${key}` })
const { chatwoot, infobip } = sandboxCredentials

const subjects: Record<ApiName, Subject> = {
  chatwoot: {
    create: (baseUrl) =>
      createChatwoot({ name: 'chatwoot', baseUrl, accountId: chatwoot.accountId }, { now }),
    credentials: [token(chatwoot.admin.token), token(chatwoot.agent.token)],
    refused: token('nobody'),
    unknown: { conversation: '999999', message: '99999999', contact: '999999', agent: '999999' },
    ask: askChatwoot,
  },
  infobip: {
    create: (baseUrl) => createInfobip({ name: 'infobip', baseUrl }, { now }),
    credentials: [app(infobip.apiKey)],
    refused: app('nobody'),
    unknown: {
      conversation: '00000000-0000-4000-8000-000000000001',
      message: '00000000-0000-4000-8000-000000000002',
      contact: '15550999',
      agent: '00000000-0000-4000-8000-000000000003',
    },
    ask: askInfobip,
    write: driveInfobipWrites,
  },
}

const callAs = (credential: Credential): Call => ({
  credential,
  agentId: null,
  requestId: 'openapi',
  signal: new AbortController().signal,
})

const record = async (drive: (url: string) => Promise<void>): Promise<readonly Exchange[]> => {
  const sandbox = await startSandbox({ file: ':memory:', port: 0, now })
  const recorder = await startRecorder(sandbox.url, 20_000)
  try {
    await drive(recorder.url)
    if (recorder.dropped() > 0) throw new Error(`${recorder.dropped()} exchanges were not kept.`)
    return recorder.exchanges
  } finally {
    await recorder.close()
    await sandbox.close()
  }
}
