/** Looks up an upstream's word. Undefined for an unknown one, `constructor` included. */
export const words = <T>(
  table: Readonly<Record<string, T>>,
): ((word: string | null | undefined) => T | undefined) => {
  const known = new Map(Object.entries(table))
  return (word) => (word ? known.get(word) : undefined)
}
