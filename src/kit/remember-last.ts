/** The same function, which answers at once where it is asked the same as the last time. */
export const rememberLast = <T, R>(work: (value: T) => R): ((value: T) => R) => {
  let last: { readonly value: T; readonly result: R } | undefined
  return (value) => {
    if (last === undefined || last.value !== value) last = { value, result: work(value) }
    return last.result
  }
}
