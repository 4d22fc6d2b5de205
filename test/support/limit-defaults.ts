import type { Config } from '../../src/config/config.ts'
import { limitSettings } from '../../src/config/limit-schema.ts'
import type { Setting } from '../../src/config/setting.ts'

/** What a development profile has where nothing is set. */
export const limitDefaults = Object.fromEntries(
  Object.entries<Setting>(limitSettings).map(([key, setting]) => [key, setting.default]),
) as unknown as Pick<Config, Exclude<keyof typeof limitSettings, 'persistedOperations'>>
