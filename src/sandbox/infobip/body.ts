import type { ZodError, ZodType } from 'zod'
import type { Request } from './auth.ts'
import { type ApiFault, invalid, invalidBody } from './faults.ts'

/**
 * The request's JSON as the schema reads it. What is not JSON or has a wrong type is an invalid body; a value
 * that breaks a rule (a custom check, a length) is listed under its field. `refusal` is what an invalid body gets.
 */
export const readBody = async <T>(
  c: Request,
  schema: ZodType<T>,
  refusal: () => ApiFault = invalidBody,
): Promise<T> => {
  const json: unknown = await c.req.json().catch(() => {
    throw refusal()
  })
  const result = schema.safeParse(json)
  if (result.success) return result.data
  throw brokenRules(result.error) ?? refusal()
}

const brokenRules = ({ issues }: ZodError) => {
  if (issues.some(({ code, path }) => path.length === 0 || (code !== 'custom' && code !== 'too_big')))
    return undefined
  const errors: Record<string, string[]> = {}
  for (const { path, message } of issues) {
    const field = String(path[0])
    errors[field] = [...(errors[field] ?? []), message]
  }
  return invalid(errors)
}
