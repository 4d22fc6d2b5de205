import { builder } from './builder.ts'

builder.mutationType({
  description:
    'Everything that can be changed. What a person can act on comes back in `userErrors`; only a caller who is nobody, a fault of Parley or an invalid document is an entry of `errors`.',
})
