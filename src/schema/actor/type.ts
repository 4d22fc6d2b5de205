import type { Agent, Contact } from '../../domain/actor.ts'
import { httpUrlOrNull } from '../../kit/url.ts'
import { builder } from '../builder.ts'
import type { Context } from '../context.ts'
import { globalId } from '../id.ts'
import { AccountRef, ActorRef, AgentRef, BotRef, ContactRef, NodeRef } from '../refs.ts'

ActorRef.implement({
  description: 'Somebody who writes: a contact, an agent or a bot.',
  resolveType: ({ type }) => type,
  fields: (t) => ({
    id: t.id({ description: 'Global id.', resolve: (actor) => globalId(actor.type, actor) }),
    name: t.exposeString('name', { nullable: true, description: 'Display name.' }),
    avatarUrl: t.field({
      type: 'URL',
      nullable: true,
      description: 'Picture.',
      resolve: ({ avatarUrl }) => httpUrlOrNull(avatarUrl),
    }),
  }),
})

export const AgentRoleEnum = builder.enumType('AgentRole', {
  description: 'What an agent may do in the account.',
  values: {
    AGENT: { description: 'Answers conversations.' },
    SUPERVISOR: { description: 'Infobip: may reply in any assigned conversation.' },
    ADMINISTRATOR: { description: 'Chatwoot: sees and changes everything in the account.' },
  } as const,
})

const AgentAvailability = builder.enumType('AgentAvailability', {
  description: 'Whether an agent is there.',
  values: {
    ONLINE: { description: 'There. Infobip: ACTIVE.' },
    BUSY: { description: 'There, and not taking more.' },
    AWAY: { description: 'Not at the desk (Infobip).' },
    OFFLINE: { description: 'Not there. Infobip: INVISIBLE.' },
    UNKNOWN: { description: 'The upstream did not say.' },
  } as const,
})

/** A list gave the agent without this field: ask for the agent itself. */
const inFull = (agent: Agent, context: Context) => context.loaders.agentInFull.load(agent)

AgentRef.implement({
  description: 'A person who answers conversations in one account.',
  interfaces: [NodeRef, ActorRef],
  fields: (t) => ({
    id: t.id({ description: 'Global id.', resolve: (agent) => globalId('Agent', agent) }),
    upstreamId: t.exposeString('id', { description: "The agent's id in the upstream's own API." }),
    account: t.field({
      type: AccountRef,
      description: 'The account the agent works in.',
      resolve: ({ account }, _, context) => context.scope.upstream(account).account,
    }),
    email: t.string({
      nullable: true,
      description: 'Null when the agent has none. On Infobip it costs one REST call an agent.',
      resolve: async (agent, _, context) =>
        agent.email !== undefined ? agent.email : ((await inFull(agent, context))?.email ?? null),
    }),
    role: t.field({
      type: AgentRoleEnum,
      nullable: true,
      description: 'Null for somebody whom the account no longer lists.',
      resolve: async (agent, _, context) =>
        agent.role !== undefined ? agent.role : ((await context.loaders.agent.load(agent))?.role ?? null),
    }),
    availability: t.field({
      type: AgentAvailability,
      description: 'As the upstream last computed it.',
      resolve: async (agent, _, context) =>
        agent.availability ?? (await context.loaders.agent.load(agent))?.availability ?? 'UNKNOWN',
    }),
  }),
})

/** A contact that came embedded may lack this field: ask for the contact itself. */
const contactInFull = (contact: Contact, context: Context) => context.loaders.contact.load(contact)

ContactRef.implement({
  description:
    'The person on the other side. Infobip has no contacts here: there a contact is an address on a channel, and its name is null.',
  interfaces: [NodeRef, ActorRef],
  fields: (t) => ({
    id: t.id({ description: 'Global id.', resolve: (contact) => globalId('Contact', contact) }),
    upstreamId: t.exposeString('id', {
      description:
        "The contact's id in the upstream's own API. Infobip: channel and address, e.g. `SMS:385976333666`.",
    }),
    account: t.field({
      type: AccountRef,
      description: 'The account that knows the contact.',
      resolve: ({ account }, _, context) => context.scope.upstream(account).account,
    }),
    email: t.exposeString('email', { nullable: true, description: 'E-mail address.' }),
    phoneNumber: t.exposeString('phoneNumber', {
      nullable: true,
      description: 'Phone number as the upstream keeps it.',
    }),
    channelAddress: t.exposeString('channelAddress', {
      nullable: true,
      description: "Address on the conversation's channel: phone, e-mail, page-scoped id, widget id.",
    }),
    lastActivityAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When the contact was last heard of. Null where the upstream does not know.',
      resolve: async (contact, _, context) =>
        contact.lastActivityAt !== undefined
          ? contact.lastActivityAt
          : ((await contactInFull(contact, context))?.lastActivityAt ?? null),
    }),
    customAttributes: t.field({
      type: 'JSON',
      nullable: true,
      description: "The account's own fields on the contact, as an object.",
      resolve: async (contact, _, context) =>
        contact.customAttributes !== undefined
          ? contact.customAttributes
          : ((await contactInFull(contact, context))?.customAttributes ?? null),
    }),
  }),
})

BotRef.implement({
  description: 'A program that answers conversations.',
  interfaces: [NodeRef, ActorRef],
  fields: (t) => ({
    id: t.id({ description: 'Global id.', resolve: (bot) => globalId('Bot', bot) }),
    upstreamId: t.exposeString('id', { description: "The bot's id in the upstream's own API." }),
    account: t.field({
      type: AccountRef,
      description: 'The account the bot works in.',
      resolve: ({ account }, _, context) => context.scope.upstream(account).account,
    }),
  }),
})
