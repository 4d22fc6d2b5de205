import type { TestContext } from 'vitest'
import { type ApiName, loadOpenApi, type OpenApi, readNotes } from './load.ts'

/** The document, or a test that is skipped and says why. */
export const requireOpenApi = (name: ApiName, { skip }: TestContext): OpenApi => {
  const loaded = loadOpenApi(name)
  return loaded.api ?? skip(announced(loaded.reason))
}

/** Our notes on the API, or a test that is skipped and says why. */
export const requireNotes = (name: ApiName, { skip }: TestContext): string =>
  readNotes(name) ?? skip(announced(`../shared/upstreams/${name}.md is not there`))

const announcedReasons = new Set<string>()

/** One line a reason, since reporters fold the notes of skipped tests away. */
const announced = (reason: string): string => {
  if (!announcedReasons.has(reason))
    console.warn(`Tests against the providers' documents are skipped: ${reason}.`)
  announcedReasons.add(reason)
  return reason
}
