import type {
  Actor,
  ActorKey,
  Agent,
  AgentAvailability,
  AgentRole,
  Bot,
  Contact,
} from '../../../domain/actor.ts'
import type { Channel } from '../../../domain/channel.ts'
import { assistantPrefix } from '../id.ts'
import type { WireActor, WireBot, WireProfile } from '../wire.ts'
import { presentOrNull, type Site } from './site.ts'
import { instantOrNull } from './time.ts'

/** `channel` is the conversation's, where the contact came with one: it decides which address is the channel's. */
export const contactOf = (wire: WireActor, { account }: Site, channel?: Channel | null): Contact => {
  const email = presentOrNull(wire.email)
  const phoneNumber = presentOrNull(wire.phone_number)
  return {
    type: 'Contact',
    account,
    id: wire.id,
    name: presentOrNull(wire.name),
    avatarUrl: presentOrNull(wire.thumbnail),
    email,
    phoneNumber,
    channelAddress: channelAddress(channel, email, phoneNumber),
    ...(wire.last_activity_at !== undefined && { lastActivityAt: instantOrNull(wire.last_activity_at) }),
    ...(wire.custom_attributes !== undefined && { customAttributes: wire.custom_attributes }),
  }
}

/** Other channels address a contact by an id of the contact in the inbox, which does not come along. */
const channelAddress = (
  channel: Channel | null | undefined,
  email: string | null,
  phoneNumber: string | null,
): string | null => {
  if (channel === 'EMAIL') return email
  return channel === 'WHATSAPP' || channel === 'SMS' ? phoneNumber : null
}

export const agentOf = (wire: WireActor, { account }: Site): Agent => ({
  type: 'Agent',
  account,
  id: wire.id,
  name: presentOrNull(wire.name),
  avatarUrl: presentOrNull(wire.thumbnail) ?? presentOrNull(wire.avatar_url),
  ...(wire.email !== undefined && { email: presentOrNull(wire.email) }),
  ...(wire.role !== undefined && { role: roleOf(wire.role) }),
  ...(wire.availability_status != null && { availability: availabilityOf(wire.availability_status) }),
})

/** The agent that a profile describes, in this account; undefined when its owner does not work there. */
export const profileAgentOf = (wire: WireProfile, accountId: string, site: Site): Agent | undefined => {
  const membership = wire.accounts.find(({ id }) => id === accountId)
  if (!membership) return undefined
  const { role, availability_status } = membership
  return agentOf({ ...wire, type: 'user', role, availability_status }, site)
}

const roleOf = (role: string | null): AgentRole | null =>
  role === 'administrator' ? 'ADMINISTRATOR' : role === 'agent' ? 'AGENT' : null

const availabilities: Readonly<Record<string, AgentAvailability>> = {
  online: 'ONLINE',
  busy: 'BUSY',
  offline: 'OFFLINE',
}
const availabilityOf = (status: string): AgentAvailability =>
  Object.hasOwn(availabilities, status) ? (availabilities[status] ?? 'UNKNOWN') : 'UNKNOWN'

export const botOf = (wire: WireBot, { account }: Site): Bot => ({
  type: 'Bot',
  account,
  id: wire.id,
  name: presentOrNull(wire.name),
  avatarUrl: presentOrNull(wire.thumbnail) ?? presentOrNull(wire.avatar_url),
})

/** Null for a kind of sender that is new. */
export const senderOf = (wire: WireActor, site: Site): Actor | null => {
  switch (wire.type) {
    case 'contact':
      return contactOf(wire, site)
    case 'user':
      return agentOf(wire, site)
    case 'agent_bot':
      return botOf(wire, site)
    case 'captain_assistant':
      return botOf({ ...wire, id: assistantPrefix + wire.id }, site)
    default:
      return null
  }
}

/** Undefined for a kind of sender that is new. */
export const senderKeyOf = (type: string, id: string): ActorKey | undefined => {
  switch (type) {
    case 'Contact':
      return { type: 'Contact', id }
    case 'User':
      return { type: 'Agent', id }
    case 'AgentBot':
      return { type: 'Bot', id }
    case 'Captain::Assistant':
      return { type: 'Bot', id: assistantPrefix + id }
    default:
      return undefined
  }
}
