/** Writes `schema.graphql` from the schema that runs; with `--check` only says whether it is up to date. */
import { readFileSync, writeFileSync } from 'node:fs'
import { lexicographicSortSchema, printSchema } from 'graphql'
import { schema } from '../src/schema/index.ts'

const file = new URL('../schema.graphql', import.meta.url)
const sdl = `${printSchema(lexicographicSortSchema(schema))}\n`

if (!process.argv.includes('--check')) writeFileSync(file, sdl)
else if (readFileSync(file, 'utf8') !== sdl) {
  console.error('schema.graphql is not up to date: run `npm run schema` and review the change.')
  process.exitCode = 1
}
