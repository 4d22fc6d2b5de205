/** A note, and the agents that it calls on. */
import { InvalidInputError } from '../../../domain/errors.ts'
import type { JsonObject } from '../../../domain/json.ts'
import type { OutgoingNote } from '../../../domain/outgoing.ts'
import { checkCharacters } from '../../../domain/text.ts'
import type { WireActor } from '../wire.ts'
import { marksOf } from './message.ts'
import { checkLength, checkPresent } from './text.ts'

export const checkNote = ({ text }: OutgoingNote): void => {
  checkCharacters(text, ['text'])
  checkPresent(text, ['text'])
  checkLength(text, ['text'])
}

/**
 * Chatwoot knows whom to call on by links in the text, the way its own editor writes them. They follow the text,
 * each once, except those that it has already. `agents` are those of the account.
 */
export const noteBodyOf = (note: OutgoingNote, agents: readonly WireActor[]): JsonObject => {
  const mentions = note.mentionAgentIds.map((id, index) => {
    const agent = agents.find((each) => each.id === id)
    if (agent) return { id, link: linkOf(agent) }
    throw new InvalidInputError('There is no such agent.', ['mentionAgentIds', String(index)])
  })
  const links = new Set(
    mentions.filter(({ id }) => !note.text.includes(`(mention://user/${id}/`)).map(({ link }) => link),
  )
  const content = links.size > 0 ? `${note.text}\n\n${[...links].join(' ')}` : note.text
  checkLength(content, ['text'])
  return { content, private: true, content_attributes: marksOf(note) }
}

const linkOf = ({ id, name }: WireActor): string => {
  const words = name?.trim() || id
  const label = words.replace(/[\\[\]]/g, '\\$&')
  return `[@${label}](mention://user/${id}/${encodeURIComponent(words).replace(/[()]/g, escapeOf)})`
}

/** `encodeURIComponent` leaves brackets alone, which would end the link. */
const escapeOf = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`
