import type { Plugin } from 'graphql-yoga'
import { askedHeaders } from '../../access/cors.ts'

/**
 * A page of another origin can make a browser send a form, or open an address, without asking first. JSON it cannot,
 * nor a header of its own: for that the browser asks, and CORS answers. So a POST is JSON, or it is refused; and so is,
 * where `isStrict`, a GET without such a header.
 */
export const refuseUnasked = (isStrict: boolean, onCode: (code: string) => void): Plugin => ({
  onRequest: ({ request, fetchAPI, endResponse }) => {
    const { method, headers } = request
    const refuse = (status: number, message: string) => {
      onCode('BAD_USER_INPUT')
      const body = JSON.stringify({ errors: [{ message, extensions: { code: 'BAD_USER_INPUT' } }] })
      endResponse(new fetchAPI.Response(body, { status, headers: { 'content-type': 'application/json' } }))
    }
    if (method === 'POST') {
      if (isJson(headers.get('content-type')))
        headers.set('content-type', 'application/json') // all that Yoga knows
      else refuse(415, 'Send the operation as JSON, with the content type application/json.')
    }
    if (
      method === 'GET' &&
      isStrict &&
      !isJson(headers.get('content-type')) &&
      !askedHeaders.some((name) => headers.has(name))
    ) {
      refuse(
        400,
        'A GET needs a header that browsers do not send by themselves, such as graphql-require-preflight.',
      )
    }
  },
})

const isJson = (type: string | null): boolean => /^application\/json\s*(?:;|$)/i.test(type ?? '')
