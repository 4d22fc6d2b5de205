import { type ExecutionArgs, type ExecutionResult, type GraphQLError, getOperationAST } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import { Flow, type FlowEnd } from '../../../kit/flow.ts'
import type { ServerContext } from '../../operation/context.ts'
import type { Log } from '../../watching/log.ts'
import type { OnReport, OperationReport } from '../../watching/report.ts'
import { codeOf, publicResult } from '../public-error.ts'

export interface ReportDeps {
  readonly log: Log
  readonly onReport: OnReport
  /** Told of each event that a subscriber is given. */
  readonly onEvent: () => void
  /** Told of the code of each error that goes out over HTTP, and of those in events. */
  readonly onCode: (code: string) => void
}

/**
 * Makes the errors of each operation public, and tells of it: when it is done, and of a subscription when it is over.
 */
export const reportOperations = ({ log, onReport, onEvent, onCode }: ReportDeps): Plugin<ServerContext> => ({
  onExecute: ({ args, executeFn, setExecuteFn }) => {
    const report = begin(args)
    setExecuteFn((ready) => operationOf(args).trace.run(() => executeFn(ready)))
    return {
      onExecuteDone: ({ result, setResult }) => {
        if (isStream(result)) return
        const published = publicResult(result, log, requestIdOf(args))
        setResult(published)
        onReport(ended(args, report(codesOf(published.errors))))
      },
    }
  },
  onSubscribe: ({ args }) => {
    const report = begin(args)
    return {
      onSubscribeResult: ({ result, setResult }) => {
        if (!(result instanceof Flow)) {
          if (!isStream(result)) onReport(ended(args, report(codesOf(result.errors))))
          return
        }
        ended(args, report([]))
        let events = 0
        let codes: readonly string[] = []
        const seen = (answer: ExecutionResult) => {
          codes = codesOf(answer.errors)
          events++
          onEvent()
          for (const code of codes) onCode(code)
          return answer
        }
        const onOver = (end: FlowEnd) => onReport(report(codes, { events, end }))
        setResult(result.map(seen, { onOver }) as AsyncIterable<ExecutionResult> as Stream)
      },
    }
  },
})

/** Characters of an operation's name that are told: a client may make it as long as its request. */
const maxName = 128

const begin = (args: ExecutionArgs) => {
  const startedAt = performance.now()
  return (codes: readonly string[], stream?: OperationReport['stream']): OperationReport => {
    const operation = getOperationAST(args.document, args.operationName)
    const { requestId, upstreamRequests } = operationOf(args)
    return {
      requestId,
      upstreamRequests,
      type: operation?.operation ?? 'query',
      name: operation?.name?.value.slice(0, maxName) ?? null,
      ms: performance.now() - startedAt,
      codes,
      ...(stream && { stream }),
    }
  }
}

/** Ends the span; of a subscription when it has begun. */
const ended = (args: ExecutionArgs, report: OperationReport): OperationReport => {
  const { type, name, codes } = report
  const named = name === null ? {} : { 'graphql.operation.name': name }
  operationOf(args).trace.end(type, { 'graphql.operation.type': type, ...named }, codes)
  return report
}

/** As Envelop wants it; who reads it asks for its iterator. */
type Stream = AsyncIterableIterator<ExecutionResult, void>

const operationOf = ({ contextValue }: ExecutionArgs) => (contextValue as ServerContext).operation
const requestIdOf = (args: ExecutionArgs): string => operationOf(args).requestId

const isStream = <T extends object>(result: T | AsyncIterable<T>): result is AsyncIterable<T> =>
  Symbol.asyncIterator in result

const noCodes: readonly string[] = []

const codesOf = (errors?: readonly GraphQLError[]): readonly string[] => errors?.map(codeOf) ?? noCodes
