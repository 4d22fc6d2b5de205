import { InvalidInputError } from '../../domain/errors.ts'
import type { Ref } from '../../domain/ref.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { costing } from '../cost.ts'
import { ownId, requireRef } from '../id.ts'
import { NodeRef } from '../refs.ts'

const maxNodes = 100

builder.queryFields((t) => ({
  node: t.field({
    type: NodeRef,
    nullable: true,
    description:
      'Relay: any object by its global id. Null when it does not exist or you may not see it. `BAD_USER_INPUT` for something that is not an id of this API.',
    args: { id: t.arg.id({ required: true, description: 'A global id.' }) },
    resolve: (_, { id }, context) => findNode(requireRef(id, ['id'], context), context),
  }),
  nodes: t.field({
    type: [NodeRef],
    extensions: costing({ size: { by: ['ids'], preset: 0 } }),
    nullable: { list: false, items: true },
    description:
      'Relay: many objects; same order and length as `ids`, null for each miss. An id that is not of this API is null with a `BAD_USER_INPUT` error at its place; the others are served. At most 100 ids.',
    args: { ids: t.arg.idList({ required: true, description: 'Global ids, at most 100.' }) },
    resolve: (_, { ids }, context) => {
      if (ids.length > maxNodes) throw new InvalidInputError(`At most ${maxNodes} ids at once.`, ['ids'])
      return ids.map(async (id, index) => findNode(requireRef(id, ['ids', String(index)], context), context))
    },
  }),
}))

const findNode = async (ref: Ref, context: Context): Promise<object | null> => {
  const value = await load(ref, context)
  return value && { ...value, __typename: ref.type }
}

const load = async (ref: Ref, context: Context): Promise<object | null> => {
  const { loaders } = context
  const { account, path } = ref
  const key = { account, id: ownId(ref) }
  context.scope.call(account)
  switch (ref.type) {
    case 'Account':
      return context.scope.upstream(account).account
    case 'Agent':
      return loaders.agent.load(key)
    case 'Bot':
      return loaders.bot.load(key)
    case 'Contact':
      return loaders.contact.load(key)
    case 'Conversation':
      return loaders.conversation.load(key)
    case 'Inbox':
      return loaders.inbox.load(key)
    case 'Team':
      return loaders.team.load(key)
    case 'Message':
      return loaders.message.load({ ...key, conversationId: path[0] ?? '' })
    case 'Attachment': {
      const message = await loaders.message.load({
        account,
        conversationId: path[0] ?? '',
        id: path[1] ?? '',
      })
      return message?.attachments.find(({ id }) => id === key.id) ?? null
    }
  }
}
