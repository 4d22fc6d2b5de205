import { expect, test, vi } from 'vitest'
import { UnauthenticatedError } from '../../../src/domain/errors.ts'
import { watchCredential } from '../../../src/server/access/credential-end.ts'

const onRefused = () => () => undefined
const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length

test('a token that is watched to its end keeps no process from ending', () => {
  const before = timers()
  const release = watchCredential({ expiresAt: 86_400_000, onRefused }, new Set(), () => 0, vi.fn())
  expect(timers()).toBe(before)
  release()
})

test('its end is told, unless nobody watches any more', () => {
  vi.useFakeTimers()
  try {
    const [told, untold] = [vi.fn(), vi.fn()]
    watchCredential({ expiresAt: 5_000, onRefused }, new Set(), () => 0, told)
    watchCredential({ expiresAt: 5_000, onRefused }, new Set(), () => 0, untold)()
    vi.advanceTimersByTime(5_000)
    expect(told.mock.calls).toEqual([[expect.any(UnauthenticatedError)]])
    expect(untold).not.toHaveBeenCalled()
  } finally {
    vi.useRealTimers()
  }
})
