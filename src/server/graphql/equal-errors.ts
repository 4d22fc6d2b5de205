/** One cause is one error, however many fields it left empty. */
import { GraphQLError } from 'graphql'
import { inGroups } from '../../kit/group.ts'

/**
 * Of errors that differ in nothing but their paths, the first stands for all, at its own place, and says in
 * `extensions.paths` which fields it speaks for. Errors without a path are of the request, and stay as they are.
 */
export const toldOnce = (errors: readonly GraphQLError[]): readonly GraphQLError[] =>
  inGroups(errors, (error) => (error.path ? causeOf(error) : String(errors.indexOf(error)))).map(
    ([first, ...others]) => (others.length === 0 ? first : speakingFor(first, [first, ...others])),
  )

/** Two errors of one cause may differ in the millisecond after which it is worth another try. */
const causeOf = ({ message, extensions: { retryAt, ...extensions } }: GraphQLError): string =>
  JSON.stringify([message, extensions])

const speakingFor = (error: GraphQLError, all: readonly GraphQLError[]): GraphQLError =>
  new GraphQLError(error.message, {
    nodes: error.nodes,
    source: error.source,
    positions: error.positions,
    path: error.path,
    originalError: error.originalError,
    extensions: { ...error.extensions, paths: all.map(({ path }) => path) },
  })
