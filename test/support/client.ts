import type { GraphQLFormattedError } from 'graphql'
import type { TypedDocumentString } from './gql/graphql.ts'

export interface Answer<T> {
  readonly data: T | null
  readonly errors: readonly GraphQLFormattedError[]
}

export interface GraphQLTestClient {
  /** The answer, errors and all. */
  run<T, V>(document: TypedDocumentString<T, V>, variables: V): Promise<Answer<T>>
  /** The data; fails the test when there is any error. */
  expectData<T, V>(document: TypedDocumentString<T, V>, variables: V): Promise<T>
  /** The one error's code; fails the test when there is no error or more than one. */
  expectError<T, V>(document: TypedDocumentString<T, V>, variables: V): Promise<GraphQLFormattedError>
}

export const createClient = (url: string, headers: Record<string, string>): GraphQLTestClient => {
  const run = async <T, V>(document: TypedDocumentString<T, V>, variables: V): Promise<Answer<T>> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query: document.toString(), variables }),
    })
    const { data = null, errors = [] } = (await response.json()) as Partial<Answer<T>>
    return { data, errors }
  }
  return {
    run,
    expectData: async (document, variables) => {
      const { data, errors } = await run(document, variables)
      if (errors.length > 0 || data === null) throw unexpected(document, variables, errors)
      return data
    },
    expectError: async (document, variables) => {
      const { errors } = await run(document, variables)
      const [error] = errors
      if (!error || errors.length > 1) throw unexpected(document, variables, errors)
      return error
    },
  }
}

const unexpected = (
  document: TypedDocumentString<unknown, never>,
  variables: unknown,
  errors: unknown,
): Error =>
  new Error(
    `Unexpected answer with ${JSON.stringify(errors, null, 2)}\nto ${document}\nwith ${JSON.stringify(variables)}`,
  )
