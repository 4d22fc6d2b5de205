import { builder } from './builder.ts'
import type { RateLimit } from './context.ts'
import { costing } from './cost.ts'

const RateLimitRef = builder.objectRef<RateLimit>('RateLimit').implement({
  description:
    'What the caller may still ask for. Every operation costs about the objects that it can be answered with.',
  fields: (t) => ({
    limit: t.exposeInt('limit', {
      description: 'Cost of all operations that a caller may send in a minute.',
    }),
    cost: t.exposeInt('cost', { description: 'Cost of this operation.' }),
    remaining: t.exposeInt('remaining', { description: 'What is left of the minute, this operation paid.' }),
    resetAt: t.expose('resetAt', { type: 'DateTime', description: 'When all of `limit` is there again.' }),
  }),
})

builder.queryField('rateLimit', (t) =>
  t.field({
    type: RateLimitRef,
    extensions: costing({ points: 0 }),
    description: "This API's own budget for the caller. Selecting it costs nothing.",
    resolve: (_, __, context) => context.rateLimit(),
  }),
)
