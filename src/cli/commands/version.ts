import { readFileSync } from 'node:fs'

/** Of the package; it stands two folders above `cli` in a clone and in the published package alike. */
export const packageVersion = (): string => {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version
}

export const version = (): number => {
  console.log(packageVersion())
  return 0
}
