/** Milliseconds by the one clock that all processes of this machine share, and that nobody sets. */
export const clock = (): number => {
  const [seconds, nanoseconds] = process.hrtime()
  return seconds * 1e3 + nanoseconds / 1e6
}
