import { InvalidInputError, UnsupportedError } from '../../../domain/errors.ts'
import type { OutgoingNote } from '../../../domain/outgoing.ts'
import { checkCharacters, isBlank } from '../../../domain/text.ts'
import type { Call, Upstream } from '../../port.ts'
import type { Context } from '../context.ts'
import { textOfNote, toNote } from '../map/note.ts'
import { checkLength } from './text.ts'
import { baselineOf, noteTrace, onlyCandidate } from './trace.ts'

/** UTF-16 units. */
const maxNoteLength = 4_000

/** Notes read before one is written, and after it. */
const newestBefore = 20
const newestAfter = 200

export const createNotes = (
  context: Context,
): Required<Pick<Upstream['can'], 'prepareNote' | 'findNote'>> => {
  const { account, client, now } = context
  const newest = async (conversationId: string, limit: number, call: Call) =>
    (await client.listNotes(conversationId, { limit, orderBy: 'createdAt:desc' }, call)).rows

  return {
    async prepareNote(conversationId, note, call) {
      checkNote(note, context)
      const { agentId } = call
      const trace = baselineOf(await newest(conversationId, newestBefore, call), agentId, now())
      const draft = { content: note.text, ...(agentId === null ? {} : { agentId }) }
      return {
        trace,
        post: async () =>
          toNote(account.name, conversationId, await client.createNote(conversationId, draft, call)),
      }
    },

    async findNote(conversationId, note, trace, call) {
      const { data: known } = noteTrace.safeParse(trace)
      if (!known) return null
      const rows = await newest(conversationId, newestAfter, call)
      const row = onlyCandidate(
        rows,
        known,
        (row) => textOfNote(row) === note.text && (row.agentId ?? null) === known.agentId,
      )
      return row && toNote(account.name, conversationId, row)
    },
  }
}

const checkNote = ({ text, mentionAgentIds }: OutgoingNote, { origin }: Context): void => {
  checkCharacters(text, ['text'])
  if (isBlank(text)) throw new InvalidInputError('The note is empty.', ['text'])
  checkLength(text, ['text'], maxNoteLength)
  if (mentionAgentIds.length > 0) {
    throw new UnsupportedError('Nobody can be mentioned in a note on Infobip.', origin)
  }
}
