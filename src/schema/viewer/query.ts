import type { Agent } from '../../domain/actor.ts'
import { DomainError } from '../../domain/errors.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { globalId } from '../id.ts'
import { AgentRef } from '../refs.ts'

interface Viewer {
  readonly name: string | null
  readonly isAdmin: boolean
  readonly agents: readonly Agent[]
}

const ViewerRef = builder.objectRef<Viewer>('Viewer').implement({
  description: 'Who the caller is, over all accounts for which the request carries a credential.',
  fields: (t) => ({
    id: t.id({
      description: 'Stable for one set of agents. Not a `Node`.',
      resolve: ({ agents }) => `viewer:${agents.map((agent) => globalId('Agent', agent)).join('.')}`,
    }),
    name: t.exposeString('name', {
      nullable: true,
      description: 'Name of the first agent; null when the caller is none.',
    }),
    isAdmin: t.exposeBoolean('isAdmin', {
      description:
        "Whether the caller is an administrator (Chatwoot) or a supervisor (Infobip) in at least one account, and the caller's token, if it is one of Parley, says the role `admin`.",
    }),
    agents: t.field({
      type: [AgentRef],
      description:
        'The agent the caller acts as, in each account that knows one. Infobip: the one named by `x-agent-id`.',
      resolve: ({ agents }) => [...agents],
    }),
  }),
})

builder.queryFields((t) => ({
  viewer: t.field({
    type: ViewerRef,
    description:
      'Who the caller is. An account that does not answer is left out; when none answers it is an error.',
    resolve: (_, __, context) => {
      context.scope.requireCaller()
      return viewerOf(context)
    },
  }),
}))

const viewerOf = async (context: Context): Promise<Viewer> => {
  const accounts = context.scope.upstreams.map(({ account }) => account.name).filter(context.scope.canCall)
  const results = await Promise.allSettled(accounts.map((account) => context.loaders.profile.load(account)))
  const profiles = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  for (const result of results) {
    const isExpected = result.status === 'fulfilled' || result.reason instanceof DomainError
    if (!isExpected || (profiles.length === 0 && result.status === 'rejected')) throw result.reason
  }
  const agents = profiles.flatMap(({ agent }) => agent ?? [])
  return {
    agents,
    name: agents[0]?.name ?? null,
    isAdmin: context.scope.hasRole('admin') && profiles.some(({ isAdmin }) => isAdmin),
  }
}
