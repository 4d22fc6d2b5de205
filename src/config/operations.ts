/** The operations that clients may name instead of sending them. */
import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import { z } from 'zod'
import { type Given, type Problem, problemWith } from './problem.ts'
import { type Setting, settings } from './schema.ts'

/** Texts by what they are named by. */
export type Operations = Readonly<Record<string, string>>

/** As relay-compiler writes it, or as Apollo's `generate-persisted-query-manifest` does. */
const manifest = z.union([
  z
    .object({
      format: z.literal('apollo-persisted-query-manifest'),
      operations: z.array(z.object({ id: z.string(), body: z.string() })),
    })
    .transform(({ operations }) => Object.fromEntries(operations.map(({ id, body }) => [id, body]))),
  z.record(z.string(), z.string()),
])

/** A name that looks like a SHA-256 has to be one: clients that send the text along would get another's answer. */
const isMisnamed = ([name, text]: [string, string]): boolean =>
  /^[\da-f]{64}$/.test(name) && createHash('sha256').update(text).digest('hex') !== name

/** Undefined without a file, and with one that cannot be used. */
export const readOperations = (
  given: (key: string, setting: Setting) => Given,
  cwd: string,
  readFile: (path: string) => string,
  problems: Problem[],
): Operations | undefined => {
  const file = given('persistedOperations', settings.persistedOperations)
  const only = given('persistedOnly', settings.persistedOnly)
  if (file.value === undefined) {
    if (only.value === true) {
      problems.push(
        problemWith(settings.persistedOperations, file, `is missing, although ${only.where} is true`),
      )
    }
    return undefined
  }
  if (file.value === '') return undefined // which is a problem already
  const refuse = (wrong: string): undefined => {
    problems.push(problemWith(settings.persistedOperations, file, wrong))
  }
  let operations: Operations
  try {
    const text = readFile(resolve(cwd, String(file.value))).replace(/^\uFEFF/, '')
    operations = manifest.parse(JSON.parse(text))
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null
    return refuse(code ? `names a file that cannot be read (${code})` : 'names a file that is no manifest')
  }
  const misnamed = Object.entries(operations).find(isMisnamed)
  return misnamed
    ? refuse(`names a file in which ${misnamed[0]} is not the SHA-256 of its operation`)
    : operations
}
