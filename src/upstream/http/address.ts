/**
 * Where Parley may connect to on somebody else's word. An attachment's URL comes from an upstream, and may have
 * come to it from a stranger: only addresses that are public everywhere are connected to, so that nobody makes
 * Parley ask a machine of the operator's own network.
 */
import { isIP, type LookupFunction } from 'node:net'
import ipaddr from 'ipaddr.js'
import { judgedLookup, type Resolve } from '../../kit/lookup.ts'

export class AddressNotPublicError extends Error {
  override readonly name = 'AddressNotPublicError'
}

/** All of IPv6 that is handed out as global unicast addresses. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3')

/** Azure's host service: inside a public range, reached from its virtual machines only. */
const azureHost = '168.63.129.16'

/**
 * False for private, loopback, link-local, shared (CGNAT), unique local, multicast and reserved addresses, for IPv6
 * forms that stand for an IPv4 address (6to4, Teredo, NAT64), and for what is no address. An IPv4-mapped one is judged
 * as the IPv4 address that it is.
 */
export const isPublicAddress = (text: string): boolean => {
  if (isIP(text) === 0) return false
  const address = ipaddr.process(text)
  if (address.range() !== 'unicast') return false
  return address instanceof ipaddr.IPv6 ? address.match(globalUnicast) : address.toString() !== azureHost
}

/**
 * The URL if it may be opened as far as it can be told without DNS; the URL parser has already turned the disguises
 * (decimal, octal, hexadecimal, full-width) into the plain address. Names are judged by `publicLookup`.
 */
export const requireOpenable = (text: string, isTrusted: (url: URL) => boolean): URL => {
  const url = URL.parse(text)
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw new AddressNotPublicError('Not an http(s) URL.')
  }
  if (isTrusted(url)) return url
  const literal = url.hostname.replace(/^\[|\]$/g, '')
  if (isIP(literal) !== 0 && !isPublicAddress(literal))
    throw new AddressNotPublicError('Not a public address.')
  return url
}

/** How a socket finds its address: it is given public ones only. */
export const publicLookup = (resolve?: Resolve): LookupFunction =>
  judgedLookup(isPublicAddress, () => new AddressNotPublicError('Not a public address.'), resolve)
