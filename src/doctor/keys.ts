import type { KeyReport } from '../identity/key-report.ts'
import type { Reach } from '../upstream/http/reach.ts'
import { examineAddress } from './address.ts'
import { type Finding, findings } from './finding.ts'

export interface ExaminedKeys {
  readonly url: string
  look(): Promise<KeyReport>
}

const say = findings('Parley')

/** The public keys that tokens are checked with. */
export const examineKeys = async (
  { url, look }: ExaminedKeys,
  reach: (address: string) => Promise<Reach>,
): Promise<readonly Finding[]> => {
  const reached = await reach(url)
  if (!reached.isReached) return [{ ...examineAddress(say, reached), what: 'token keys' }]
  const report = await look()
  if ('trouble' in report) {
    const advice = 'Look whether PARLEY_JWKS_URL is the address that your issuer names as its jwks_uri.'
    return [say.problem('token keys', `cannot be had: ${report.trouble}`, advice)]
  }
  const { count, algorithms } = report
  const usable = report.usable === count ? 'each of them checks' : `${report.usable} of them for`
  if (report.usable === 0) {
    const advice =
      'Let the issuer show the public keys (RSA of 2048 bits or more, EC, Ed25519) that it signs with.'
    return [say.problem('token keys', `${count} there, and none checks a token`, advice)]
  }
  return [say.ok('token keys', `${count} there, ${usable} tokens signed by ${algorithms.join(', ')}`)]
}
