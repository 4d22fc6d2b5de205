import type { Plugin } from 'graphql-yoga'
import { type FindText, nameParameters } from '../persisted.ts'

/** Puts the text in where a request only names it. What is wrong with the request otherwise, Yoga says. */
export const takePersisted = (findText: FindText): Plugin => ({
  onParams: ({ request, params, setParams }) => {
    if (typeof params !== 'object' || params === null) return
    const rest = Object.entries(params).filter(([key]) => !isName(key))
    const text = findText(request.method === 'GET' ? { ...namesIn(request.url), ...params } : params)
    setParams({ ...Object.fromEntries(rest), ...(text !== undefined && { query: text }) })
  },
})

const isName = (key: string): boolean => nameParameters.some((name) => name === key)

/** Of a GET Yoga reads no parameters but its own. */
const namesIn = (url: string): object =>
  Object.fromEntries([...new URL(url, 'http://localhost').searchParams].filter(([key]) => isName(key)))
