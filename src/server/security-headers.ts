/** What every answer tells browsers; a route that needs something else says so in its own headers, which win. */
import type { ServerResponse } from 'node:http'

/** Half a year, as the word of this host alone: what else lives in its domain is not Parley's to decide. */
const httpsOnly = 'max-age=15552000'

/** `isHttps`: whether clients reach Parley by https, so that browsers may be told never to try anything else. */
export const setSecurityHeaders = (response: ServerResponse, isHttps: boolean): void => {
  response.setHeader('content-security-policy', "default-src 'none'; frame-ancestors 'none'")
  response.setHeader('x-content-type-options', 'nosniff')
  response.setHeader('referrer-policy', 'no-referrer')
  response.setHeader('cache-control', 'no-store')
  if (isHttps) response.setHeader('strict-transport-security', httpsOnly)
}
