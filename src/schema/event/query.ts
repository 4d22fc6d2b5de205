import { InvalidInputError } from '../../domain/errors.ts'
import { builder } from '../builder.ts'
import { maxPageSize } from '../connection.ts'
import type { EventPage } from '../context.ts'
import { costing } from '../cost.ts'
import { ownId, requireRefOf } from '../id.ts'
import { EventRef } from './type.ts'

const EventBatchRef = builder.objectRef<EventPage>('EventBatch').implement({
  description: 'Events since a cursor.',
  fields: (t) => ({
    events: t.field({
      type: [EventRef],
      extensions: costing({ isPage: true }),
      description: 'The events, oldest first within each conversation.',
      resolve: ({ items }) => [...items],
    }),
    cursor: t.exposeString('cursor', {
      description: 'Pass as `after` next time; unchanged when nothing happened.',
    }),
    hasMore: t.exposeBoolean('hasMore', { description: 'True: ask again at once.' }),
  }),
})

builder.queryField('events', (t) =>
  t.field({
    type: EventBatchRef,
    extensions: costing({ size: { by: ['first'], preset: maxPageSize } }),
    nullable: true,
    description:
      'What happened since a cursor, for clients that ask now and then instead of subscribing. With `conversationId` the feed of `conversationEvents`, without it that of `inboxEvents`; cursors are good for both ways. A cursor of another feed is `BAD_USER_INPUT`. Typing and health are not among them. Where nothing tells Parley what happens (`AccountHealth.eventSource` is `POLLING` or `NONE`), the first question waits for a look at the upstream, a second at most; as long as you ask at least every 15 seconds, Parley looks as it does for subscribers.',
    args: {
      after: t.arg.string({
        required: true,
        description: 'An `eventCursor`, the `cursor` of an event, or that of the batch before.',
      }),
      conversationId: t.arg.id({ required: false, description: 'Global id; default all conversations.' }),
      first: t.arg.int({
        required: false,
        defaultValue: maxPageSize,
        description: `At most so many: 1 to ${maxPageSize}.`,
      }),
    },
    resolve: (_, { after, conversationId, first }, context) => {
      const limit = first ?? maxPageSize
      if (limit < 1 || limit > maxPageSize) {
        throw new InvalidInputError(`\`first\` must be from 1 to ${maxPageSize}.`, ['first'])
      }
      if (conversationId == null) return context.events.read(null, after, limit)
      const ref = requireRefOf('Conversation', conversationId, ['conversationId'], context)
      return context.events.read({ account: ref.account, id: ownId(ref) }, after, limit)
    },
  }),
)
