/** Goes on with a value, at once where it is there: for what comes tens of thousands of times. */
export const whenThere = <T, R>(value: T | Promise<T>, next: (value: T) => R | Promise<R>): R | Promise<R> =>
  value instanceof Promise ? value.then(next) : next(value)
