import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Exchange } from './validate.ts'

export interface Recorder {
  /** Use it instead of the target's URL. */
  readonly url: string
  /** In the order in which the answers ended. */
  readonly exchanges: readonly Exchange[]
  /** Exchanges that were forwarded but not kept, because `maxExchanges` were kept already. */
  readonly dropped: () => number
  readonly close: () => Promise<void>
}

/** A proxy on the loopback interface that forwards to `targetUrl` and keeps at most `maxExchanges` exchanges. */
export const startRecorder = async (targetUrl: string, maxExchanges = 5_000): Promise<Recorder> => {
  const target = new URL(targetUrl)
  const prefix = target.pathname.replace(/\/$/, '')
  const agent = new Agent({ keepAlive: true })
  const exchanges: Exchange[] = []
  let dropped = 0

  const forward = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const sent = await readBody(incoming)
    const answer = await send(incoming, sent)
    const received = await readBody(answer)
    if (exchanges.length < maxExchanges) exchanges.push(exchangeOf(incoming, sent, answer, received))
    else dropped += 1
    outgoing.writeHead(answer.statusCode ?? 502, withoutHopHeaders(answer.headers))
    outgoing.end(received)
  }

  const send = (incoming: IncomingMessage, body: Buffer) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      request(
        {
          agent,
          hostname: target.hostname,
          port: target.port,
          method: incoming.method,
          path: prefix + incoming.url,
          headers: {
            ...withoutHopHeaders(incoming.headers),
            host: target.host,
            'accept-encoding': 'identity',
          },
        },
        resolve,
      )
        .on('error', reject)
        .end(body)
    })

  const server = createServer((incoming, outgoing) => {
    forward(incoming, outgoing).catch(() => outgoing.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    exchanges,
    dropped: () => dropped,
    close: async () => {
      agent.destroy()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

const exchangeOf = (
  incoming: IncomingMessage,
  sent: Buffer,
  answer: IncomingMessage,
  received: Buffer,
): Exchange => {
  const [path = '', query = ''] = (incoming.url ?? '').split('?')
  return {
    method: incoming.method ?? '',
    path,
    query,
    requestHeaders: incoming.headers,
    requestBody: bodyOf(sent),
    status: answer.statusCode ?? 0,
    responseHeaders: answer.headers,
    responseBody: bodyOf(received),
  }
}

const bodyOf = (bytes: Buffer): unknown => {
  if (bytes.length === 0) return undefined
  const text = bytes.toString('utf8')
  try {
    return JSON.parse(text)
  } catch {
    return text // judged by its content type
  }
}

const readBody = async (stream: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

/** The body is passed on whole, so headers about its framing are not. */
const withoutHopHeaders = (headers: IncomingMessage['headers']): IncomingMessage['headers'] => {
  const { connection, 'keep-alive': keepAlive, 'transfer-encoding': framing, ...rest } = headers
  return rest
}
