/** Who may send into a conversation: the table of Infobip's `x-agent-id` header. */
import type { DatabaseSync } from 'node:sqlite'
import { badRequest, noSuchAgent } from './faults.ts'
import type { AgentRow } from './shapes.ts'

export const findAgent = (db: DatabaseSync, id: string): AgentRow | undefined =>
  db.prepare('SELECT * FROM infobip_agents WHERE id = ?').get(id) as AgentRow | undefined

/**
 * Throws a 400 unless the header fits the assignment. That it is a 400 is known, its words are not.
 * How credentials other than API keys fare is undocumented; here the table holds for all of them.
 * An AGENT sends only where the conversation is their own; a bot's conversation is nobody's own, so there it
 * takes a SUPERVISOR.
 */
export const checkSender = (
  db: DatabaseSync,
  assigneeId: string | null,
  senderId: string | undefined,
): void => {
  if (assigneeId === null) {
    if (senderId === undefined) return
    throw badRequest('Header x-agent-id must not be sent for a conversation without an agent')
  }
  if (senderId === undefined) throw badRequest('Header x-agent-id is required for an assigned conversation')
  const sender = findAgent(db, senderId)
  if (!sender) throw noSuchAgent(senderId)
  if (sender.enabled === 0) throw badRequest(`Agent '${senderId}' is disabled`)
  if (sender.role !== 'SUPERVISOR' && senderId !== assigneeId) {
    throw badRequest(`Agent '${senderId}' cannot reply to a conversation that is not assigned to them`)
  }
}
