/** What every answer tells browsers; a route that needs something else says so in its own headers, which win. */

const always = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
}

/** Half a year, as the word of this host alone: what else lives in its domain is not Parley's to decide. */
const httpsOnly = { 'strict-transport-security': 'max-age=15552000' }

/** With https, browsers are told never to try anything else. `publicUrl`: where clients reach Parley. */
export const securityHeaders = (publicUrl: string | undefined): Readonly<Record<string, string>> =>
  publicUrl?.startsWith('https:') ? { ...always, ...httpsOnly } : always
