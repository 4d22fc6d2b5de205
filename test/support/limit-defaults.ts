import type { Config } from '../../src/config/config.ts'
import { limitSettings } from '../../src/config/limit-schema.ts'
import type { Setting } from '../../src/config/setting.ts'

type Limits = Pick<Config, Exclude<keyof typeof limitSettings, 'persistedOperations'>>

/** What a profile has where nothing is set. */
export const limitsOf = (profile: Config['profile'] = 'development'): Limits =>
  Object.fromEntries(
    Object.entries<Setting>(limitSettings).map(([key, setting]) => [
      key,
      profile === 'production' ? (setting.productionDefault ?? setting.default) : setting.default,
    ]),
  ) as unknown as Limits

export const limitDefaults = limitsOf()
