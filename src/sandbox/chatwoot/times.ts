/** Whole seconds; 0 for never, as Chatwoot writes it. */
export const seconds = (time: number | null): number => (time === null ? 0 : Math.floor(time / 1000))

export const iso = (time: number | null): string | null =>
  time === null ? null : new Date(time).toISOString()
