import { type ExecutionArgs, GraphQLError } from 'graphql'
import type { Plugin } from 'graphql-yoga'

const stream = 'text/event-stream'
const answers = ['application/graphql-response+json', 'application/json', 'multipart/mixed', stream]

const message = `The header Accept allows none of ${answers.join(', ')}; a subscription is answered as ${stream}.`
const extensions = { code: 'BAD_USER_INPUT', http: { status: 406 } }

/**
 * Refuses what could not be answered, before anything is done for it. Yoga finds out when there is an answer: a mutation
 * has happened then, and a subscription goes on that nobody reads.
 */
export const refuseUnanswerable = (onCode: (code: string) => void): Plugin => ({
  onRequestParse: ({ request, fetchAPI: { Response }, endResponse }) => {
    if (accepts(request, answers)) return
    onCode(extensions.code)
    endResponse(refusal(Response))
  },
  onSubscribe: ({ args, setResultAndStopExecution }) => {
    const { request } = (args as ExecutionArgs).contextValue as { readonly request?: Request }
    if (!request || accepts(request, [stream])) return
    setResultAndStopExecution({ errors: [new GraphQLError(message, { extensions })] })
  },
  onResultProcess: async ({ result, resultProcessor, setResultProcessor }) => {
    if (resultProcessor) return
    if (Symbol.asyncIterator in result) await result[Symbol.asyncIterator]().return?.()
    setResultProcessor((_result, { Response }) => refusal(Response), 'application/json')
  },
})

const refusal = (Answer: typeof Response): Response => {
  const body = JSON.stringify({ errors: [{ message, extensions: { code: extensions.code } }] })
  return new Answer(body, { status: 406, headers: { 'content-type': 'application/json' } })
}

const accepts = ({ headers }: Request, types: readonly string[]): boolean =>
  (headers.get('accept') || '*/*').split(',').some((part) => {
    const range = part.split(';')[0]?.trim().toLowerCase() ?? ''
    return types.some((type) => range === '*/*' || range === type || range === `${type.split('/')[0]}/*`)
  })
