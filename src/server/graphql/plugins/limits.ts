import {
  type DocumentNode,
  type ExecutionArgs,
  type GraphQLError,
  type GraphQLSchema,
  specifiedRules,
  validate,
} from 'graphql'
import type { Plugin } from 'graphql-yoga'
import type { Limiter } from '../../limit/index.ts'
import { noIntrospection } from '../../limit/introspection.ts'
import type { ServerContext } from '../../operation/context.ts'
import type { Publish } from '../public-error.ts'

interface Beginning {
  readonly args: ExecutionArgs
  setResultAndStopExecution(result: { readonly errors: GraphQLError[] }): void
}

/** Refuses what is too much before anything is asked of an upstream. `publish` is told why. */
export const limitOperations = (limiter: Limiter, publish: Publish): Plugin => {
  const admit = ({ args, setResultAndStopExecution }: Beginning) => {
    const { operation } = args.contextValue as ServerContext
    try {
      operation.cost = limiter.admit(args)
    } catch (error) {
      setResultAndStopExecution({ errors: [publish(error, operation.requestId)] })
    }
  }
  return {
    onParse: ({ setParseFn }) => setParseFn(limiter.parse),
    onExecute: admit,
    onSubscribe: admit,
  }
}

/** Tells nothing of the schema that the operation does not say itself. */
export const hideSchema = (): Plugin => {
  const hide = ({ args }: { readonly args: ExecutionArgs }) => {
    Object.assign(args, { hideSuggestions: true })
  }
  const validateSilently = (schema: GraphQLSchema, document: DocumentNode) =>
    validate(schema, document, [...specifiedRules, noIntrospection], { hideSuggestions: true })
  return {
    onValidate: ({ setValidationFn }) => setValidationFn(validateSilently),
    onExecute: hide,
    onSubscribe: hide,
  }
}
