/** Freezes a tree of plain objects and arrays, however deep. */
export const freezeDeep = <T>(value: T): T => {
  const open: unknown[] = [value]
  while (open.length > 0) {
    const one = open.pop()
    if (typeof one !== 'object' || one === null || Object.isFrozen(one)) continue
    Object.freeze(one)
    for (const child of Object.values(one)) if (typeof child === 'object') open.push(child)
  }
  return value
}
