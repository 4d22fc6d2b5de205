import { InvalidInputError } from '../../domain/errors.ts'
import { builder } from '../builder.ts'
import { pageArgs, pageCost } from '../connection.ts'
import { requireRefOf } from '../id.ts'
import { ContactRef, ConversationRef } from '../refs.ts'
import { ConversationConnectionRef, listName, readConversations } from './connection.ts'
import { ConversationFilterInput, ConversationOrderInput, defaultOrder, toFilters } from './input.ts'
import { loadConversation } from './outline.ts'

builder.queryFields((t) => ({
  conversation: t.field({
    type: ConversationRef,
    nullable: true,
    description:
      'A conversation by its global id; null when it does not exist or you may not see it (asked for nothing but `messages`, it is not loaded: then `messages` says NOT_FOUND). For upstream ids use `conversationByUpstreamId`.',
    args: { id: t.arg.id({ required: true, description: 'Global id.' }) },
    resolve: (_, { id }, context, info) =>
      loadConversation(requireRefOf('Conversation', id, ['id'], context), context, info),
  }),
  conversationByUpstreamId: t.field({
    type: ConversationRef,
    nullable: true,
    description:
      'A conversation by the id that its upstream uses; null when it does not exist or you may not see it.',
    args: {
      accountId: t.arg.id({ required: true, description: 'Global id of the account.' }),
      upstreamId: t.arg.string({
        required: true,
        description: 'Chatwoot display id or Infobip conversation id.',
      }),
    },
    resolve: (_, { accountId, upstreamId }, context, info) => {
      const { account } = requireRefOf('Account', accountId, ['accountId'], context)
      if (!context.scope.upstream(account).acceptsId('Conversation', upstreamId)) {
        throw new InvalidInputError('This does not have the form of a conversation id of this account.', [
          'upstreamId',
        ])
      }
      return loadConversation({ type: 'Conversation', account, path: [upstreamId] }, context, info)
    },
  }),
  conversations: t.field({
    type: ConversationConnectionRef,
    extensions: pageCost,
    nullable: true,
    description:
      'The inbox. With no `filter.accountIds`, pages of every account are merged in `orderBy` order; an account that fails is left out and reported in `sources` instead of failing the page. `after` goes with `first`, `before` with `last`.',
    args: {
      filter: t.arg({
        type: ConversationFilterInput,
        required: false,
        description: 'Which conversations; default all.',
      }),
      orderBy: t.arg({
        type: ConversationOrderInput,
        required: false,
        defaultValue: defaultOrder,
        description: 'The order; default the latest activity first.',
      }),
      ...pageArgs(t.arg),
    },
    resolve: (_, { filter, orderBy, ...page }, context) => {
      const order = orderBy ?? defaultOrder
      const parts = toFilters(filter ?? {}, context).map(({ account, filter }) => ({
        account,
        query: { filter, orderBy: order },
      }))
      return readConversations(parts, listName(parts, order), page, context)
    },
  }),
}))

builder.objectField(ContactRef, 'conversations', (t) =>
  t.field({
    type: ConversationConnectionRef,
    extensions: pageCost,
    nullable: true,
    description:
      'Newest activity first. Its one source is SKIPPED where the upstream cannot list by contact (Infobip).',
    args: pageArgs(t.arg),
    resolve: ({ account, id }, page, context) => {
      const parts = [{ account, query: { filter: { contactId: id }, orderBy: defaultOrder } }]
      return readConversations(parts, listName(parts, defaultOrder), page, context)
    },
  }),
)
