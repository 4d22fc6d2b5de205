/** `items` in the order of `keys`, one entry per key, null where there is none. */
export const inOrderOf = <K, T>(
  keys: readonly K[],
  items: Iterable<T>,
  keyOf: (item: T) => K,
): (T | null)[] => {
  const byKey = new Map<K, T>()
  for (const item of items) byKey.set(keyOf(item), item)
  return keys.map((key) => byKey.get(key) ?? null)
}
