/** Answers as they go over a WebSocket. */
import type { ExecutionResult, GraphQLError } from 'graphql'
import type { Flow, Sink } from '../../kit/flow.ts'
import { codeOf, withCodeOnly } from '../graphql/public-error.ts'

/** Events go to the socket as they come: all that is left to iterate over is that it ends. */
export const runInto = <T>(flow: Flow<T>, sink: Sink<T>): AsyncIterableIterator<never, void> => ({
  next: async () => {
    await flow.into(sink)
    return { done: true, value: undefined }
  },
  return: async () => {
    flow.end()
    return { done: true, value: undefined }
  },
  [Symbol.asyncIterator]() {
    return this
  },
})

/** The end of a message, made once for all who get the same answer. */
const encoded = new WeakMap<ExecutionResult, Buffer>()

export const nextMessage = (id: string, answer: ExecutionResult): Buffer => {
  const rest = encoded.get(answer) ?? Buffer.from(`${JSON.stringify(formatted(answer))}}`)
  encoded.set(answer, rest)
  return Buffer.concat([Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`), rest])
}

export const formatted = ({ errors, ...result }: ExecutionResult, onCode?: (code: string) => void) => ({
  ...result,
  ...(errors && { errors: errors.map((error) => formattedError(error, onCode)) }),
})

export const formattedError = (error: GraphQLError, onCode?: (code: string) => void) => {
  onCode?.(codeOf(error))
  return withCodeOnly(error).toJSON()
}
