import { z } from 'zod'
import type { TranslatorHttp } from './http.ts'
import { googleCode } from './language.ts'
import { piecewise } from './piecewise.ts'
import type { Translator } from './port.ts'

export const googleUrl = 'https://translation.googleapis.com'

export const googleHeaders = (key: string): Readonly<Record<string, string>> => ({ 'x-goog-api-key': key })

const reply = z.object({
  data: z.object({ translations: z.tuple([z.object({ translatedText: z.string() })]) }),
})

/** Google Cloud Translation, Basic edition (v2). Advises 5,000 characters a request, takes 30,000. */
export const createGoogle = (http: TranslatorHttp): Translator =>
  piecewise({
    maxPlain: 5_000,
    maxHtml: 30_000,
    close: http.close,
    ask: async (text, { to, from, format, origin, signal }) => {
      const body = {
        q: [text],
        target: googleCode(to),
        ...(from === undefined ? {} : { source: googleCode(from) }),
        format: format === 'HTML' ? 'html' : 'text',
      }
      const { data } = await http.post('/language/translate/v2', body, reply, origin, signal)
      return data.translations[0].translatedText
    },
  })
