/** The one place where domain errors become public ones. */
import { GraphQLError } from 'graphql'
import { DomainError, InvalidInputError, RateLimitedError } from '../domain/errors.ts'

/** Upstreams that say no to a question that Parley thought right have answered badly, as far as a reader can tell. */
const codeOf = ({ code }: DomainError): string =>
  code === 'UPSTREAM_REJECTED' ? 'UPSTREAM_BAD_RESPONSE' : code

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
  code: codeOf(error),
  ...(error.origin ? { account: error.origin.account, provider: error.origin.provider } : {}),
  ...(error instanceof InvalidInputError && error.path.length > 0 ? { argumentPath: error.path } : {}),
  ...(error instanceof RateLimitedError && error.retryAt !== null
    ? { retryAt: new Date(error.retryAt).toISOString() }
    : {}),
})
