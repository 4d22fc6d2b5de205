import type { Plugin } from 'graphql-yoga'

/**
 * A page of another origin can make a browser send a form without asking first. JSON it cannot: for that the browser
 * asks, and CORS answers. So a POST is JSON, or it is refused.
 */
export const refuseForms = (): Plugin => ({
  onRequest: ({ request, fetchAPI, endResponse }) => {
    const type = request.headers.get('content-type') ?? ''
    if (request.method !== 'POST' || /^application\/json\s*(?:;|$)/i.test(type)) return
    const message = 'Send the operation as JSON, with the content type application/json.'
    const body = JSON.stringify({ errors: [{ message, extensions: { code: 'BAD_USER_INPUT' } }] })
    endResponse(new fetchAPI.Response(body, { status: 415, headers: { 'content-type': 'application/json' } }))
  },
})
