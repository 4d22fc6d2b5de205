/** Whether an account can be used with what is configured for it. */
import type { Provider } from '../domain/account.ts'
import { DomainError } from '../domain/errors.ts'
import type { ConfiguredUpstream } from '../upstream/registry.ts'

export interface AccountStatus {
  readonly name: string
  readonly provider: Provider
  /** `up`, `down`, or `unchecked` when no credential is configured to ask with. */
  readonly status: 'up' | 'down' | 'unchecked'
  /** Why it is not up, for people. */
  readonly detail: string | null
  /** Whether a secret is configured by which its webhooks are believed. */
  readonly hasWebhooks: boolean
}

/** Asks for one conversation. Rejects for bugs alone. */
export const checkAccount = async ({ upstream, credential }: ConfiguredUpstream): Promise<AccountStatus> => {
  const { name, provider } = upstream.account
  const about = { name, provider, hasWebhooks: upstream.webhook !== undefined }
  if (!credential) return { ...about, status: 'unchecked', detail: 'callers bring their own credential' }
  try {
    const signal = AbortSignal.timeout(5_000)
    await upstream.conversations.list(
      { filter: {}, orderBy: { field: 'CREATED_AT', direction: 'DESC' } },
      { take: 'first', limit: 1 },
      { credential, agentId: null, requestId: 'start', signal },
    )
    return { ...about, status: 'up', detail: null }
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    return { ...about, status: 'down', detail: error.message }
  }
}
