import type { Agent } from '../../domain/actor.ts'
import { InvalidInputError, UnsupportedError } from '../../domain/errors.ts'
import { answer, payloadRef, requireRole } from '../answer.ts'
import { builder } from '../builder.ts'
import { requireRefOf } from '../id.ts'
import { AgentRef } from '../refs.ts'
import { AgentRoleEnum } from './type.ts'

const maxNameLength = 255

const CreateAgentInput = builder.inputType('CreateAgentInput', {
  description: 'The new agent.',
  fields: (t) => ({
    accountId: t.id({ required: true, description: 'Global id of the account.' }),
    name: t.string({ required: true, description: `Display name, 1 to ${maxNameLength} characters.` }),
    email: t.string({
      required: false,
      description: 'Required on Chatwoot, which writes to it; not taken on Infobip.',
    }),
    role: t.field({
      type: AgentRoleEnum,
      required: true,
      description: 'Chatwoot: AGENT, ADMINISTRATOR. Infobip: AGENT, SUPERVISOR.',
    }),
  }),
})

const CreateAgentPayload = payloadRef<{ agent: Agent }>('CreateAgentPayload')

builder.objectField(CreateAgentPayload, 'agent', (t) =>
  t.field({
    type: AgentRef,
    nullable: true,
    description: 'The new agent. Null when `userErrors` says why not.',
    resolve: ({ agent }) => agent,
  }),
)

builder.mutationField('createAgent', (t) =>
  t.field({
    type: CreateAgentPayload,
    description: "Adds an agent to an account, so that messages can be sent in that agent's name.",
    args: { input: t.arg({ type: CreateAgentInput, required: true, description: 'The new agent.' }) },
    resolve: (_, { input }, context) =>
      answer(context, async () => {
        requireRole(context, 'admin')
        const { account } = requireRefOf('Account', input.accountId, ['accountId'], context)
        const name = input.name.trim()
        if (name === '' || name.length > maxNameLength) {
          throw new InvalidInputError(`A name has 1 to ${maxNameLength} characters.`, ['name'])
        }
        const upstream = context.scope.upstream(account)
        const { createAgent } = upstream.can
        if (!createAgent) {
          const origin = { account, provider: upstream.account.provider }
          throw new UnsupportedError(`${account} takes no new agents here.`, origin, 'CREATE_AGENT')
        }
        const { email = null, role } = input
        const agent = await createAgent({ name, email, role }, context.scope.call(account))
        context.writes.joined(agent)
        return { agent }
      }),
  }),
)
