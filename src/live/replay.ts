import { type DomainEvent, eventFromJson } from '../domain/event.ts'
import type { Cursor, Gap, Journal, JournalEntry } from '../state/port.ts'
import { isForAll, type ResyncReason } from './item.ts'
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
    const found = page.entries.map((entry) => ({ entry, event: eventFromJson(entry.event) ?? null }))
    const asked = found.filter(({ event }) => event && !isForAll(event))
    const ids = new Set(asked.map(({ entry }) => entry.conversationId))
    const rights = new Map(
      await Promise.all([...ids].map(async (id) => [id, await maySee(viewer, account, id)] as const)),
    )
    const isAllowed = ({ conversationId }: JournalEntry, event: DomainEvent): boolean =>
      isForAll(event) || rights.get(conversationId) === true
    return {
      entries: found.map(({ entry, event }) => ({
        entry,
        event: event && isAllowed(entry, event) ? event : null,
      })),
      hasMore: page.hasMore,
    }
  }
