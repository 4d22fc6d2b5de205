/**
 * GraphiQL as one page that needs no network: rendered once when somebody first opens it (the library alone is
 * 9 MB), compressed once, and cached by the browser.
 */
import { createHash } from 'node:crypto'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { type Example, graphiqlTabs } from './tabs.ts'

export interface GraphiQLPage {
  readonly gzipped: Buffer
  readonly etag: string
  /** Its `Content-Security-Policy`: nothing runs but the page's own script. */
  readonly policy: string
}

export const createGraphiQL = (example?: Example): (() => Promise<GraphiQLPage>) => {
  let page: Promise<GraphiQLPage> | undefined
  return () => {
    page ??= render(example)
    return page
  }
}

/** GraphiQL's tabs jump away from under a pressed mouse, so that the click misses them. */
const tabsStay = '<style>.graphiql-tab { transform: none !important }</style>'

/** What stands under "Headers" goes into `connection_init` too: a browser's WebSocket has no headers of its own. */
const withHeadersOnSockets = (page: string): string =>
  page.replace(/extensions:\{headers:(\w+\?\.headers)\}/, 'extensions:{headers:$1,connectionParams:$1}')

const render = async (example?: Example): Promise<GraphiQLPage> => {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql')
  const page = withHeadersOnSockets(
    renderGraphiQL({
      title: 'Parley',
      defaultTabs: graphiqlTabs(example),
      subscriptionsProtocol: 'WS',
      defaultEditorToolsVisibility: 'variables',
    }),
  )
  const gzipped = await promisify(gzip)(page.replace('</head>', `${tabsStay}</head>`))
  const etag = `"${createHash('sha256').update(gzipped).digest('base64url').slice(0, 22)}"`
  return { gzipped, etag, policy: policyOf(page) }
}

/** The editor starts its workers from blobs, and styles itself as it goes. It talks to its own server only. */
const policyOf = (page: string): string => {
  const script = page.slice(page.indexOf('<script>') + '<script>'.length, page.lastIndexOf('</script>'))
  return [
    "default-src 'none'",
    `script-src 'sha256-${createHash('sha256').update(script).digest('base64')}' blob:`,
    'worker-src blob:',
    "style-src 'unsafe-inline'",
    'img-src data:',
    'font-src data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}
