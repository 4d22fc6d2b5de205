import { describe, expect, it, vi } from 'vitest'
import type { Agent, AgentRole } from '../../../../src/domain/actor.ts'
import { toConversation } from '../../../../src/upstream/infobip/map/conversation.ts'
import { replyBlockedReason } from '../../../../src/upstream/infobip/reply.ts'

const roles: Record<string, AgentRole> = { ann: 'AGENT', ben: 'AGENT', sue: 'SUPERVISOR', sam: 'SUPERVISOR' }

const agentOf = async (id: string): Promise<Agent | null> => {
  const role = roles[id]
  return role ? { type: 'Agent', account: 'infobip', id, name: id, avatarUrl: null, role } : null
}

const conversation = (assigneeId: string | null, status = 'OPEN') =>
  toConversation('infobip', { id: 'c', createdAt: 0, agentId: assigneeId, status } as never)

describe('who may reply, by the table of x-agent-id', () => {
  it.each([
    // the conversation is … | the caller is … | a reply is blocked because …
    ['unassigned', null, 'no agent', null, null],
    ['unassigned', null, 'an agent', 'ann', 'NOT_ASSIGNED_TO_VIEWER'],
    ['unassigned', null, 'a supervisor', 'sue', 'NOT_ASSIGNED_TO_VIEWER'],
    ['assigned to an agent', 'ann', 'no agent', null, 'AGENT_REQUIRED'],
    ['assigned to an agent', 'ann', 'that agent', 'ann', null],
    ['assigned to an agent', 'ann', 'another agent', 'ben', 'NOT_ASSIGNED_TO_VIEWER'],
    ['assigned to an agent', 'ann', 'a supervisor', 'sue', null],
    ['assigned to a supervisor', 'sue', 'no agent', null, 'AGENT_REQUIRED'],
    ['assigned to a supervisor', 'sue', 'an agent', 'ann', 'NOT_ASSIGNED_TO_VIEWER'],
    ['assigned to a supervisor', 'sue', 'that supervisor', 'sue', null],
    ['assigned to a supervisor', 'sue', 'another supervisor', 'sam', null],
    // what the table does not cover
    ['assigned to an agent', 'ann', 'somebody unknown', 'eve', 'AGENT_REQUIRED'],
    ['assigned to a bot', 'bot', 'an agent', 'ann', 'NOT_ASSIGNED_TO_VIEWER'],
  ])('%s (%s), %s (%s): %s', async (_, assigneeId, __, agentId, expected) => {
    expect(await replyBlockedReason(conversation(assigneeId), { agentId }, agentOf)).toBe(expected)
  })

  it('nobody replies to a closed conversation', async () => {
    for (const agentId of [null, 'ann', 'sue']) {
      expect(await replyBlockedReason(conversation('ann', 'CLOSED'), { agentId }, agentOf)).toBe(
        'CONVERSATION_CLOSED',
      )
    }
  })

  it("asks at most for the caller's role", async () => {
    const asked = vi.fn(agentOf)
    await replyBlockedReason(conversation(null), { agentId: 'ann' }, asked)
    await replyBlockedReason(conversation('ann'), { agentId: 'ann' }, asked)
    await replyBlockedReason(conversation('ann'), { agentId: null }, asked)
    expect(asked).not.toHaveBeenCalled()
    await replyBlockedReason(conversation('ann'), { agentId: 'sue' }, asked)
    expect(asked.mock.calls).toEqual([['sue']])
  })
})
