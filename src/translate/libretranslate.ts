import { z } from 'zod'
import type { TranslatorHttp } from './http.ts'
import { libretranslateCode } from './language.ts'
import { piecewise } from './piecewise.ts'
import type { Translator } from './port.ts'

const reply = z.object({ translatedText: z.string() })

/**
 * LibreTranslate, and what speaks like it. How much it takes at once is its operator's choice; 2,000 characters is
 * the least that is known. The key is part of the body.
 */
export const createLibreTranslate = (http: TranslatorHttp, key: string | undefined): Translator =>
  piecewise({
    maxPlain: 2_000,
    maxHtml: 2_000,
    close: http.close,
    ask: async (text, { to, from, format, origin, signal }) => {
      const body = {
        q: text,
        source: from === undefined ? 'auto' : libretranslateCode(from),
        target: libretranslateCode(to),
        format: format === 'HTML' ? 'html' : 'text',
        ...(key === undefined ? {} : { api_key: key }),
      }
      return (await http.post('/translate', body, reply, origin, signal)).translatedText
    },
  })
