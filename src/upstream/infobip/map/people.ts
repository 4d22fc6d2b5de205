import type { Agent, AgentAvailability, AgentRole, Bot } from '../../../domain/actor.ts'
import type { Label, Team } from '../../../domain/place.ts'
import type { WireAgent, WireBot, WireQueue, WireTag } from '../wire.ts'
import { words } from './words.ts'

const roleOfWord = words<AgentRole>({ AGENT: 'AGENT', SUPERVISOR: 'SUPERVISOR' })

const availabilityOfWord = words<AgentAvailability>({
  ACTIVE: 'ONLINE',
  BUSY: 'BUSY',
  AWAY: 'AWAY',
  INVISIBLE: 'OFFLINE',
})

/** As lists give it: without an e-mail address, which is then not told. */
export const toAgent = (account: string, wire: WireAgent): Agent => ({
  type: 'Agent',
  account,
  id: wire.id,
  name: wire.displayName || null,
  avatarUrl: null,
  role: roleOfWord(wire.role) ?? null,
  // What the system sees. "Get one" only tells what the agent has set, which says nothing of a closed browser.
  ...(wire.availability ? { availability: availabilityOfWord(wire.availability) ?? 'UNKNOWN' } : {}),
})

export const toAgentWithEmail = (account: string, wire: WireAgent): Agent => ({
  ...toAgent(account, wire),
  email: wire.email || null,
})

export const toBot = (account: string, wire: WireBot): Bot => ({
  type: 'Bot',
  account,
  id: wire.id,
  name: wire.displayName || null,
  avatarUrl: null,
})

export const toTeam = (account: string, wire: WireQueue): Team => ({
  account,
  id: wire.id,
  name: wire.name ?? '',
})

export const toLabel = ({ name }: WireTag): Label => ({ name, color: null })
