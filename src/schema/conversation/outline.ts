/**
 * A thread is the page that is opened most, and it needs its conversation's id alone. So a conversation of which
 * nothing else is asked is not loaded: one REST call instead of two. What it costs: an unknown conversation is then
 * told by `messages`, as NOT_FOUND.
 */
import {
  type FieldNode,
  type GraphQLResolveInfo,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'
import type { Conversation } from '../../domain/conversation.ts'
import type { Ref } from '../../domain/ref.ts'
import type { Context } from '../context.ts'
import { ownId } from '../id.ts'

/** Fields that are known from the id. */
const outlined = new Set(['__typename', 'id', 'upstreamId', 'account', 'provider', 'eventCursor', 'messages'])

export const loadConversation = (
  ref: Ref,
  context: Context,
  info: GraphQLResolveInfo,
): Conversation | Promise<Conversation | null> => {
  const key = { account: ref.account, id: ownId(ref) }
  if (!asksForThreadOnly(info)) return context.loaders.conversation.load(key)
  context.scope.call(ref.account)
  return key as Conversation
}

/** Only a conversation that was loaded may answer for itself later in the operation. */
export const primeConversation = (conversation: Conversation, { loaders }: Context): void => {
  if (conversation.status !== undefined) loaders.conversation.prime(conversation, conversation)
}

const asksForThreadOnly = ({ fieldNodes, fragments }: GraphQLResolveInfo): boolean => {
  const fieldsOf = (set: SelectionSetNode | undefined): FieldNode[] =>
    (set?.selections ?? []).flatMap((selection: SelectionNode) => {
      switch (selection.kind) {
        case Kind.FIELD:
          return [selection]
        case Kind.INLINE_FRAGMENT:
          return fieldsOf(selection.selectionSet)
        default:
          return fieldsOf(fragments[selection.name.value]?.selectionSet)
      }
    })
  const names = fieldNodes.flatMap(({ selectionSet }) => fieldsOf(selectionSet)).map(({ name }) => name.value)
  return names.includes('messages') && names.every((name) => outlined.has(name))
}
