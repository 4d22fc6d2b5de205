import { InvalidInputError } from '../../domain/errors.ts'
import { checkCharacters, isBlank } from '../../domain/text.ts'
import { withEffect } from '../http/effect.ts'
import type { Upstream } from '../port.ts'
import type { Context } from './context.ts'
import { toAgent } from './map/people.ts'
import { checkLength } from './send/text.ts'

const maxNameLength = 255

/** The agent starts unseen, as Infobip's own do: whoever it is shows up by signing in. */
export const createAgentOf =
  ({ account, client, origin }: Context): NonNullable<Upstream['can']['createAgent']> =>
  async ({ name, email, role }, call) => {
    checkCharacters(name, ['name'])
    if (isBlank(name)) throw new InvalidInputError('An agent needs a name.', ['name'])
    checkLength(name, ['name'], maxNameLength)
    if (email !== null) {
      throw new InvalidInputError("An agent's e-mail address cannot be set on Infobip.", ['email'])
    }
    if (role === 'ADMINISTRATOR') {
      throw new InvalidInputError('Infobip has the roles AGENT and SUPERVISOR.', ['role'])
    }
    const draft = { displayName: name, status: 'INVISIBLE', role, enabled: true }
    return withEffect(origin, async () => toAgent(account.name, await client.createAgent(draft, call)))
  }
