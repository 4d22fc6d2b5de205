/** Language tags in the words of each service. All take a canonical BCP 47 tag. */

const likely = (tag: string): Intl.Locale => new Intl.Locale(tag).maximize()

/** LibreTranslate: its models' own codes, which versions with BCP 47 tags know as well. */
export const libretranslateCode = (tag: string): string => {
  const { language } = new Intl.Locale(tag)
  if (language === 'zh') return likely(tag).script === 'Hant' ? 'zt' : 'zh'
  if (language === 'pt') return new Intl.Locale(tag).region === 'BR' ? 'pb' : 'pt'
  if (language === 'no' || language === 'nn') return 'nb'
  return language === 'fil' ? 'tl' : language
}

/** The variants that Google tells apart, besides those of Chinese and Portuguese. */
const googleVariants = new Set(['fr-CA', 'ms-Arab', 'mni-Mtei', 'pa-Arab'])

export const googleCode = (tag: string): string => {
  const { language } = new Intl.Locale(tag)
  if (googleVariants.has(tag)) return tag
  if (language === 'zh') return likely(tag).script === 'Hant' ? 'zh-TW' : 'zh-CN'
  if (language === 'pt') return likely(tag).region === 'BR' ? 'pt' : 'pt-PT'
  return language === 'nb' || language === 'nn' ? 'no' : language
}

/** Regions that write English as in the USA. */
const american = new Set(['US', 'CA', 'PH', 'PR'])

/** DeepL's target languages; a source language has no variant. */
export const deeplCode = (tag: string, use: 'SOURCE' | 'TARGET'): string => {
  const { language } = new Intl.Locale(tag)
  const { region = '', script } = likely(tag)
  if (language === 'no' || language === 'nn') return 'NB'
  if (language === 'fil') return 'TL'
  if (use === 'TARGET') {
    if (language === 'en') return american.has(region) ? 'EN-US' : 'EN-GB'
    if (language === 'pt') return region === 'BR' ? 'PT-BR' : 'PT-PT'
    if (language === 'es') return region === 'ES' ? 'ES' : 'ES-419'
    if (language === 'zh') return script === 'Hant' ? 'ZH-HANT' : 'ZH-HANS'
  }
  return language.toUpperCase()
}
