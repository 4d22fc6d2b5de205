import { describe, expect, test } from 'vitest'
import { deeplCode, googleCode, libretranslateCode } from '../../../src/translate/language.ts'

describe('a language tag is, for LibreTranslate, Google and DeepL,', () => {
  test.each([
    ['de', 'de', 'de', 'DE'],
    ['de-AT', 'de', 'de', 'DE'],
    ['en', 'en', 'en', 'EN-US'],
    ['en-GB', 'en', 'en', 'EN-GB'],
    ['en-IN', 'en', 'en', 'EN-GB'],
    ['en-CA', 'en', 'en', 'EN-US'],
    ['es', 'es', 'es', 'ES'],
    ['es-MX', 'es', 'es', 'ES-419'],
    ['es-419', 'es', 'es', 'ES-419'],
    ['fr-CA', 'fr', 'fr-CA', 'FR'],
    ['fil', 'tl', 'fil', 'TL'],
    ['hr', 'hr', 'hr', 'HR'],
    ['nb', 'nb', 'no', 'NB'],
    ['no', 'nb', 'no', 'NB'],
    ['nn', 'nb', 'no', 'NB'],
    ['pt', 'pt', 'pt', 'PT-BR'],
    ['pt-BR', 'pb', 'pt', 'PT-BR'],
    ['pt-PT', 'pt', 'pt-PT', 'PT-PT'],
    ['pt-AO', 'pt', 'pt-PT', 'PT-PT'],
    ['zh', 'zh', 'zh-CN', 'ZH-HANS'],
    ['zh-Hans', 'zh', 'zh-CN', 'ZH-HANS'],
    ['zh-SG', 'zh', 'zh-CN', 'ZH-HANS'],
    ['zh-TW', 'zt', 'zh-TW', 'ZH-HANT'],
    ['zh-HK', 'zt', 'zh-TW', 'ZH-HANT'],
    ['zh-Hant', 'zt', 'zh-TW', 'ZH-HANT'],
  ])('%s: %s, %s, %s', (tag, libretranslate, google, deepl) => {
    expect([libretranslateCode(tag), googleCode(tag), deeplCode(tag, 'TARGET')]).toEqual([
      libretranslate,
      google,
      deepl,
    ])
  })

  test('a source of DeepL without its variant', () => {
    expect(['en-GB', 'pt-BR', 'zh-Hant', 'nn'].map((tag) => deeplCode(tag, 'SOURCE'))).toEqual([
      'EN',
      'PT',
      'ZH',
      'NB',
    ])
  })
})
