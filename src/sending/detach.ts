import type { Call } from '../upstream/port.ts'

/** A call that ends with the caller's, until `detach`: from then on nothing ends it. */
export const detachable = (call: Call): { readonly call: Call; detach(): void } => {
  const own = new AbortController()
  const abort = () => own.abort(call.signal.reason)
  if (call.signal.aborted) abort()
  call.signal.addEventListener('abort', abort)
  return {
    call: { ...call, signal: own.signal, deadline: undefined },
    detach: () => call.signal.removeEventListener('abort', abort),
  }
}

/** A call that the caller's going away does not end. */
export const detached = (call: Call): Call => ({
  ...call,
  signal: new AbortController().signal,
  deadline: undefined,
})
