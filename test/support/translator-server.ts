/** A model of LibreTranslate: it puts the language in front of the words. */
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'

export interface TranslatorServer extends AsyncDisposable {
  readonly url: string
  /** What was asked, in order. */
  readonly asked: readonly { readonly q: string; readonly target: string }[]
}

export const startTranslator = async (): Promise<TranslatorServer> => {
  const asked: { q: string; target: string }[] = []
  const server = createServer(async (request, response) => {
    const { q, target } = JSON.parse(await text(request)) as { q: string; target: string }
    asked.push({ q, target })
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ translatedText: `[${target}] ${q}` }))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  if (typeof address !== 'object' || !address) throw new Error('The translator has no port.')
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise<void>((done) => server.close(() => done()))
      server.closeAllConnections()
      await closed
    },
  }
}
