import { builder } from '../builder.ts'
import { ConversationConnectionRef } from '../conversation/connection.ts'
import { ConversationRef } from '../refs.ts'

builder.objectField(ConversationRef, 'eventCursor', (t) =>
  t.string({
    nullable: true,
    description:
      'Where the events of this conversation stood before this operation read anything. Pass it as `after` to `conversationEvents` or `events`: nothing is missed in between. Costs no call.',
    resolve: ({ account, id }, _, { events }) => events.head({ account, id }),
  }),
)

builder.objectField(ConversationConnectionRef, 'eventCursor', (t) =>
  t.string({
    nullable: true,
    description:
      'Where the events of all your accounts stood before this operation read anything. Pass it as `after` to `inboxEvents`, or to `events` without a conversation. Costs no call.',
    resolve: (_, __, { events }) => events.head(null),
  }),
)
