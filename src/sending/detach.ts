import { type Origin, UpstreamOverloadedError } from '../domain/errors.ts'
import { isTimeout } from '../kit/timeout.ts'
import type { Call } from '../upstream/port.ts'

/** Throws for a caller that went away, and when the operation's time is over: nothing is begun then. */
export const throwIfOver = ({ signal }: Call, origin: Origin): void => {
  if (isTimeout(signal.reason)) {
    throw new UpstreamOverloadedError(`There was no time left to ask ${origin.account}.`, origin)
  }
  signal.throwIfAborted()
}

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
