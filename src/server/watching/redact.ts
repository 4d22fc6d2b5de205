/**
 * The one place that keeps secrets out of the log: by the name of a field at any depth, by what credentials look like
 * in a text, and of an error only what it says of itself. What callers and upstreams wrote is not logged in the first
 * place; this is the net below.
 */

const hidden = '[redacted]'
/** Levels of an object that are shown. */
const maxDepth = 8

/** In a field's name without its case and its hyphens. */
const secretNames =
  /authorization|accesstoken|pubsubtoken|apikey|apptoken|token$|cookie|signature|secret|password|credential|jwt/

/** None goes over a quote or a backslash, so that a line of JSON stays one. */
const secretTexts: readonly [RegExp, string][] = [
  [/\b(?:https?|wss?|rediss?(?:\+\w+)?):\/\/[^\s"'<>\\]+/gi, '[url]'],
  [/\b(Bearer|Basic|App|IBSSO) +[^\s"',;\\]{6,}/gi, `$1 ${hidden}`],
  [/\beyJ[\w-]{4,}\.[\w-]+\.[\w-]*/g, hidden],
]

/** A copy without what stands in fields of secret names, and with errors cut down to what they say. */
export const withoutSecretFields = (value: unknown, depth = 0): unknown => {
  if (typeof value !== 'object' || value === null) return value
  if (depth === maxDepth) return '[deeper]'
  if (value instanceof Error) return described(value, depth)
  if (Array.isArray(value)) return value.map((each) => withoutSecretFields(each, depth + 1))
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [
      name,
      isSecret(name) ? hidden : withoutSecretFields(each, depth + 1),
    ]),
  )
}

export const withoutSecretTexts = (line: string): string =>
  secretTexts.reduce((clean, [pattern, instead]) => clean.replace(pattern, instead), line)

const isSecret = (name: string): boolean => secretNames.test(name.toLowerCase().replace(/[^a-z]/g, ''))

/** Other fields of errors hold requests, headers and bodies. */
const described = ({ name, message, stack, cause, ...fields }: Error, depth: number): object => ({
  type: name,
  ...('code' in fields && typeof fields.code === 'string' && { code: fields.code }),
  message,
  stack,
  ...(cause !== undefined && { cause: withoutSecretFields(cause, depth + 1) }),
})
