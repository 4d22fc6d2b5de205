import { describe, expect, test } from 'vitest'
import type { AgentRole } from '../../../../src/domain/actor.ts'
import { ForbiddenError, UpstreamRejectedError } from '../../../../src/domain/errors.ts'
import { call, chatwootOver, origin } from './model.ts'

const ana = { name: 'Ana Ruiz', email: 'ana@example.com', role: 'AGENT' as AgentRole }

describe('a new agent', () => {
  test.each([
    ['AGENT', 'agent'],
    ['ADMINISTRATOR', 'administrator'],
  ] as const)('as %s is one call', async (role, word) => {
    const { upstream, asked } = chatwootOver(() => ({
      id: 9,
      name: 'Ana Ruiz',
      email: 'ana@example.com',
      role: word,
      availability_status: 'offline',
      thumbnail: '',
    }))
    expect(await upstream.can.createAgent?.({ ...ana, role }, call)).toEqual({
      type: 'Agent',
      account: 'chatwoot',
      id: '9',
      name: 'Ana Ruiz',
      email: 'ana@example.com',
      avatarUrl: null,
      role,
      availability: 'OFFLINE',
    })
    expect(asked.map(({ method, path, body }) => ({ method, path, body }))).toEqual([
      {
        method: 'POST',
        path: '/api/v1/accounts/1/agents',
        body: { name: 'Ana Ruiz', email: 'ana@example.com', role: word },
      },
    ])
  })

  test.each([
    [{ role: 'SUPERVISOR' as const }, 'role'],
    [{ email: null }, 'email'],
    [{ email: 'ana' }, 'email'],
    [{ email: 'ana@\ud800' }, 'email'],
    [{ name: ' ' }, 'name'],
    [{ name: 'A\0' }, 'name'],
  ])('%j is refused before anybody is asked', async (change, path) => {
    const { upstream, asked } = chatwootOver(() => ({}))
    const created = upstream.can.createAgent?.({ ...ana, ...change }, call)
    await expect(created).rejects.toMatchObject({ code: 'BAD_USER_INPUT', argumentPath: [path] })
    expect(asked).toEqual([])
  })

  test('beyond the plan, known already, or by somebody who is no administrator is refused by Chatwoot', async () => {
    for (const error of [
      new UpstreamRejectedError('refused', origin, 402, 'Account limit exceeded.'),
      new UpstreamRejectedError('refused', origin, 422, 'Email has already been taken'),
      new ForbiddenError('not allowed', origin),
    ]) {
      const { upstream } = chatwootOver(({ operation }) =>
        operation === 'profile.get' ? { id: 3, accounts: [] } : error,
      )
      await expect(upstream.can.createAgent?.(ana, call)).rejects.toBe(error)
    }
  })
})
