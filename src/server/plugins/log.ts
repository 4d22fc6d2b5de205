import { type ExecutionArgs, getOperationAST } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { inGroups } from '../../kit/group.ts'
import { toGraphQLError } from '../../schema/error.ts'
import type { Log } from '../log.ts'
import type { ServerContext } from '../operation.ts'

/** One line an operation: its name, how long it took, the REST calls it made, the codes of its errors. */
export const logOperations = (log: Log): Plugin<ServerContext> => ({
  onExecute: ({ args }) => {
    const start = performance.now()
    return {
      onExecuteDone: ({ result }) => {
        const operation = getOperationAST(args.document, args.operationName)
        const { requestId, upstreamRequests } = (args as ExecutionArgs & { contextValue: ServerContext })
          .contextValue.operation
        log.info(
          {
            requestId,
            operation: operation?.name?.value ?? null,
            type: operation?.operation,
            ms: Math.round(performance.now() - start),
            upstreamCalls: Object.fromEntries(
              inGroups(upstreamRequests, ({ account, operation }) => `${account} ${operation}`).map(
                (group) => [`${group[0].account} ${group[0].operation}`, group.length],
              ),
            ),
            errors:
              'errors' in result
                ? result.errors?.map(
                    (error) => toGraphQLError(error)?.extensions.code ?? error.extensions?.code ?? null,
                  )
                : undefined,
          },
          'operation',
        )
      },
    }
  },
})
