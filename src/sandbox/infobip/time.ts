/** `2024-01-01T00:00:00.000+00:00`, as conversations, messages, notes, queues, tags and templates give times. */
export const formatTime = (time: number): string => new Date(time).toISOString().replace('Z', '+00:00')

/** `2019-05-10T09:53:58.463+0000`, as agents give them. */
export const formatAgentTime = (time: number): string => new Date(time).toISOString().replace('Z', '+0000')

const written = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}[+-]\d{2}):?(\d{2})$/

/** A filter's time, with `+0000` or `+00:00`; undefined for anything else. A `Z` is in no documented format. */
export const parseTime = (text: string): number | undefined => {
  const parts = written.exec(text)
  const time = parts ? Date.parse(`${parts[1]}:${parts[2]}`) : Number.NaN
  return Number.isNaN(time) ? undefined : time
}
