/** Global ids in and out. Everything that comes in is checked here, before any upstream is called. */
import { InvalidInputError } from '../domain/errors.ts'
import { decodeRef, encodeRef, type NodeType, type Ref } from '../domain/ref.ts'
import type { Scope } from '../loaders/scope.ts'

/** By which the accounts there are can be known. */
interface RefContext {
  readonly scope: Pick<Scope, 'upstreams'>
}

/** Throws `InvalidInputError` for an id that Parley did not make, or whose account or shape is not known here. */
export const requireRef = (id: string, path: readonly string[], { scope }: RefContext): Ref => {
  const ref = decodeRef(id)
  if (!ref) throw new InvalidInputError('This is not an id that Parley gave out.', path)
  const upstream = scope.upstreams.find(({ account }) => account.name === ref.account)
  if (!upstream)
    throw new InvalidInputError('This id belongs to an account that is not configured here.', path)
  const owners: Partial<Record<NodeType, NodeType[]>> = {
    Message: ['Conversation', 'Message'],
    Attachment: ['Conversation', 'Message', 'Attachment'],
  }
  const types = owners[ref.type] ?? [ref.type]
  if (!ref.path.every((part, index) => upstream.acceptsId(types[index] ?? ref.type, part))) {
    throw new InvalidInputError('This id does not have the form that its upstream uses.', path)
  }
  return ref
}

/** As `requireRef`, and of one type. */
export const requireRefOf = (
  type: NodeType,
  id: string,
  path: readonly string[],
  context: RefContext,
): Ref => {
  const ref = requireRef(id, path, context)
  if (ref.type !== type)
    throw new InvalidInputError(`Expected the id of ${article(type)}, got ${article(ref.type)}'s.`, path)
  return ref
}

const article = (type: NodeType): string => `${/^[AI]/.test(type) ? 'an' : 'a'} ${type}`

/** The last of a ref's ids: the object's own. */
export const ownId = ({ path }: Ref): string => path.at(-1) ?? ''

/** The global id of an object that has one upstream id. */
export const globalId = (type: NodeType, { account, id }: { account: string; id: string }): string =>
  encodeRef({ type, account, path: [id] })

export const messageId = (message: { account: string; conversationId: string; id: string }): string =>
  encodeRef({ type: 'Message', account: message.account, path: [message.conversationId, message.id] })

export const attachmentId = (attachment: {
  account: string
  conversationId: string
  messageId: string
  id: string
}): string => {
  const { account, conversationId, messageId, id } = attachment
  return encodeRef({ type: 'Attachment', account, path: [conversationId, messageId, id] })
}
