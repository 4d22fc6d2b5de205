import { createDeepL, deeplHeaders, deeplUrl } from './deepl.ts'
import { createGoogle, googleHeaders, googleUrl } from './google.ts'
import { createTranslatorHttp } from './http.ts'
import { createLibreTranslate } from './libretranslate.ts'
import type { Translator } from './port.ts'

export interface TranslatorConfig {
  readonly kind: 'libretranslate' | 'google' | 'deepl'
  /** Replaces the service's own address. LibreTranslate has none: it needs one. */
  readonly url?: string
  /** Google and DeepL need one. */
  readonly key?: string
}

export interface TranslatorDeps {
  /** Milliseconds. */
  readonly now: () => number
}

/** Throws when the configuration is without what the kind needs. */
export const createTranslator = (config: TranslatorConfig, { now }: TranslatorDeps): Translator => {
  const needed = (name: 'url' | 'key'): string => {
    const value = config[name]
    if (value === undefined) throw new TypeError(`The translator ${config.kind} needs a ${name}.`)
    return value
  }
  const http = (baseUrl: string, headers: Readonly<Record<string, string>>) =>
    createTranslatorHttp({ baseUrl, headers, now })
  switch (config.kind) {
    case 'libretranslate':
      return createLibreTranslate(http(needed('url'), {}), config.key)
    case 'google':
      return createGoogle(http(config.url ?? googleUrl, googleHeaders(needed('key'))))
    case 'deepl':
      return createDeepL(http(config.url ?? deeplUrl(needed('key')), deeplHeaders(needed('key'))))
  }
}
