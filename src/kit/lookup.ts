/** How sockets find the addresses of a host name: they are given only what was judged, and connect to that. */
import { lookup } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import { isMetadataAddress } from './metadata.ts'

/** Finds the addresses of a host name. */
export type Resolve = (hostname: string) => Promise<readonly string[]>

export const resolveBySystem: Resolve = async (hostname) =>
  (await lookup(hostname, { all: true, verbatim: true })).map(({ address }) => address)

/** Fails with `refusal()` where a name has no good address. One that leads elsewhere the next time gains nothing. */
export const judgedLookup =
  (isGood: (address: string) => boolean, refusal: () => Error, resolve = resolveBySystem): LookupFunction =>
  (hostname, options, callback) => {
    resolve(hostname).then(
      (found) => {
        const addresses = found.filter(isGood).map((address) => ({ address, family: isIP(address) }))
        const [first] = addresses
        if (!first) callback(refusal(), '', 0)
        else if (options.all) callback(null, addresses)
        else callback(null, first.address, first.family)
      },
      (error: NodeJS.ErrnoException) => callback(error, '', 0),
    )
  }

/** A name that leads to nothing but addresses of this machine's own credentials. */
class MetadataAddressError extends Error {
  override readonly name = 'MetadataAddressError'
  readonly code = 'ELINKLOCAL'
}

/** For addresses that the operator configured: private ones are welcome. */
export const operatorLookup = (): LookupFunction =>
  judgedLookup(
    (address) => !isMetadataAddress(address),
    () => new MetadataAddressError('A link-local or metadata address.'),
  )
