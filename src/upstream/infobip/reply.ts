import type { Upstream } from '../port.ts'

/**
 * Who may reply, by Infobip's rules for `x-agent-id`:
 *
 * | the conversation is …    | no agent       | an AGENT       | a SUPERVISOR   |
 * | ------------------------ | -------------- | -------------- | -------------- |
 * | unassigned               | yes            | not assigned   | not assigned   |
 * | assigned to an AGENT     | agent required | only that one  | yes            |
 * | assigned to a SUPERVISOR | agent required | not assigned   | yes            |
 *
 * An AGENT is never the SUPERVISOR that a conversation is assigned to. So the last two rows are one: an agent
 * replies where it is itself assigned, and only the caller's role must be known, not the assignee's.
 */
export const replyBlockedReason: Upstream['conversations']['replyBlockedReason'] = async (
  { status, assigneeId },
  { agentId },
  agentOf,
) => {
  if (status === 'CLOSED') return 'CONVERSATION_CLOSED'
  if (assigneeId === null) return agentId === null ? null : 'NOT_ASSIGNED_TO_VIEWER'
  if (agentId === null) return 'AGENT_REQUIRED'
  if (agentId === assigneeId) return null
  const caller = await agentOf(agentId)
  if (!caller) return 'AGENT_REQUIRED'
  return caller.role === 'SUPERVISOR' ? null : 'NOT_ASSIGNED_TO_VIEWER'
}
