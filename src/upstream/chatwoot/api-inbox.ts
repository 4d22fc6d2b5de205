/** What Chatwoot allows in API inboxes only. Its refusal says so in words alone, and a look at the inbox tells. */
import type { Capability } from '../../domain/capability.ts'
import { type Origin, UnsupportedError } from '../../domain/errors.ts'
import type { Call } from '../port.ts'
import type { ChatwootClient } from './client.ts'
import { orNothing } from './errors.ts'
import { channelOf } from './map/place.ts'

export interface ApiInboxOnly {
  readonly capability: Capability
  /** A sentence, for people. */
  readonly reason: string
}

/** The refusal as an `UnsupportedError` when the conversation is in another inbox, else as it was. */
export const explained = async (
  refusal: unknown,
  client: ChatwootClient,
  origin: Origin,
  conversationId: string,
  { capability, reason }: ApiInboxOnly,
  call: Call,
): Promise<unknown> => {
  const channel = (await orNothing(client.conversation(conversationId, call)))?.meta.channel
  return !channel || channelOf(channel) === 'API' ? refusal : new UnsupportedError(reason, origin, capability)
}
