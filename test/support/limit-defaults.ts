import type { Config } from '../../src/config/config.ts'
import { limitSettings } from '../../src/config/limit-schema.ts'

/** What a development profile has where nothing is set. */
export const limitDefaults = Object.fromEntries(
  Object.entries(limitSettings).map(([key, setting]) => [key, setting.default]),
) as Pick<Config, keyof typeof limitSettings>
