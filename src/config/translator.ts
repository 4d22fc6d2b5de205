import { type Given, type Problem, problemWith } from './problem.ts'
import { type Setting, settings } from './schema.ts'

/** What the settings of the translator need of each other. Only asks whether they are given: each is judged by itself. */
export const translatorProblems = (given: (key: string, setting: Setting) => Given): Problem[] => {
  const kind = given('translator', settings.translator)
  const url = given('translatorUrl', settings.translatorUrl)
  const key = given('translatorKey', settings.translatorKey)
  if (kind.value === undefined) {
    const stray = [url, key].find(({ value }) => value !== undefined)
    return stray ? [problemWith(settings.translator, kind, `is missing, although ${stray.where} is set`)] : []
  }
  if (kind.value === 'libretranslate') {
    return url.value === undefined ? [problemWith(settings.translatorUrl, url, neededBy(kind))] : []
  }
  const needsKey = kind.value === 'google' || kind.value === 'deepl'
  return needsKey && key.value === undefined ? [problemWith(settings.translatorKey, key, neededBy(kind))] : []
}

const neededBy = (kind: Given): string => `is missing, although ${kind.where} is ${kind.value}`
