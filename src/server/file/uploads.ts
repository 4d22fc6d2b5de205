/**
 * `POST /uploads?conversationId=…`: one file, in the field `file` of a multipart form, on its way to the upstream
 * that keeps it. Everything that can be refused is refused before its first byte is read.
 */
import { tmpdir } from 'node:os'
import { type Context, Hono } from 'hono'
import { ForbiddenError, InvalidInputError, NotFoundError, UnsupportedError } from '../../domain/errors.ts'
import { encodeUploadId } from '../../domain/upload.ts'
import { ownId, requireRefOf } from '../../schema/id.ts'
import type { Caller } from '../access/caller.ts'
import { fileCors, isAllowedOrigin } from '../access/cors.ts'
import { RestError } from '../rest/error.ts'
import { answer, type RestConfig, type RestEnv, type RestRequest } from '../rest/index.ts'
import { receiveFile } from './form.ts'
import { openSpool } from './spool.ts'
import { typeOf } from './type.ts'

export interface UploadsConfig extends RestConfig {
  /** Bytes of a file. Default 25 MiB. */
  readonly maxFileBytes?: number
  /** Where a file waits until it is complete. Default: the system's folder for temporary files. */
  readonly folder?: string
}

const defaultMaxFileBytes = 25 * 1024 * 1024
/** As of a mutation. */
const cost = 11
/** Milliseconds for looking at the conversation. */
const readTimeout = 10_000
/** Milliseconds for handing a complete file to the upstream. */
const uploadTimeout = 70_000

export const createUploads = (config: UploadsConfig): Hono<RestEnv> => {
  const app = new Hono<RestEnv>()
  app.use('*', fileCors(config.allowedOrigins))
  app.post('/', (c) => answer(c, config, (request) => upload(c, config, request)))
  return app
}

const upload = async (
  c: Context<RestEnv>,
  { allowedOrigins, maxFileBytes = defaultMaxFileBytes, folder = tmpdir() }: UploadsConfig,
  request: RestRequest,
): Promise<Response> => {
  refuseForgery(c, allowedOrigins)
  const caller = await request.caller(cost)
  const { account, id, hand } = await targetOf(c.req.query('conversationId'), caller, request)
  const spool = await openSpool(folder)
  try {
    const file = await receiveFile(c.env.incoming, spool, maxFileBytes)
    const { name, size, md5, open } = file
    const contentType = await typeOf(file, file)
    const call = request.open(caller, uploadTimeout).scope.call(account)
    const { handle } = await hand(id, { name, contentType, size, md5, open }, call)
    const uploadId = encodeUploadId({ account, handle })
    return c.json({ uploadId, name, contentType, size }, 201)
  } finally {
    await spool.discard()
  }
}

/**
 * A form of any web page can send multipart without asking first. So a request that comes from a page must come from
 * one that may, or carry a header that a page can only send after asking.
 */
const refuseForgery = (c: Context<RestEnv>, allowedOrigins: readonly string[]): void => {
  const origin = c.req.header('origin')
  if (origin === undefined || isAllowedOrigin(origin, allowedOrigins)) return
  if (askedFirst.some((name) => c.req.header(name) !== undefined)) return
  throw new RestError(403, 'FORBIDDEN', 'This web page may not upload. Its origin is not allowed here.')
}

const askedFirst = [
  'authorization',
  'api_access_token',
  'api-access-token',
  'upstream-authorization',
  'x-requested-with',
]

/** The conversation, when the caller may see it: not every release of an upstream asks that for a file. */
const targetOf = async (conversationId: string | undefined, caller: Caller, request: RestRequest) => {
  if (!conversationId) throw new InvalidInputError('`conversationId` is missing.', ['conversationId'])
  const context = request.open(caller, readTimeout)
  const { scope, loaders } = context
  const ref = requireRefOf('Conversation', conversationId, ['conversationId'], context)
  const { account } = ref
  const id = ownId(ref)
  const upstream = scope.upstream(account)
  const origin = { account, provider: upstream.account.provider }
  scope.call(account)
  if (!scope.hasRole('agent')) throw new ForbiddenError('Your token lets you read only.', origin)
  const hand = upstream.can.upload
  if (!hand) {
    const message = `${account} takes no uploads; it fetches attachments by their URL.`
    throw new UnsupportedError(message, origin, 'SEND_ATTACHMENT_UPLOAD')
  }
  if (!(await loaders.conversation.load({ account, id }))) {
    throw new NotFoundError(`${account} has no such conversation for this caller.`, origin)
  }
  return { account, id, hand }
}
