import { GraphQLError } from 'graphql'
import type { Plugin } from 'graphql-yoga'

/** Of a GET, `variables` and `extensions` are JSON in a text. What Yoga throws where they are none looks like a bug. */
export const refuseBrokenParameters = (): Plugin => ({
  onRequestParse: ({ request, url }) => {
    if (request.method !== 'GET') return
    const broken = ['variables', 'extensions'].find((name) => !isJson(url.searchParams.get(name)))
    if (broken === undefined) return
    throw new GraphQLError(`The parameter ${broken} is not JSON.`, {
      extensions: { code: 'BAD_USER_INPUT', http: { status: 400 } },
    })
  },
})

const isJson = (text: string | null): boolean => {
  if (!text) return true // Yoga takes an empty one for none
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
