/** The accounts that are configured, and how each is asked on nobody's behalf. */
import type { Config } from '../config/config.ts'
import type { Call, Exchange, Upstream } from '../upstream/port.ts'
import { type ConfiguredUpstream, createUpstream } from '../upstream/registry.ts'
import type { Ground } from './ground.ts'

export interface Accounts {
  readonly configured: readonly ConfiguredUpstream[]
  readonly upstreams: readonly Upstream[]
  /** With the configured credential; null where there is none. */
  readonly serviceCall: (account: string, signal: AbortSignal) => Call | null
  close(): Promise<void>
}

export const openAccounts = (config: Config, { metrics, log, now }: Ground): Accounts => {
  const onExchange = (exchange: Exchange) => {
    metrics.onExchange(exchange)
    log.debug?.(exchange, 'upstream request')
  }
  const configured = config.accounts.map((account) =>
    createUpstream(account, { now, storageOrigins: config.storageOrigins, onExchange }),
  )
  const upstreams = configured.map(({ upstream }) => upstream)
  const credentials = new Map(
    configured.map(({ upstream, credential }) => [upstream.account.name, credential]),
  )
  return {
    configured,
    upstreams,
    serviceCall: (account, signal) => {
      const credential = credentials.get(account)
      return credential
        ? { credential, agentId: null, requestId: 'reconcile', signal, mustBeFresh: true }
        : null
    },
    close: async () => {
      await Promise.all(upstreams.map((upstream) => upstream.close()))
    },
  }
}

/** One account alone, for the command line; undefined where none has that name. To be closed. */
export const openAccount = (
  { accounts, storageOrigins }: Config,
  name: string,
): ConfiguredUpstream | undefined => {
  const account = accounts.find((each) => each.name === name)
  return account && createUpstream(account, { now: Date.now, storageOrigins })
}
