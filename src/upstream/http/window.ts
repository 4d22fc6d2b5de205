import type { Instant } from '../../domain/time.ts'

export interface Window<Kind extends string> {
  /** Default: once. */
  add(kind: Kind, times?: number): void
  count(kind: Kind): number
  clear(): void
}

const slotsOfWindow = 10

/** Counts what happened within the last `span` milliseconds, forgetting in steps of a tenth of it. */
export const createWindow = <Kind extends string>(span: number, now: () => Instant): Window<Kind> => {
  let slots: { readonly tick: number; readonly counts: Map<Kind, number> }[] = []

  const recent = () => {
    const tick = Math.floor((now() * slotsOfWindow) / span)
    if (slots.at(-1)?.tick !== tick) {
      slots = [...slots.filter((slot) => slot.tick > tick - slotsOfWindow), { tick, counts: new Map() }]
    }
    return slots
  }

  return {
    add: (kind, times = 1) => {
      const counts = recent().at(-1)?.counts
      counts?.set(kind, (counts.get(kind) ?? 0) + times)
    },
    count: (kind) => recent().reduce((sum, { counts }) => sum + (counts.get(kind) ?? 0), 0),
    clear: () => {
      slots = []
    },
  }
}
