/** The routes that carry files, over HTTP, in front of one upstream that the test writes. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import type { Attachment } from '../../src/domain/attachment.ts'
import { encodeRef } from '../../src/domain/ref.ts'
import { createCallers } from '../../src/server/access/callers.ts'
import { createAttachments } from '../../src/server/file/attachments.ts'
import { createUploads, type UploadsConfig } from '../../src/server/file/uploads.ts'
import type { RestEnv } from '../../src/server/rest/index.ts'
import type { Upstream } from '../../src/upstream/port.ts'
import { freeSpending } from './free-spending.ts'

export const conversationId = encodeRef({ type: 'Conversation', account: 'desk', path: ['1'] })
export const attachmentId = encodeRef({ type: 'Attachment', account: 'desk', path: ['1', '2', '3'] })

export const picture: Attachment = {
  account: 'desk',
  conversationId: '1',
  messageId: '2',
  id: '3',
  kind: 'IMAGE',
  upstreamUrl: 'https://files.example.com/a.png',
  upstreamThumbnailUrl: null,
  fileName: 'a.png',
  contentType: 'image/png',
  size: 3,
  width: null,
  height: null,
}

export interface FileRoutes extends AsyncDisposable {
  readonly url: string
  /** What was logged as an error: bugs. */
  readonly bugs: readonly unknown[]
  /** Bytes that came in over all connections. */
  bytesRead(): number
}

export interface FileUpstream {
  readonly attachment?: Attachment
  readonly openAttachment?: Upstream['openAttachment']
  readonly upload?: Upstream['can']['upload']
}

export const startFileRoutes = async (
  { attachment = picture, openAttachment, upload }: FileUpstream,
  config: Partial<UploadsConfig> = {},
): Promise<FileRoutes> => {
  const upstream = {
    account: { name: 'desk', provider: 'CHATWOOT', upstreamId: '1' },
    acceptsId: () => true,
    credentialOf: () => null,
    conversations: {
      getMany: async (ids: readonly string[]) => ids.map((id) => (id === '1' ? { id } : null)),
    },
    messages: {
      getMany: async (_: string, ids: readonly string[]) =>
        ids.map((id) => ({ id, attachments: [attachment] })),
    },
    can: upload ? { upload } : {},
    openAttachment,
  } as unknown as Upstream
  const bugs: unknown[] = []
  const upstreams = [{ upstream, credential: { header: 'authorization', value: 'service' } }]
  const settings: UploadsConfig = {
    upstreams,
    callers: createCallers({ upstreams, anonymous: { mode: 'service' } }),
    allowedOrigins: ['https://inbox.example.com'],
    spending: freeSpending((error) => bugs.push(error)),
    now: Date.now,
    log: { info: () => undefined, warn: () => undefined, error: (entry: unknown) => bugs.push(entry) },
    ...config,
  }
  const app = new Hono<RestEnv>()
  app.route('/uploads', createUploads(settings))
  app.route('/attachments', createAttachments(settings))
  let closedBytes = 0
  const sockets = new Set<{ readonly bytesRead: number }>()
  const server = createServer(getRequestListener(app.fetch)).on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => {
      sockets.delete(socket)
      closedBytes += socket.bytesRead
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bugs,
    bytesRead: () => [...sockets].reduce((sum, { bytesRead }) => sum + bytesRead, closedBytes),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
