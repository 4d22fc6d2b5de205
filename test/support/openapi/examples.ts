import type { Json, JsonObject } from '../../../src/domain/json.ts'
import type { OpenApi } from './load.ts'
import { findOperation } from './operation.ts'
import type { Exchange } from './validate.ts'

/** Every example answer in the document, as the exchange it would be. */
export const exampleExchanges = (api: OpenApi, isWanted: (path: string) => boolean): readonly Exchange[] =>
  Object.entries(api.paths)
    .filter(([template]) => isWanted(template))
    .flatMap(([template, item]) =>
      Object.keys(item)
        .filter((method) => methods.has(method))
        .flatMap((method) => examplesOf(api, method.toUpperCase(), template)),
    )

const methods = new Set(['get', 'put', 'post', 'patch', 'delete'])

const examplesOf = (api: OpenApi, method: string, template: string): readonly Exchange[] => {
  const path = template.replaceAll(/\{[^}]+\}/g, '7')
  const operation = findOperation(api, method, path)
  const declared = api.paths[template]?.[method.toLowerCase()] as { readonly responses?: JsonObject }
  return Object.keys(declared.responses ?? {}).flatMap((status) =>
    (operation?.responseOf(Number(status))?.examples ?? []).map((responseBody: Json) => ({
      method,
      path,
      query: '',
      status: Number(status),
      responseBody,
    })),
  )
}
