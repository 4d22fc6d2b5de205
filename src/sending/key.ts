import { InvalidInputError } from '../domain/errors.ts'
import { checkCharacters } from '../domain/text.ts'
import { hashOf } from '../kit/hash.ts'
import type { Call } from '../upstream/port.ts'

const maxLength = 255

/** Throws `InvalidInputError` for an id that cannot be kept as it is. */
export const checkClientMessageId = (id: string): void => {
  if (id === '' || id.length > maxLength) {
    throw new InvalidInputError(`A clientMessageId has 1 to ${maxLength} characters.`, ['clientMessageId'])
  }
  checkCharacters(id, ['clientMessageId'])
}

/**
 * Who is calling, for the ledger: the subject that Parley knows, else the credential that the upstream sees; and the
 * agent in whose name. A hash.
 */
export const callerKeyOf = ({
  credential,
  agentId,
  subject,
}: Pick<Call, 'credential' | 'agentId' | 'subject'>): string =>
  subject === undefined
    ? hashOf(['caller', credential.header.toLowerCase(), credential.value, agentId])
    : hashOf(['subject', subject, agentId])

/** The key of a send in the ledger, and what it is found by at the upstream: one for each caller's each id. */
export const markerOf = (
  account: string,
  callerKey: string,
  clientMessageId: string,
  part?: string,
): string => hashOf(['send', account, callerKey, clientMessageId, ...(part === undefined ? [] : [part])])
