/**
 * `GET /attachments/:id`: the file of an attachment, streamed from wherever its upstream keeps it, to whoever may see
 * its message. `?thumbnail=1` gives the small picture. What comes out was made by strangers: it is named for what it
 * is, and nothing in it runs.
 */
import type { Readable } from 'node:stream'
import { create as contentDisposition } from 'content-disposition'
import { type Context, Hono } from 'hono'
import { type Attachment, isFile } from '../../domain/attachment.ts'
import { NotFoundError } from '../../domain/errors.ts'
import { requireRefOf } from '../../schema/id.ts'
import type { AttachmentStream } from '../../upstream/port.ts'
import { fileCors } from '../access/cors.ts'
import { answer, type RestConfig, type RestContext, type RestEnv, type RestRequest } from '../rest/index.ts'
import { cleanFileName } from './name.ts'

/** A message and its file. */
const cost = 2
/** Milliseconds for finding the message. */
const readTimeout = 10_000

export const createAttachments = (config: RestConfig): Hono<RestEnv> => {
  const app = new Hono<RestEnv>()
  app.use('*', fileCors(config.allowedOrigins))
  app.get('/:id', (c) => answer(c, config, (request) => download(c, request)))
  return app
}

const download = async (c: Context<RestEnv, '/:id'>, request: RestRequest): Promise<Response> => {
  const caller = await request.caller(cost)
  const attachment = await attachmentOf(c.req.param('id'), request.open(caller, readTimeout))
  const file = c.req.query('thumbnail') === '1' ? thumbnailOf(attachment) : attachment
  if (!isFile(file)) throw notFound(attachment.account)
  const { scope } = request.open(caller, null)
  const { account } = file
  const stream = await scope.upstream(account).openAttachment(file, rangeOf(c), scope.call(account))
  const headers = headersOf(file, stream)
  if (c.req.method === 'HEAD') {
    stream.body.destroy()
    return new Response(null, { status: stream.status, headers })
  }
  const body = webStreamOf(stream.body, () => c.env.outgoing.destroy())
  return new Response(body, { status: stream.status, headers })
}

const attachmentOf = async (attachmentId: string, context: RestContext): Promise<Attachment> => {
  const { account, path } = requireRefOf('Attachment', attachmentId, ['id'], context)
  const [conversationId = '', messageId = '', id] = path
  const message = await context.loaders.message.load({ account, conversationId, id: messageId })
  const found = message?.attachments.find((attachment) => attachment.id === id)
  if (!found) throw notFound(account)
  return found
}

const notFound = (account: string) => new NotFoundError(`${account} has no such file for this caller.`)

const thumbnailOf = (attachment: Attachment): Attachment => ({
  ...attachment,
  kind: 'IMAGE',
  upstreamUrl: attachment.upstreamThumbnailUrl,
  contentType: null,
  size: null,
})

/** One range or several, as the client wants them. With `If-Range` all of it is always a right answer. */
const rangeOf = (c: Context): string | null => {
  const range = c.req.header('range')
  const isRange = range !== undefined && /^bytes=[\d, -]{1,200}$/.test(range)
  return isRange && c.req.header('if-range') === undefined ? range : null
}

const headersOf = (file: Attachment, { headers }: AttachmentStream): Record<string, string> => {
  const type = typeOf(headers['content-type'] ?? file.contentType)
  const name = cleanFileName(file.fileName ?? '')
  return {
    ...headers,
    'content-type': type,
    'content-disposition': contentDisposition(name, { type: isShown(type) ? 'inline' : 'attachment' }),
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, max-age=300',
    vary: 'origin, authorization, api_access_token, upstream-authorization, x-agent-id',
  }
}

const typeOf = (type: string | null): string =>
  type !== null && /^[\w.+-]+\/[\w.+-]+(?:; ?[\w-]+="?[\w .,+-]*"?)*$/.test(type)
    ? type
    : 'application/octet-stream'

/** A vector picture is a document that can hold scripts. */
const isShown = (type: string): boolean =>
  /^(?:image\/(?!svg)|audio\/|video\/|application\/pdf\b)/i.test(type)

/** A body that fails midway is cut off, so that no client takes the part for the whole. */
const webStreamOf = (body: Readable, cut: () => void): ReadableStream<Uint8Array> => {
  const chunks = body[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>
  return new ReadableStream(
    {
      pull: async (controller) => {
        try {
          const { done, value } = await chunks.next()
          if (done) controller.close()
          else controller.enqueue(value)
        } catch {
          cut()
          controller.close()
        }
      },
      cancel: () => {
        body.destroy()
      },
    },
    { highWaterMark: 0 },
  )
}
