import type { AgentRole } from '../../domain/actor.ts'
import { InvalidInputError, type Origin } from '../../domain/errors.ts'
import { checkCharacters } from '../../domain/text.ts'
import { withEffect } from '../http/effect.ts'
import type { Upstream } from '../port.ts'
import type { ChatwootClient } from './client.ts'
import { agentOf } from './map/actor.ts'
import type { Site } from './map/site.ts'
import { checkPresent } from './send/text.ts'

const roleWords: Readonly<Partial<Record<AgentRole, string>>> = {
  AGENT: 'agent',
  ADMINISTRATOR: 'administrator',
}

/** Administrators only. Chatwoot writes to the address; a plan that allows no more agents is a refusal (402). */
export const createNewAgents =
  (client: ChatwootClient, origin: Origin, site: Site): NonNullable<Upstream['can']['createAgent']> =>
  async ({ name, email, role }, call) => {
    checkCharacters(name, ['name'])
    checkPresent(name, ['name'])
    checkCharacters(email, ['email'])
    if (email === null || !/^[^\s@]+@[^\s@]+$/.test(email)) {
      throw new InvalidInputError('Chatwoot needs the e-mail address of an agent.', ['email'])
    }
    const word = roleWords[role]
    if (!word) throw new InvalidInputError('Chatwoot has agents and administrators only.', ['role'])
    return withEffect(origin, async () =>
      agentOf(await client.createAgent({ name, email, role: word }, call), site),
    )
  }
