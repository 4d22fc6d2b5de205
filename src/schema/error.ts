/** The one place where domain errors become public ones. */
import { GraphQLError } from 'graphql'
import {
  DomainError,
  type ErrorCode,
  InvalidInputError,
  QueryTooComplexError,
  retryAtOf,
  StateUnavailableError,
  SubscriptionOverflowError,
} from '../domain/errors.ts'

/** The error in the words of `extensions.code`. */
export const publicCode = ({ code }: DomainError): string => publicCodes[code] ?? code

/** Codes that readers do not get as they are. */
const publicCodes: { readonly [C in ErrorCode]?: string } = {
  // Upstreams that say no to a question that Parley thought right have answered badly, as far as a reader can tell.
  UPSTREAM_REJECTED: 'UPSTREAM_BAD_RESPONSE',
  // No upstream's fault, and nothing that the caller could do but repeat it: see `retryable`.
  STATE_UNAVAILABLE: 'INTERNAL_SERVER_ERROR',
}

/** A GraphQL error with a stable `extensions.code`; undefined for an error that is not of the closed list. */
export const toGraphQLError = (error: unknown): GraphQLError | undefined => {
  const cause = error instanceof GraphQLError ? error.originalError : error
  if (!(cause instanceof DomainError)) return undefined
  return new GraphQLError(cause.message, {
    ...(error instanceof GraphQLError ? { nodes: error.nodes, path: error.path } : {}),
    extensions: extensionsOf(cause),
  })
}

const extensionsOf = (error: DomainError): Record<string, unknown> => ({
  code: publicCode(error),
  ...(error.origin ? { account: error.origin.account, provider: error.origin.provider } : {}),
  ...(error instanceof InvalidInputError && error.argumentPath.length > 0
    ? { argumentPath: error.argumentPath }
    : {}),
  ...retryAtExtension(error),
  ...(error instanceof QueryTooComplexError
    ? { limit: error.limit, max: error.max, ...(error.actual !== null && { actual: error.actual }) }
    : {}),
  ...(error instanceof StateUnavailableError ? { retryable: true } : {}),
  ...(error instanceof SubscriptionOverflowError ? { cursor: error.cursor } : {}),
})

const retryAtExtension = (error: DomainError) => {
  const retryAt = retryAtOf(error)
  return retryAt === null ? {} : { retryAt: new Date(retryAt).toISOString() }
}
