import ipaddr from 'ipaddr.js'

/** Whoever has one IPv6 address has the 2^64 of its network, so these are one; an IPv4 address stands for itself. */
export const networkOf = (address: string): string => {
  if (!ipaddr.isValid(address)) return address
  const parsed = ipaddr.process(address)
  return parsed instanceof ipaddr.IPv6 ? `${parsed.parts.slice(0, 4).join(':')}::/64` : parsed.toString()
}
