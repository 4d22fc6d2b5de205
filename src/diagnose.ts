/** What `parley doctor` looks at, wired: everything that is configured, as `createApp` would use it. */
import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type { Config } from './config/config.ts'
import { type Diagnosis, examine } from './doctor/index.ts'
import { lookAtKeys } from './identity/index.ts'
import { createState } from './state/index.ts'
import { reach } from './upstream/http/reach.ts'
import { createUpstream } from './upstream/registry.ts'

export type { Diagnosis } from './doctor/index.ts'

/** Milliseconds for each look. */
const lookPatience = 5_000

/** Looks at everything that is configured, as `createApp` would use it; at each for `patience` milliseconds at most. */
export const diagnose = async (
  config: Config,
  {
    now = Date.now,
    patience = lookPatience,
  }: { readonly now?: () => number; readonly patience?: number } = {},
): Promise<Diagnosis> => {
  const { accounts, storageOrigins, publicUrl, translatorUrl, redisUrl, jwksUrl } = config
  const lookAt = (address: string) => reach(address, patience, now)
  const examined = accounts.map((account) => ({
    ...createUpstream(account, { now, storageOrigins }),
    reach: () => lookAt(account.baseUrl),
  }))
  const keysAt = (url: string) => ({ url, look: () => lookAtKeys({ url, timeout: patience }, now) })
  try {
    return await examine({
      accounts: examined,
      publicUrl,
      translatorUrl,
      keys: jwksUrl === undefined ? undefined : keysAt(jwksUrl),
      patience,
      reach: lookAt,
      openState: () => ({
        kind: redisUrl === undefined ? 'SQLite' : 'Redis',
        state: createState(config, { now, randomId: randomUUID }),
      }),
      pause: (ms) => setTimeout(ms),
      now,
    })
  } finally {
    await Promise.all(examined.map(({ upstream }) => upstream.close()))
  }
}
