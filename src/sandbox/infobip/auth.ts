import type { Context, MiddlewareHandler } from 'hono'
import { forbidden, unauthorized } from './faults.ts'

export interface Caller {
  readonly tenant: string
  readonly canWrite: boolean
}

export const demoTenant = 'brava-coffee'
export const otherTenant = 'sol-travel'

/** What proves somebody to the sandbox; each of the first four sees all that the demo tenant has. */
export const infobipSandboxCredentials = {
  /** `Authorization: App …`, scope conversations:manage. */
  apiKey: 'sandbox-infobip-key',
  /** `Authorization: Basic base64(username:password)`. */
  basic: { username: 'sandbox', password: 'sandbox-infobip-password' },
  /** `Authorization: Bearer …`. */
  bearerToken: 'sandbox-infobip-bearer',
  /** `Authorization: IBSSO …`. */
  ibssoToken: 'sandbox-infobip-session',
  /** An API key with scope conversations:read: its writes are refused with 403. */
  readOnlyApiKey: 'sandbox-infobip-read-only-key',
  /** An API key of another tenant, which sees that tenant's conversations only. */
  otherTenantApiKey: 'sandbox-infobip-other-tenant-key',
} as const

const { basic, ...keys } = infobipSandboxCredentials
const manager: Caller = { tenant: demoTenant, canWrite: true }

const callers: ReadonlyMap<string, Caller> = new Map([
  [`app ${keys.apiKey}`, manager],
  [`basic ${Buffer.from(`${basic.username}:${basic.password}`).toString('base64')}`, manager],
  [`bearer ${keys.bearerToken}`, manager],
  [`ibsso ${keys.ibssoToken}`, manager],
  [`app ${keys.readOnlyApiKey}`, { tenant: demoTenant, canWrite: false }],
  [`app ${keys.otherTenantApiKey}`, { tenant: otherTenant, canWrite: true }],
])

export interface Env {
  Variables: { caller: Caller }
}
export type Request = Context<Env>

/** Sets `caller`. A write wants conversations:manage, everything else either scope. */
export const authenticate: MiddlewareHandler<Env> = async (c, next) => {
  const header = c.req.header('authorization') ?? ''
  const caller = callers.get(header.trim().replace(/^\S+ +/, (scheme) => `${scheme.trim().toLowerCase()} `))
  if (!caller) throw unauthorized()
  if (!caller.canWrite && c.req.method !== 'GET' && c.req.method !== 'HEAD') throw forbidden()
  c.set('caller', caller)
  await next()
}
