import { type DomainEvent, eventFromJson } from '../domain/event.ts'
import type { Cursor, Gap, Journal, JournalEntry } from '../state/port.ts'
import type { ResyncReason } from './item.ts'
import type { MaySee } from './rights.ts'
import type { Viewer } from './viewer.ts'

export const resyncReasons: Readonly<Record<Gap, ResyncReason>> = {
  EXPIRED: 'CURSOR_EXPIRED',
  UNKNOWN: 'CURSOR_UNKNOWN',
}

export type ReplayPage =
  | {
      /** `event` is null where the viewer may not see it, or this version does not know it. */
      readonly entries: readonly { readonly entry: JournalEntry; readonly event: DomainEvent | null }[]
      readonly hasMore: boolean
    }
  | { readonly gap: Gap }

/** What was appended after a position, as one viewer may see it. */
export type Replay = (
  account: string,
  conversationId: string | null,
  after: Cursor,
  limit: number,
  viewer: Viewer,
) => Promise<ReplayPage>

export interface ReplayDeps {
  readonly journal: Pick<Journal, 'read'>
  readonly maySee: MaySee
}

export const createReplay =
  ({ journal, maySee }: ReplayDeps): Replay =>
  async (account, conversationId, after, limit, viewer) => {
    const page = await journal.read(account, {
      ...(conversationId !== null && { conversationId }),
      after,
      limit,
    })
    if ('gap' in page) return page
    const ids = new Set(page.entries.map((entry) => entry.conversationId).filter((id) => id !== null))
    const rights = new Map(
      await Promise.all([...ids].map(async (id) => [id, await maySee(viewer, account, id)] as const)),
    )
    return {
      entries: page.entries.map((entry) => {
        const isAllowed = entry.conversationId === null || rights.get(entry.conversationId) === true
        return { entry, event: isAllowed ? (eventFromJson(entry.event) ?? null) : null }
      }),
      hasMore: page.hasMore,
    }
  }
