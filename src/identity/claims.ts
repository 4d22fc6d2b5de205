/** What the claims of a token mean here: who it is, in which accounts, as which agent, with which role. */
import { z } from 'zod'
import { UnauthenticatedError } from '../domain/errors.ts'
import { type Role, roles } from '../domain/role.ts'
import { hashOf } from '../kit/hash.ts'
import type { Grant } from './grant.ts'

/** Where each of them is: names joined by dots. A claim whose own name has dots is found too. */
export interface ClaimPaths {
  readonly subject: string
  readonly accounts: string
  readonly agentId: string
  readonly role: string
}

export const defaultClaimPaths: ClaimPaths = {
  subject: 'sub',
  accounts: 'parley.accounts',
  agentId: 'parley.agentId',
  role: 'parley.role',
}

export interface ClaimsConfig {
  readonly paths: ClaimPaths
  /** Names that the issuer has for roles. */
  readonly roleNames: Readonly<Record<string, Role>>
}

type Claims = Readonly<Record<string, unknown>>

const text = z.string().min(1).max(255)
const accountList = z
  .array(z.union([text, z.object({ name: text, agentId: text.nullish() })]))
  .max(100)
  .default([])
const roleList = z.union([text.transform((role) => [role]), z.array(text).max(100)]).default([])

/** Throws `UnauthenticatedError` for claims of another shape. */
export const readClaims = (claims: Claims, { paths, roleNames }: ClaimsConfig): Omit<Grant, 'expiresAt'> => {
  const read = <T>(path: string, schema: z.ZodType<T>): T => {
    const result = schema.safeParse(claimAt(claims, path) ?? undefined)
    if (result.success) return result.data
    throw new UnauthenticatedError(`The token's claim ${path} is missing or has another shape.`)
  }
  const accounts = read(paths.accounts, accountList).map((entry): [string, string | null] =>
    typeof entry === 'string' ? [entry, null] : [entry.name, entry.agentId ?? null],
  )
  return {
    subject: hashOf(['subject', read('iss', text.optional()) ?? null, read(paths.subject, text)]),
    accounts: new Map(accounts),
    agentId: read(paths.agentId, text.optional()) ?? null,
    role: highest(read(paths.role, roleList), roleNames),
  }
}

/** The least of all where none is known. */
const highest = (names: readonly string[], roleNames: ClaimsConfig['roleNames']): Role => {
  const held = names.map((name) => (Object.hasOwn(roleNames, name) ? roleNames[name] : name))
  return roles.findLast((role) => held.includes(role)) ?? 'viewer'
}

const claimAt = (claims: unknown, path: string): unknown => {
  if (typeof claims !== 'object' || claims === null) return undefined
  if (Object.hasOwn(claims, path)) return (claims as Claims)[path]
  for (let dot = path.lastIndexOf('.'); dot > 0; dot = path.lastIndexOf('.', dot - 1)) {
    const name = path.slice(0, dot)
    if (Object.hasOwn(claims, name)) return claimAt((claims as Claims)[name], path.slice(dot + 1))
  }
  return undefined
}
