/** One operation by each way in, as raw as a client could make it. */
import { createClient } from 'graphql-ws'
import { WebSocket } from 'ws'

export interface Errors {
  readonly message: string
  readonly path?: readonly (string | number)[]
  readonly extensions: Readonly<Record<string, unknown>> & { readonly code: string }
}

export interface RawAnswer {
  /** Null over WebSocket, which has none. */
  readonly status: number | null
  readonly headers: Headers
  readonly data?: unknown
  readonly errors?: readonly Errors[]
  readonly extensions?: Readonly<Record<string, unknown>>
}

export interface RawOperation {
  readonly query?: string
  readonly variables?: Record<string, unknown>
  readonly operationName?: string
  readonly extensions?: Record<string, unknown>
  readonly [other: string]: unknown
}

export type Transport = (
  url: string,
  operation: RawOperation,
  headers?: Record<string, string>,
) => Promise<RawAnswer>

const parsed = async (response: Response): Promise<RawAnswer> => {
  const text = await response.text()
  const [, event] = text.match(/^data: (.*)$/m) ?? []
  return { ...JSON.parse(event ?? text), status: response.status, headers: response.headers }
}

const posting =
  (accept: string): Transport =>
  async (url, operation, headers) =>
    parsed(
      await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept, ...headers },
        body: JSON.stringify(operation),
      }),
    )

const viaGet: Transport = async (url, operation, headers) => {
  const search = new URLSearchParams(
    Object.entries(operation).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  )
  return parsed(
    await fetch(`${url}/graphql?${search}`, { headers: { accept: 'application/json', ...headers } }),
  )
}

const viaWebSocket: Transport = (url, operation, headers) =>
  new Promise((resolve, reject) => {
    const client = createClient({
      url: `${url.replace('http', 'ws')}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: headers,
      retryAttempts: 0,
    })
    const done = (answer: object) => {
      resolve({ ...answer, status: null, headers: new Headers() })
      client.dispose()
    }
    client.subscribe(
      { query: '', ...operation },
      {
        next: (result) => done(result),
        error: (errors) => (Array.isArray(errors) ? done({ errors }) : reject(errors)),
        complete: () => undefined,
      },
    )
  })

export const transports = {
  POST: posting('application/json'),
  'POST, new media type': posting('application/graphql-response+json'),
  GET: viaGet,
  SSE: posting('text/event-stream'),
  WebSocket: viaWebSocket,
} satisfies Record<string, Transport>
