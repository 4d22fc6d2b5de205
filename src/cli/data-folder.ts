import { accessSync, constants, mkdirSync } from 'node:fs'
import { StartError } from './start-error.ts'

/** Makes the folder that the SQLite files go to. Throws a `StartError` that names the setting when it cannot be one. */
export const makeDataFolder = (folder: string): void => {
  try {
    mkdirSync(folder, { recursive: true })
    accessSync(folder, constants.W_OK)
  } catch (cause) {
    throw new StartError(
      `PARLEY_DATA_DIR cannot be used: ${folder} is not a folder that Parley may write to. Set it to one, e.g. /var/lib/parley.`,
      { cause },
    )
  }
}
