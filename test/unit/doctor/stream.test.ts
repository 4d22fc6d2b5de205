import { describe, expect, test } from 'vitest'
import { findings } from '../../../src/doctor/finding.ts'
import { examineStream } from '../../../src/doctor/stream.ts'
import { UpstreamUnavailableError } from '../../../src/domain/errors.ts'
import type { Call, Upstream } from '../../../src/upstream/port.ts'

const examine = async (listen: Upstream['listen'], signal = new AbortController().signal) => {
  const call: Call = { credential: { header: 'a', value: 'b' }, agentId: null, requestId: 'doctor', signal }
  const found = await examineStream(findings('desk'), { listen } as Upstream, call)
  return found.map(({ what, status, detail }) => `${what}: ${status} ${detail}`)
}
/** As an upstream does that opens nothing, until it is told to stop. */
const ended = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))

describe('of a live connection the doctor', () => {
  test('is content when it opens, and ends it then', async () => {
    let isEnded = false
    const found = await examine(async ({ signal }, listener) => {
      const end = ended(signal)
      listener.up()
      await end
      isEnded = true
    })
    expect(found).toEqual([expect.stringMatching(/^live: OK its live connection opens/)])
    expect(isEnded).toBe(true)
  })

  test('warns when it does not open in time', async () => {
    const patience = new AbortController()
    const found = examine(({ signal }) => {
      const end = ended(signal)
      patience.abort()
      return end
    }, patience.signal)
    expect(await found).toEqual(['live: WARNING its live connection cannot be opened'])
  })

  test('repeats why it is refused', async () => {
    const found = await examine(() =>
      Promise.reject(new UpstreamUnavailableError('It does not admit this user.')),
    )
    expect(found).toEqual(['live: WARNING It does not admit this user.'])
  })

  test('lets bugs be bugs', async () => {
    await expect(examine(() => Promise.reject(new TypeError('a bug')))).rejects.toThrow('a bug')
  })

  test('says nothing where there is none', async () => {
    expect(await examine(undefined)).toEqual([])
  })
})
