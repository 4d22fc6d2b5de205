import { builder } from '../builder.ts'
import { requireRefOf } from '../id.ts'
import { AccountRef } from '../refs.ts'

builder.queryFields((t) => ({
  accounts: t.field({
    type: [AccountRef],
    description: 'Every configured upstream account.',
    resolve: (_, __, context) => {
      context.scope.requireCaller()
      return context.scope.upstreams.map(({ account }) => account)
    },
  }),
  account: t.field({
    type: AccountRef,
    nullable: true,
    description: 'One upstream account.',
    args: { id: t.arg.id({ required: true, description: 'Global id of the account.' }) },
    resolve: (_, { id }, context) => {
      context.scope.requireCaller()
      return context.scope.upstream(requireRefOf('Account', id, ['id'], context).account).account
    },
  }),
}))
