/** The one file of a `multipart/form-data` request, read as it comes. */
import type { IncomingMessage } from 'node:http'
import type { Readable } from 'node:stream'
import { Busboy, type BusboyFileStream, type BusboyInstance } from '@fastify/busboy'
import { ClientGoneError } from '../rest/client-gone.ts'
import { RestError } from '../rest/error.ts'
import { cleanFileName } from './name.ts'
import type { Spool, Spooled } from './spool.ts'

export interface ReceivedFile extends Spooled {
  readonly name: string
  /** What the sender says; may be empty. */
  readonly declaredType: string
}

/** Room for the boundary lines and headers around the file. */
const maxFraming = 64 * 1024

const field = 'file'

/** Fills the spool with the file. Throws `RestError`; after that the rest of the request is still to be read. */
export const receiveFile = async (
  request: FormRequest,
  spool: Spool,
  maxFileBytes: number,
): Promise<ReceivedFile> => {
  const parser = parserOf(request.headers['content-type'], maxFileBytes)
  if (Number(request.headers['content-length']) > maxFileBytes + maxFraming) throw tooLarge(maxFileBytes)
  if (request.destroyed) throw new ClientGoneError()
  const file = await firstFile(request, parser, spool, maxFileBytes)
  if (!file) throw new RestError(400, 'BAD_USER_INPUT', `The request has no file in a field \`${field}\`.`)
  if (file.size === 0) throw new RestError(400, 'BAD_USER_INPUT', 'The file is empty.')
  return file
}

export type FormRequest = Pick<IncomingMessage, 'headers'> & Readable

const firstFile = async (
  request: FormRequest,
  parser: BusboyInstance,
  spool: Spool,
  maxFileBytes: number,
): Promise<ReceivedFile | undefined> => {
  const { promise: isRead, resolve, reject } = Promise.withResolvers<void>()
  let content: Readable | undefined
  let received: Promise<ReceivedFile> | undefined
  const onlyOne = () =>
    reject(new RestError(400, 'BAD_USER_INPUT', `A request carries one file, in the field \`${field}\`.`))
  parser.on('file', (name, stream, fileName, _encoding, declaredType) => {
    if (name !== field) {
      stream.on('error', () => undefined)
      return onlyOne()
    }
    stream.on('limit', () => reject(tooLarge(maxFileBytes)))
    content = stream
    received = take(stream, fileName, declaredType, spool)
    received.catch(reject)
  })
  parser.on('filesLimit', onlyOne)
  parser.on('partsLimit', onlyOne)
  parser.on('error', () => reject(malformed()))
  parser.on('finish', resolve)
  request.on('error', () => reject(new ClientGoneError()))
  request.on('close', () => {
    if (!request.readableEnded) reject(new ClientGoneError())
  })
  request.pipe(parser)
  try {
    await isRead
    return await received
  } catch (error) {
    request.unpipe(parser)
    content?.destroy()
    await received?.catch(() => undefined) // nothing writes to the spool any more
    throw error
  }
}

const take = async (
  stream: BusboyFileStream,
  fileName: string,
  declaredType: string,
  spool: Spool,
): Promise<ReceivedFile> => ({
  ...(await spool.fill(stream)),
  name: cleanFileName(fileName ?? ''),
  declaredType: declaredType ?? '',
})

const parserOf = (contentType: string | undefined, maxFileBytes: number): BusboyInstance => {
  const wanted = new RestError(415, 'BAD_USER_INPUT', 'The request must be multipart/form-data.')
  if (!contentType || !/^multipart\/form-data\s*;/i.test(contentType)) throw wanted
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      preservePath: true,
      limits: {
        files: 1,
        parts: 8,
        fieldSize: 4 * 1024,
        fileSize: maxFileBytes,
        headerPairs: 32,
        headerSize: 8 * 1024,
      },
    })
  } catch {
    throw wanted // no boundary, or one that cannot be
  }
}

const tooLarge = (maxFileBytes: number) =>
  new RestError(413, 'BAD_USER_INPUT', `A file has at most ${maxFileBytes} bytes.`)

const malformed = () => new RestError(400, 'BAD_USER_INPUT', 'The multipart body is broken or cut off.')
