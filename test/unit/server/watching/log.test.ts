import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { UpstreamUnavailableError } from '../../../../src/domain/errors.ts'
import { createLog, type LogLevel } from '../../../../src/server/watching/log.ts'

const linesOf = (write: (log: ReturnType<typeof createLog>) => void, level?: LogLevel): string => {
  let text = ''
  write(
    createLog(level, {
      write: (line) => {
        text += line
      },
    }),
  )
  return text
}
const loggedAs = (line: object): string => linesOf((log) => log.info(line, 'told'))

describe('the log', () => {
  test.each([
    'authorization',
    'Authorization',
    'api_access_token',
    'api-access-token',
    'cookie',
    'set-cookie',
    'x-chatwoot-signature',
    'X-Infobip-Signature',
    'upstream-authorization',
    'upstreamAuthorization',
    'pubsub_token',
    'webhookSecret',
    'password',
    'apiKey',
    'token',
    'jwt',
  ])('hides what stands in a field named %s, at any depth', (name) => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'list'), { maxLength: 5 }), (path) => {
        const deep = path.reduce<object>(
          (inner, step) => (step === 'list' ? { list: [inner] } : { [step]: inner }),
          {
            [name]: 'canary',
          },
        )
        const line = loggedAs({ request: deep })
        expect(line).not.toContain('canary')
        expect(line).toMatch(/\[redacted\]|\[deeper\]/)
      }),
      { numRuns: 20 },
    )
  })

  test.each([
    'Bearer canary-0123456789',
    'Basic Y2FuYXJ5OmNhbmFyeQ==canary',
    'App canary-8f2b-4ac0',
    'eyJhbGciOiJIUzI1NiJ9.eyJjYW5hcnkiOjF9.canary',
    'https://user:canary@chat.example.com/canary?api_access_token=canary',
    'redis+sentinel://:canary@host/master',
  ])('hides a credential in the middle of a text: %s', (secret) => {
    const text = `it said "${secret}"\nand \\ ended`
    for (const line of [
      loggedAs({ detail: text }),
      loggedAs({ err: new Error(text) }),
      loggedAs({ err: new Error('outer', { cause: new Error(text) }) }),
      linesOf((log) => log.error(new Error(text))),
      linesOf((log) => log.error(text)),
    ]) {
      expect(line).not.toMatch(/canary/)
      expect(() => JSON.parse(line)).not.toThrow()
    }
  })

  test('shows of an error what it says, and none of its fields', () => {
    const cause = Object.assign(new TypeError('fetch failed'), {
      code: 'ECONNRESET',
      request: { path: '/canary' },
      body: 'canary',
    })
    const line = loggedAs({
      err: new UpstreamUnavailableError(
        'desk cannot be reached.',
        { account: 'desk', provider: 'CHATWOOT' },
        cause,
      ),
    })
    expect(JSON.parse(line)).toMatchObject({
      err: {
        type: 'UpstreamUnavailableError',
        code: 'UPSTREAM_UNAVAILABLE',
        message: 'desk cannot be reached.',
        stack: expect.stringContaining('log.test.ts'),
        cause: { type: 'TypeError', code: 'ECONNRESET', message: 'fetch failed' },
      },
    })
    expect(line).not.toContain('canary')
  })

  test('ends where an object leads back to itself', () => {
    const round: Record<string, unknown> = { token: 'canary' }
    round.again = round
    expect(loggedAs({ round })).not.toContain('canary')
  })

  test('is as quiet as its level says', () => {
    const write = (log: ReturnType<typeof createLog>) => {
      log.debug?.('debug')
      log.info('info')
      log.error('error')
    }
    const told = (level?: LogLevel) => linesOf(write, level).match(/(?<="msg":")\w+/g) ?? []
    expect(told()).toEqual(['info', 'error'])
    expect(told('debug')).toEqual(['debug', 'info', 'error'])
    expect(told('error')).toEqual(['error'])
    expect(told('silent')).toEqual([])
  })
})
