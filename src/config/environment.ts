import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'

export type Environment = Readonly<Record<string, string | undefined>>

/** The process's variables, and below them those of a `.env` file in the working directory, if there is one. */
export const environment = (cwd: string = process.cwd()): Environment => ({
  ...dotEnv(resolve(cwd, '.env')),
  ...process.env,
})

const dotEnv = (path: string): Environment => {
  try {
    return parseEnv(readFileSync(path, 'utf8'))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT' || code === 'EISDIR') return {} // a folder of that name is somebody else's
    throw error
  }
}

/** A variable's text, without blanks around it: files mounted as secrets often end in a line break. */
export const variable = (env: Environment, name: string): string | undefined => env[name]?.trim()
