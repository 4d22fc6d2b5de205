import type { Conversation, ConversationOrder } from '../../domain/conversation.ts'
import { InvalidInputError, UnauthenticatedError } from '../../domain/errors.ts'
import type { Json } from '../../domain/json.ts'
import type { InboxPage, InboxPart, InboxSource } from '../../loaders/inbox.ts'
import type { Mark, Marks } from '../../loaders/merge.ts'
import { builder } from '../builder.ts'
import { type Connection, connectionRef, type PageArguments, pageSize, toConnection } from '../connection.ts'
import type { Context } from '../context.ts'
import { cursorsOf } from '../cursor.ts'
import { publicCode } from '../error.ts'
import { AccountRef, ConversationRef } from '../refs.ts'
import { ConnectionSourceStatusEnum } from './enum.ts'

export interface ConversationConnection extends Connection<Conversation> {
  readonly sources: readonly InboxSource[]
}

const ConnectionSourceRef = builder.objectRef<InboxSource>('ConnectionSource').implement({
  description: 'How one account took part in a page.',
  fields: (t) => ({
    account: t.field({
      type: AccountRef,
      description: 'The account.',
      resolve: ({ account }, _, context) => context.scope.upstream(account).account,
    }),
    status: t.expose('status', {
      type: ConnectionSourceStatusEnum,
      description: 'Whether its part of the page is there.',
    }),
    code: t.string({
      nullable: true,
      description: 'Why it FAILED, in the words of `extensions.code`, e.g. `UPSTREAM_TIMEOUT`.',
      resolve: (source) => (source.status === 'FAILED' ? publicCode(source.error) : null),
    }),
    message: t.string({
      nullable: true,
      description: 'Why it was SKIPPED or FAILED, for people.',
      resolve: (source) =>
        source.status === 'OK' ? null : source.status === 'SKIPPED' ? source.reason : source.error.message,
    }),
  }),
})

export const ConversationConnectionRef = connectionRef<Conversation, ConversationConnection>(
  ConversationRef,
  'conversations',
)

builder.objectField(ConversationConnectionRef, 'sources', (t) =>
  t.field({
    type: [ConnectionSourceRef],
    description: 'One entry per account asked: whether its part of this page is there.',
    resolve: ({ sources }) => [...sources],
  }),
)

/** A page of the inbox. `list` says what makes the list what it is, for its cursors. */
export const readConversations = async (
  parts: readonly InboxPart[],
  list: Json,
  args: PageArguments,
  context: Context,
): Promise<ConversationConnection> => {
  const { take, limit } = pageSize(args, 'first')
  const wrong = take === 'first' ? 'before' : 'after'
  if (args[wrong] != null) {
    throw new InvalidInputError(`\`${wrong}\` goes with \`${take === 'first' ? 'last' : 'first'}\`.`, [wrong])
  }
  if (parts.length > 0 && !parts.some(({ account }) => context.scope.canCall(account))) {
    throw new UnauthenticatedError('The request carries no credential for any of these accounts.')
  }
  const cursors = cursorsOf(['conversations', list])
  const cursor = take === 'first' ? args.after : args.before
  const argument = take === 'first' ? 'after' : 'before'
  const from = cursor == null ? undefined : toMarks(cursors.decode(cursor, argument), argument, context)
  const page = await context.loaders.readInbox(parts, { take, limit, from })
  for (const { node } of page.items) {
    context.loaders.conversation.prime(node, node)
    if (node.contact) context.loaders.contact.prime(node.contact, node.contact)
  }
  return connectionOf(page, (marks) => cursors.encode(fromMarks(marks)))
}

const connectionOf = (page: InboxPage, cursorOf: (marks: Marks) => string): ConversationConnection => ({
  ...toConnection(page, ({ node, marks }) => ({ node, cursor: cursorOf(marks) }), page.count),
  sources: page.sources,
})

/** `[after, before]` per account; 0 stands for "not known". */
const fromMarks = (marks: Marks): Json =>
  Object.fromEntries(
    Object.entries(marks).map(([name, { after = 0, before = 0 }]) => [name, [after, before]]),
  )

const toMarks = (place: Json, argument: string, context: Context): Marks => {
  const wrong = new InvalidInputError('This is not a cursor that Parley gave out.', [argument])
  if (typeof place !== 'object' || place === null || Array.isArray(place)) throw wrong
  return Object.fromEntries(
    Object.entries(place).map(([name, mark]): [string, Mark] => {
      const isKnown = context.scope.upstreams.some(({ account }) => account.name === name)
      if (!isKnown || !Array.isArray(mark) || mark.length !== 2 || !mark.every(isPlace)) throw wrong
      return [name, { after: toPosition(mark[0]), before: toPosition(mark[1]) }]
    }),
  )
}

const isPlace = (value: Json): boolean => typeof value === 'string' || value === null || value === 0

const toPosition = (value: Json | undefined): string | null | undefined =>
  typeof value === 'string' || value === null ? value : undefined

export const listName = (parts: readonly InboxPart[], orderBy: ConversationOrder): Json =>
  [parts, orderBy] as unknown as Json
