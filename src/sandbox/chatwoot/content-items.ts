/** The rules for `content_attributes.items`, by content type. */

const allowedKeys: Readonly<Record<string, readonly string[]>> = {
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
const allowedActionKeys = ['text', 'type', 'payload', 'uri']

/** What is wrong with the items; undefined when nothing is. */
export const itemsProblem = (contentType: string, items: unknown): string | undefined => {
  const allowed = allowedKeys[contentType]
  if (!allowed) return undefined
  if (!Array.isArray(items) || items.length === 0) return 'Content attributes At least one item is required.'
  const extra = items.flatMap(keysOf).filter((key) => !allowed.includes(key))
  if (extra.length > 0) {
    return `Content attributes contains invalid keys for items : [${extra.map((key) => `:${key}`).join(', ')}]`
  }
  if (contentType !== 'cards') return undefined
  const actions = items.map((item: { actions?: unknown }) => item.actions)
  if (!actions.every((each) => Array.isArray(each) && each.length > 0)) {
    return 'Content attributes contains items missing actions'
  }
  const extraAction = actions
    .flat()
    .flatMap(keysOf)
    .filter((key) => !allowedActionKeys.includes(key))
  return extraAction.length > 0
    ? `Content attributes contains invalid keys for actions:  [${extraAction.map((key) => `:${key}`).join(', ')}]`
    : undefined
}

const keysOf = (item: unknown): string[] =>
  typeof item === 'object' && item !== null ? Object.keys(item) : ['']
