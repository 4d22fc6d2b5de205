/**
 * What is known before a send, to tell its row from others afterwards. Infobip keeps no mark of ours: so a row is
 * taken for the one that was sent when it is new since then, comes soon after, says the same in the same name
 * along the same way, and is the only such row. Of two, one is another send's, and nothing tells which: then none
 * is taken, since a message that is reported sent while another was is lost, and an unknown outcome is not.
 */
import { z } from 'zod'
import type { Json } from '../../../domain/json.ts'
import type { Instant } from '../../../domain/time.ts'
import { at } from '../map/json.ts'

/** Milliseconds from the look before a send in which its row may be dated: the time to send, and clocks that differ. */
const window = 120_000

const baseline = z.object({
  /** Time of the newest row before the send; null when there was none. */
  since: z.number().nullable(),
  /** The ids at that time. */
  known: z.array(z.string()),
  /** The row is not later. */
  until: z.number(),
  agentId: z.string().nullable(),
})
export type Baseline = z.infer<typeof baseline>

export const noteTrace = baseline
export const messageTrace = baseline.extend({
  route: z.object({
    channel: z.string(),
    from: z.string(),
    to: z.string(),
    subject: z.string().nullable(),
  }),
})

interface Row {
  readonly id: string
  readonly createdAt: Instant
}

/** `rows`: those of the list that are newest, in any order. */
export const baselineOf = (rows: readonly Row[], agentId: string | null, now: Instant): Baseline => {
  const since = rows.length === 0 ? null : Math.max(...rows.map(({ createdAt }) => createdAt))
  return {
    since,
    known: rows.filter(({ createdAt }) => createdAt === since).map(({ id }) => id),
    until: now + window,
    agentId,
  }
}

/** The one row that can be what was sent. */
export const onlyCandidate = <T extends Row>(
  rows: readonly T[],
  { since, known, until }: Baseline,
  isSame: (row: T) => boolean,
): T | null => {
  const candidates = rows.filter(
    (row) =>
      (since === null || row.createdAt >= since) &&
      row.createdAt <= until &&
      !known.includes(row.id) &&
      isSame(row),
  )
  return candidates.length === 1 ? (candidates[0] ?? null) : null
}

/** Whether everything sent is in what came back, where more may have been added. */
export const isIn = (sent: Json, got: Json | undefined): boolean => {
  if (sent === null) return got == null
  if (Array.isArray(sent)) {
    return (
      Array.isArray(got) && got.length === sent.length && sent.every((item, index) => isIn(item, got[index]))
    )
  }
  if (typeof sent === 'object') {
    return (
      typeof got === 'object' &&
      got !== null &&
      Object.entries(sent).every(([key, value]) => isIn(value, at(got, key)))
    )
  }
  // A template's language comes back as `{ code, label }`.
  return got === sent || at(got, 'code') === sent
}
