import type { Conversation } from '../../domain/conversation.ts'
import { InvalidInputError, nullWhenNotFound, UnsupportedError } from '../../domain/errors.ts'
import type { Message, MessageFilter } from '../../domain/message.ts'
import type { Page, PageItem } from '../../domain/page.ts'
import { builder } from '../builder.ts'
import {
  type Connection,
  connectionRef,
  type PageArguments,
  pageArgs,
  pageCost,
  pageSize,
  toConnection,
} from '../connection.ts'
import type { Context } from '../context.ts'
import { primeConversation } from '../conversation/outline.ts'
import { type CursorCodec, cursorsOf } from '../cursor.ts'
import { ConversationRef, MessageRef } from '../refs.ts'
import { MessageFilterInput, MessageOrderInput, toMessageFilter, toMessageId } from './input.ts'

const MessageConnectionRef = connectionRef<Message>(MessageRef, 'messages')

builder.objectField(ConversationRef, 'messages', (t) =>
  t.field({
    type: MessageConnectionRef,
    extensions: pageCost,
    nullable: true,
    description:
      'The thread, oldest first. `last: 20` gives the newest 20, which is also the default; `before: pageInfo.startCursor` loads older ones, `after: pageInfo.endCursor` newer ones, `around` opens the page at one message. Null when the conversation is gone by now. On Chatwoot up to 19 a page backwards and 99 forwards are one REST call.',
    args: {
      filter: t.arg({
        type: MessageFilterInput,
        required: false,
        description: 'Which messages; default all.',
      }),
      orderBy: t.arg({
        type: MessageOrderInput,
        required: false,
        defaultValue: { field: 'CREATED_AT', direction: 'ASC' },
        description: 'The order; default oldest first. `first` and `last` count in this order.',
      }),
      ...pageArgs(t.arg),
      around: t.arg.id({
        required: false,
        description:
          'Global id of a message of this conversation: the page in whose middle it stands, `first` in size. Not together with `last`, `after` or `before`.',
      }),
    },
    resolve: (conversation, { filter, orderBy, around, ...page }, context) => {
      primeConversation(conversation, context)
      const thread = readThread(
        {
          conversation,
          filter: toMessageFilter(filter ?? {}, conversation, context),
          isNewestFirst: orderBy?.direction === 'DESC',
        },
        { ...page, around: around ?? null },
        context,
      )
      return around == null ? nullWhenNotFound(thread) : thread // the conversation may be gone by now
    },
  }),
)

interface Thread {
  readonly conversation: Conversation
  readonly filter: MessageFilter
  readonly isNewestFirst: boolean
}

const readThread = async (
  thread: Thread,
  args: PageArguments & { readonly around: string | null },
  context: Context,
): Promise<Connection<Message>> => {
  const { conversation, filter, isNewestFirst } = thread
  const { account, id } = conversation
  const { messages } = context.scope.upstream(account)
  const reason = messages.whyUnsupported(filter)
  if (reason)
    throw new UnsupportedError(reason, {
      account,
      provider: context.scope.upstream(account).account.provider,
    })
  const cursors = cursorsOf(['messages', account, id, filter as never])
  const call = context.scope.call(account)
  const page =
    args.around === null
      ? await messages.list(id, filter, toRequest(args, isNewestFirst, cursors), call)
      : await messages.around(
          id,
          filter,
          toMessageId(args.around, conversation, ['around'], context),
          aroundSize(args),
          call,
        )
  for (const { node } of page.items) context.loaders.message.prime(node, node)
  return toConnection(
    isNewestFirst ? reversed(page) : page,
    ({ node, position }) => ({ node, cursor: cursors.encode(position) }),
    async () => (page.totalCount === undefined ? messages.count(id, filter, call) : page.totalCount),
  )
}

/** Upstreams list oldest first: in the other order the ends change places. A cursor is good for both orders. */
const toRequest = (args: PageArguments, isNewestFirst: boolean, cursors: CursorCodec) => {
  const { take, limit } = pageSize(args, isNewestFirst ? 'first' : 'last')
  const after = args.after == null ? undefined : String(cursors.decode(args.after, 'after'))
  const before = args.before == null ? undefined : String(cursors.decode(args.before, 'before'))
  return isNewestFirst
    ? { take: take === 'first' ? ('last' as const) : ('first' as const), limit, after: before, before: after }
    : { take, limit, after, before }
}

const reversed = (page: Page<Message>): Page<Message> => ({
  ...page,
  items: page.items.toReversed() as readonly PageItem<Message>[],
  hasNext: page.hasPrevious,
  hasPrevious: page.hasNext,
})

const aroundSize = (args: PageArguments): number => {
  for (const other of ['last', 'after', 'before'] as const) {
    if (args[other] != null) {
      throw new InvalidInputError(`\`around\` and \`${other}\` cannot be used together.`, [other])
    }
  }
  return pageSize(args, 'first').limit
}
