import { NodeRef } from '../refs.ts'

NodeRef.implement({
  description: 'An object with a globally unique, opaque id. Stable across restarts; do not parse it.',
  resolveType: (value) => ('__typename' in value ? String(value.__typename) : undefined),
  fields: (t) => ({
    id: t.id({ description: 'Global id: pass it to `node`.' }),
  }),
})
