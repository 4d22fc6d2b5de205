import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** Makes the folder that the SQLite files go to. Throws when there is none then, or it cannot be written to. */
export const makeDataFolder = (folder: string): void => {
  makeFolder(folder)
  if (!statSync(folder).isDirectory()) throw new Error(`${folder} is no folder.`)
  accessSync(folder, constants.W_OK)
}

/** One folder at a time: with `recursive`, Node tries for ever where the system takes no folders, as in /proc. */
const makeFolder = (folder: string): void => {
  if (existsSync(folder)) return
  makeFolder(dirname(folder))
  try {
    mkdirSync(folder)
  } catch (error) {
    if (!existsSync(folder)) throw error // else another process was faster
  }
}
