import { UnauthenticatedError } from '../../domain/errors.ts'
import type { Instant } from '../../domain/time.ts'

export interface CredentialWatch {
  /** Undefined for one without a token. */
  readonly expiresAt?: Instant
  /** Told when an upstream refused the credential. Gives what ends it. */
  readonly onRefused: (listener: (account: string) => void) => () => void
}

/**
 * Tells when a credential is no good any more: its token expires, or an account that took it refuses it. Gives what
 * ends this.
 */
export const watchCredential = (
  { expiresAt, onRefused }: CredentialWatch,
  takenBy: ReadonlySet<string>,
  now: () => Instant,
  end: (why: UnauthenticatedError) => void,
): (() => void) => {
  const unheard = onRefused((account) => {
    if (takenBy.has(account)) end(new UnauthenticatedError(`${account} refuses the credential now.`))
  })
  const expire = () => end(new UnauthenticatedError('The token has expired.'))
  const timer = expiresAt === undefined ? undefined : setTimeout(expire, expiresAt - now())
  timer?.unref() // a token may outlive the process by days
  return () => {
    unheard()
    clearTimeout(timer)
  }
}
