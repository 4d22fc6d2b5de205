/**
 * A look for which there was no such conversation says nothing of those who may see more than whoever looked. So each
 * who watches it is asked for, and who may not see it any more is told, although nothing happens there.
 */
import { DomainError } from '../domain/errors.ts'
import type { Instant } from '../domain/time.ts'
import { inGroups } from '../kit/group.ts'
import type { Rights } from './rights.ts'
import { type Target, targetKey, type Watcher } from './watch.ts'

export interface Doubts {
  /** Never rejects. An upstream that cannot say is asked again when the doubt is raised again. */
  raise(target: Target): Promise<void>
}

export interface DoubtDeps {
  readonly rights: Pick<Rights, 'maySee' | 'forget'>
  readonly now: () => Instant
  /** Told of bugs. */
  readonly onError: (error: unknown) => void
}

/** Milliseconds for which it is enough to have asked anew once, however often the doubt is raised. */
const settledMs = 60_000

export const createDoubts = ({ rights, now, onError }: DoubtDeps): Doubts => {
  const raisedAt = new Map<string, Instant>()

  const isNew = (target: Target): boolean => {
    for (const [key, at] of raisedAt) if (at + settledMs <= now()) raisedAt.delete(key)
    const key = targetKey(target)
    if (raisedAt.has(key)) return false
    raisedAt.set(key, now())
    return true
  }

  return {
    raise: async (target) => {
      const { account, conversationId, watchers } = target
      if (conversationId === null) return
      const mustAskAnew = isNew(target)
      const ask = async (equal: readonly [Watcher, ...Watcher[]]): Promise<void> => {
        const [{ viewer }] = equal
        if (mustAskAnew) rights.forget(viewer, account, conversationId)
        try {
          if (await rights.maySee(viewer, account, conversationId)) return
          for (const { onLost } of equal) onLost?.()
        } catch (error) {
          if (!(error instanceof DomainError)) onError(error)
        }
      }
      await Promise.all(inGroups(watchers, ({ viewer }) => viewer.key).map(ask))
    },
  }
}
