import type { Profile } from '../../domain/actor.ts'
import { NotFoundError } from '../../domain/errors.ts'
import type { Call, Upstream } from '../port.ts'
import type { Context } from './context.ts'
import { isSafeId } from './id.ts'
import { readAll, readMany, sparingKnown } from './many.ts'
import { contactAt, parseContactId } from './map/contact.ts'
import { toAgent, toAgentWithEmail, toBot, toLabel, toTeam } from './map/people.ts'

type People = Pick<
  Upstream,
  'agents' | 'bots' | 'teams' | 'labels' | 'conversationLabels' | 'contacts' | 'profile'
>

const byId = 'id:asc'
const idOf = ({ id }: { readonly id: string }) => id
const nameOf = ({ name }: { readonly name: string }) => name

export const getAgent = async ({ account, client }: Context, id: string, call: Call) => {
  if (!isSafeId(id)) return null
  try {
    return toAgentWithEmail(account.name, await client.getAgent(id, call))
  } catch (error) {
    if (error instanceof NotFoundError) return null
    throw error
  }
}

export const createPeople = (context: Context): People => {
  const { account, origin, client } = context
  const tagsOf = (call: Call, conversationId?: string) =>
    readAll(origin, nameOf, (paging) => client.listTags({ ...paging, orderBy: byId, conversationId }, call))

  return {
    agents: {
      async list(call) {
        const rows = await readAll(origin, idOf, (paging) =>
          client.listAgents({ ...paging, orderBy: byId }, call),
        )
        return rows.map((row) => toAgent(account.name, row))
      },
      async getMany(ids, call) {
        const rows = await readMany(
          ids,
          sparingKnown((agentIds) =>
            client.listAgents({ agentIds, limit: agentIds.length, orderBy: byId }, call),
          ),
        )
        return rows.map((row) => row && toAgent(account.name, row))
      },
      get: (id, call) => getAgent(context, id, call),
    },

    bots: {
      async list(call) {
        const rows = await readAll(origin, idOf, (paging) =>
          client.listBots({ ...paging, orderBy: byId }, call),
        )
        return rows.map((row) => toBot(account.name, row))
      },
    },

    teams: {
      async list(call) {
        const rows = await readAll(origin, idOf, (paging) =>
          client.listQueues({ ...paging, orderBy: byId }, call),
        )
        return rows.filter(({ deletedAt }) => !deletedAt).map((row) => toTeam(account.name, row))
      },
      async getMany(ids, call) {
        const rows = await readMany(
          ids,
          sparingKnown((queueIds) =>
            client.listQueues({ queueIds, limit: queueIds.length, orderBy: byId }, call),
          ),
        )
        return rows.map((row) => row && toTeam(account.name, row))
      },
    },

    labels: {
      list: async (call) => (await tagsOf(call)).map(toLabel),
    },

    conversationLabels: {
      list: async (conversationId, call) => (await tagsOf(call, conversationId)).map(nameOf),
    },

    contacts: {
      async get(id) {
        const key = parseContactId(id)
        return key ? contactAt(account.name, key) : null
      },
    },

    async profile(call): Promise<Profile> {
      const agent = call.agentId === null ? null : await getAgent(context, call.agentId, call)
      return { agent, isAdmin: agent?.role === 'SUPERVISOR' }
    },
  }
}
