/**
 * Global ids. A `Ref` says which configured account an object lives in and which ids lead to it in the
 * upstream's own API. It leaves Parley as one opaque string, and only its canonical form comes back in.
 */

/** Number of upstream ids that lead to an object of each type: a message is only reached through its conversation. */
const pathLength = {
  Account: 0,
  Agent: 1,
  Attachment: 3,
  Bot: 1,
  Contact: 1,
  Conversation: 1,
  Inbox: 1,
  Message: 2,
  Team: 1,
} as const

export type NodeType = keyof typeof pathLength

export interface Ref {
  readonly type: NodeType
  /** Name of the configured account, e.g. `chatwoot`. */
  readonly account: string
  /** Upstream ids, outermost first: `[conversationId, messageId]` for a message. */
  readonly path: readonly string[]
}

export const encodeRef = ({ type, account, path }: Ref): string =>
  Buffer.from([type, account, ...path].map(encodeURIComponent).join(':')).toString('base64url')

/** `undefined` for anything that `encodeRef` did not make. */
export const decodeRef = (id: string): Ref | undefined => {
  if (id.length > 1024) return undefined
  try {
    const parts = Buffer.from(id, 'base64url').toString().split(':').map(decodeURIComponent)
    const [type, account, ...path] = parts
    if (!type || !account || !Object.hasOwn(pathLength, type)) return undefined
    const ref: Ref = { type: type as NodeType, account, path }
    return path.length === pathLength[ref.type] && encodeRef(ref) === id ? ref : undefined
  } catch {
    return undefined // a malformed percent escape
  }
}
