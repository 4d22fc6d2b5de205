import { setImmediate, setTimeout } from 'node:timers/promises'

/** Resolves as soon as `isTrue`, asking every few milliseconds; rejects when `ms` have passed without. */
export const until = async (isTrue: () => boolean | Promise<boolean>, ms = 10_000): Promise<void> => {
  const deadline = performance.now() + ms
  await setImmediate()
  while (!(await isTrue())) {
    if (performance.now() > deadline) throw new Error(`Not within ${ms} ms: ${isTrue}`)
    await setTimeout(5)
  }
}
