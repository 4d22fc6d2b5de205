/** Persisted operations that would be refused whenever they are asked for, whoever asks. */
import { type DocumentNode, type GraphQLSchema, Kind, specifiedRules, validate } from 'graphql'
import { createLimiter, type Limiter, type OperationLimits } from '../limit/index.ts'
import { noIntrospection } from '../limit/introspection.ts'

export interface Unservable {
  /** What clients name it by. */
  readonly name: string
  /** The first thing that is wrong with it, a sentence. */
  readonly why: string
}

export interface ServedBy {
  readonly schema: GraphQLSchema
  readonly limits: OperationLimits
  readonly hasIntrospection: boolean
}

/** `operations`: texts by what they are named by. */
export const findUnservable = (
  operations: Readonly<Record<string, string>>,
  { schema, limits, hasIntrospection }: ServedBy,
): Unservable[] => {
  const limiter = createLimiter(schema, limits)
  const rules = hasIntrospection ? specifiedRules : [...specifiedRules, noIntrospection]
  return Object.entries(operations).flatMap(([name, text]) => {
    try {
      const document = limiter.parse(text)
      const [error] = validate(schema, document, rules)
      if (error) throw error
      admit(document, limiter)
      return []
    } catch (error) {
      return { name, why: error instanceof Error ? error.message : String(error) }
    }
  })
}

/** What an operation with variables costs, is for them to say. */
const admit = (document: DocumentNode, limiter: Limiter): void => {
  const operations = document.definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION)
  if (operations.length === 0) throw new Error('There is no operation in it.')
  for (const operation of operations) {
    if (operation.variableDefinitions?.length) continue
    limiter.admit({ document, operationName: operation.name?.value })
  }
}
