/** One look at an address, without a credential: whether somebody answers there, and what time it is with them. */
import { Client } from 'undici'
import { operatorLookup, resolveBySystem } from '../../kit/lookup.ts'
import { isPublicAddress } from './address.ts'

export type Reach =
  | {
      readonly isReached: true
      readonly status: number
      /** Milliseconds until the headers of the answer were there. */
      readonly took: number
      /** Milliseconds that its clock is ahead, to a second; null when it does not tell the time. */
      readonly clockAhead: number | null
      /** Whether a credential goes there in the clear, through networks that are not the operator's. */
      readonly isExposed: boolean
    }
  | {
      readonly isReached: false
      /** Where it ended: at the name, at what the name leads to, on the way, at the certificate, or at the answer. */
      readonly stage: 'NAME' | 'REFUSED' | 'CONNECTION' | 'CERTIFICATE' | 'ANSWER'
      /** The system's word for it, e.g. `ECONNREFUSED`. */
      readonly code: string
    }

/** Never rejects. `timeout`: milliseconds for all of it. */
export const reach = async (address: string, timeout: number, now: () => number): Promise<Reach> => {
  const url = new URL(address)
  const client = new Client(url.origin, { connect: { timeout, lookup: operatorLookup() } })
  const sentAt = now()
  try {
    const { statusCode: status, headers } = await client.request({
      method: 'GET',
      path: url.pathname,
      signal: AbortSignal.timeout(timeout),
    })
    const answeredAt = now()
    return {
      isReached: true,
      status,
      took: answeredAt - sentAt,
      clockAhead: aheadOf(headers.date, (sentAt + answeredAt) / 2),
      isExposed: await isExposed(url),
    }
  } catch (error) {
    return failureOf(error)
  } finally {
    await client.destroy()
  }
}

const isExposed = async ({ protocol, hostname }: URL): Promise<boolean> =>
  protocol === 'http:' && (await resolveBySystem(hostname.replace(/^\[|\]$/g, ''))).some(isPublicAddress)

/** A `Date` is cut to its second, so it stands for the middle of it. */
const aheadOf = (date: string | string[] | undefined, here: number): number | null => {
  const there = Date.parse(String(date)) + 500
  return Number.isNaN(there) ? null : Math.round(there - here)
}

const failureOf = (error: unknown): Reach => {
  const cause = error instanceof AggregateError ? error.errors[0] : error
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  const isTimeout = cause instanceof Error && cause.name === 'TimeoutError'
  return { isReached: false, stage: stageOf(code), code: isTimeout ? 'ETIMEDOUT' : code || 'UNKNOWN' }
}

const stageOf = (code: string) => {
  if (/^(ENOTFOUND|EAI_|ENODATA)/.test(code)) return 'NAME'
  if (code === 'ELINKLOCAL') return 'REFUSED'
  if (/CERT|SELF_SIGNED|UNABLE_TO_|HOSTNAME/.test(code)) return 'CERTIFICATE'
  if (/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ETIMEDOUT)$/.test(code))
    return 'CONNECTION'
  return 'ANSWER'
}
