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
const ends = new WeakMap<ExecutionResult, Buffer>()

const endOf = (answer: ExecutionResult): Buffer => {
  const end = ends.get(answer) ?? Buffer.from(`${JSON.stringify(formatted(answer))}}`)
  ends.set(answer, end)
  return end
}

/** Makes the messages with the answers of one operation. */
export const nextMessages = (id: string): ((answer: ExecutionResult) => Buffer) => {
  const beginning = Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`)
  return (answer) => {
    const end = endOf(answer)
    return Buffer.concat([beginning, end], beginning.length + end.length)
  }
}

export const formatted = ({ errors, ...result }: ExecutionResult, onCode?: (code: string) => void) => ({
  ...result,
  ...(errors && { errors: errors.map((error) => formattedError(error, onCode)) }),
})

export const formattedError = (error: GraphQLError, onCode?: (code: string) => void) => {
  onCode?.(codeOf(error))
  return withCodeOnly(error).toJSON()
}
