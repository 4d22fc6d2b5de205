import { readFileSync } from 'node:fs'

/** Prints the public contract, as it is checked in and published. */
export const schema = (): number => {
  process.stdout.write(readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8'))
  return 0
}
