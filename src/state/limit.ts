export const maxLimit = 1000

/** A limit outside of the port's bounds is a bug of the caller. */
export const checkLimit = (limit: number): void => {
  if (!Number.isInteger(limit) || limit < 1 || limit > maxLimit) {
    throw new RangeError(`A journal is read by 1 to ${maxLimit} entries at once, not ${limit}.`)
  }
}
