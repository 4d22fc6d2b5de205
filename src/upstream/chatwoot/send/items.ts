/** Chatwoot's rules for `content_attributes.items`, by content type: it refuses keys that it does not know. */
import { InvalidInputError } from '../../../domain/errors.ts'
import type { Json, JsonObject } from '../../../domain/json.ts'
import { isObject } from '../wire.ts'

const itemKeys: Readonly<Record<string, readonly string[]>> = {
  input_select: ['title', 'value'],
  cards: ['title', 'description', 'media_url', 'actions'],
  form: [
    'type',
    'name',
    'label',
    'placeholder',
    'options',
    'default',
    'required',
    'pattern',
    'title',
    'pattern_error',
  ],
  article: ['title', 'description', 'link'],
}
const actionKeys = ['text', 'type', 'payload', 'uri']

/** Other content types have no rules. `path` leads to the attributes. */
export const checkItems = (contentType: string, attributes: JsonObject, path: readonly string[]): void => {
  const allowed = Object.hasOwn(itemKeys, contentType) ? itemKeys[contentType] : undefined
  if (!allowed) return
  const itemsPath = [...path, 'items']
  objectsOf(attributes.items, allowed, itemsPath).forEach((item, index) => {
    if (contentType === 'cards') objectsOf(item.actions, actionKeys, [...itemsPath, String(index), 'actions'])
  })
}

const objectsOf = (
  list: Json | undefined,
  allowed: readonly string[],
  path: readonly string[],
): readonly JsonObject[] => {
  if (!Array.isArray(list) || list.length === 0) {
    throw new InvalidInputError('Chatwoot wants a list of at least one here.', path)
  }
  return list.map((item: Json, index) => {
    const at = [...path, String(index)]
    if (!isObject(item)) throw new InvalidInputError('This must be an object.', at)
    const unknown = Object.keys(item).find((key) => !allowed.includes(key))
    if (unknown === undefined) return item
    throw new InvalidInputError(`Chatwoot takes only ${allowed.join(', ')} here.`, [...at, unknown])
  })
}
