/** Operations that clients name instead of sending them, and those that they may not send. */
import { GraphQLError } from 'graphql'

export interface PersistedConfig {
  /** Texts by what they are named by. */
  readonly operations?: Readonly<Record<string, string>>
  /** Whether other operations are refused. */
  readonly isOnly: boolean
}

/** What a client sends, as far as it can say which operation it wants. */
export interface Request {
  readonly query?: unknown
  readonly extensions?: unknown
  /** The GraphQL over HTTP draft, also as `sha256:…`. */
  readonly documentId?: unknown
  /** Relay's documentation has either. */
  readonly id?: unknown
  readonly doc_id?: unknown
}

/** Names of an operation beside `extensions.persistedQuery.sha256Hash`, which is Apollo's. */
export const nameParameters = ['documentId', 'id', 'doc_id'] as const

/** The text that is to be run; undefined where the request has none. Throws for what is not served. */
export type FindText = (request: Request) => string | undefined

export const createFindText = ({ operations = {}, isOnly }: PersistedConfig): FindText => {
  const texts = new Set(Object.values(operations))
  return (request) => {
    const name = nameOf(request)
    if (name !== undefined && Object.hasOwn(operations, name)) return operations[name]
    // an empty one is none: over WebSocket there has to be one
    const text = typeof request.query === 'string' && request.query !== '' ? request.query : undefined
    if (name !== undefined && text === undefined) throw notFound('PersistedQueryNotFound')
    if (isOnly && (text === undefined || !texts.has(text))) {
      throw notFound('Only persisted operations are served here.')
    }
    return text
  }
}

const nameOf = (request: Request): string | undefined => {
  const { persistedQuery } = (request.extensions ?? {}) as {
    persistedQuery?: { sha256Hash?: unknown } | null
  }
  const names = [persistedQuery?.sha256Hash, ...nameParameters.map((parameter) => request[parameter])]
  const name = names.find((each) => typeof each === 'string') as string | undefined
  return name?.replace(/^sha256:/, '')
}

/** Apollo Client sends the text along when it reads this message or this code. */
const notFound = (message: string): GraphQLError =>
  new GraphQLError(message, { extensions: { code: 'PERSISTED_QUERY_NOT_FOUND', http: { status: 400 } } })
