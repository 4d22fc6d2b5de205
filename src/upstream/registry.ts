/** One line per provider. */
import { chatwootCredential, createChatwoot } from './chatwoot/index.ts'
import { createInfobip, infobipCredential, type WebhookSecrets } from './infobip/index.ts'
import type { Credential, Exchange, Upstream } from './port.ts'

export type UpstreamConfig =
  | {
      readonly provider: 'chatwoot'
      readonly name: string
      readonly baseUrl: string
      readonly accountId: string
      readonly apiToken?: string
      readonly webhookSecrets?: readonly string[]
    }
  | (WebhookSecrets & {
      readonly provider: 'infobip'
      readonly name: string
      readonly baseUrl: string
      readonly apiKey?: string
    })

interface Deps {
  readonly now: () => number
  /** Origins that upstreams may keep files at although their addresses are private. */
  readonly storageOrigins?: readonly string[]
  /** Told of every HTTP request to an upstream when it is over. */
  readonly onExchange?: (exchange: Exchange) => void
}

export interface ConfiguredUpstream {
  readonly upstream: Upstream
  /** The credential that the operator configured; null when callers must bring their own. */
  readonly credential: Credential | null
}

export const createUpstream = (config: UpstreamConfig, deps: Deps): ConfiguredUpstream => {
  switch (config.provider) {
    case 'chatwoot':
      return {
        upstream: createChatwoot(config, deps),
        credential: config.apiToken === undefined ? null : chatwootCredential(config.apiToken),
      }
    case 'infobip':
      return {
        upstream: createInfobip(config, deps),
        credential: config.apiKey === undefined ? null : infobipCredential(config.apiKey),
      }
  }
}
