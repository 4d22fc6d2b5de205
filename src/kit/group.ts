/** `items` in groups of equal `groupOf`, in order of first appearance. */
export const inGroups = <T>(items: readonly T[], groupOf: (item: T) => string): [T, ...T[]][] => {
  const groups = new Map<string, [T, ...T[]]>()
  for (const item of items) {
    const group = groups.get(groupOf(item))
    if (group) group.push(item)
    else groups.set(groupOf(item), [item])
  }
  return [...groups.values()]
}
