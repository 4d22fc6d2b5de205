/** Milliseconds after which a flight is ended, whoever still waits. */
const longest = 60_000

/**
 * Equal work at the same time is done once. It is nobody's: who goes away stops waiting, and the work goes on, so
 * that its result is there for the next.
 */
export const createFlights = <T>() => {
  const flights = new Map<string, Promise<T>>()

  /** Work with the same key must give the same for everybody who asks for it. */
  return (key: string, signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> => {
    if (signal.aborted) return Promise.reject(signal.reason)
    const flight = flights.get(key) ?? work(AbortSignal.timeout(longest)).finally(() => flights.delete(key))
    flights.set(key, flight)
    return new Promise((resolve, reject) => {
      const leave = () => reject(signal.reason)
      signal.addEventListener('abort', leave)
      flight.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave))
    })
  }
}
