import { existsSync, readFileSync } from 'node:fs'
import type { JsonObject } from '../../../src/domain/json.ts'

export type ApiName = 'chatwoot' | 'infobip'

/** A provider's own OpenAPI 3.1 document, as published. It is known to be wrong in places: see `deviations.ts`. */
export interface OpenApi {
  readonly name: ApiName
  readonly paths: { readonly [template: string]: JsonObject }
  readonly components: {
    readonly schemas: { readonly [name: string]: JsonObject }
    readonly [kind: string]: JsonObject
  }
}

export type Loaded = { readonly api: OpenApi } | { readonly api: null; readonly reason: string }

const folder = new URL('../../../../shared/upstreams/', import.meta.url)

/** The document beside the repository, in `../shared/upstreams`; it is not part of the repository. */
export const loadOpenApi = (name: ApiName): Loaded => {
  const loaded = loadedApis.get(name) ?? readOpenApi(name)
  loadedApis.set(name, loaded)
  return loaded
}

const loadedApis = new Map<ApiName, Loaded>()

const readOpenApi = (name: ApiName): Loaded => {
  const text = readUpstreamFile(`${name}-openapi.json`)
  return text === null
    ? { api: null, reason: `../shared/upstreams/${name}-openapi.json is not there` }
    : { api: { name, ...JSON.parse(text) } }
}

/** Our own notes on that API, which say where the document is wrong. */
export const readNotes = (name: ApiName): string | null => readUpstreamFile(`${name}.md`)

const readUpstreamFile = (name: string): string | null => {
  const file = new URL(name, folder)
  return existsSync(file) ? readFileSync(file, 'utf8') : null
}
