import { z } from 'zod'
import type { TranslatorHttp } from './http.ts'
import { deeplCode } from './language.ts'
import { piecewise } from './piecewise.ts'
import type { Translator } from './port.ts'

/** Keys of the free plan end in `:fx` and belong to a host of their own. */
export const deeplUrl = (key: string): string =>
  key.endsWith(':fx') ? 'https://api-free.deepl.com' : 'https://api.deepl.com'

export const deeplHeaders = (key: string): Readonly<Record<string, string>> => ({
  authorization: `DeepL-Auth-Key ${key}`,
})

const reply = z.object({ translations: z.tuple([z.object({ text: z.string() })]) })

/** DeepL. Takes requests of 128 KiB: so many characters that even three bytes each leave room for escapes. */
export const createDeepL = (http: TranslatorHttp): Translator =>
  piecewise({
    maxPlain: 10_000,
    maxHtml: 30_000,
    close: http.close,
    ask: async (text, { to, from, format, origin, signal }) => {
      const body = {
        text: [text],
        target_lang: deeplCode(to, 'TARGET'),
        ...(from === undefined ? {} : { source_lang: deeplCode(from, 'SOURCE') }),
        ...(format === 'HTML' ? { tag_handling: 'html' } : {}),
      }
      return (await http.post('/v2/translate', body, reply, origin, signal)).translations[0].text
    },
  })
