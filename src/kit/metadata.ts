/**
 * Where a machine of a cloud tells its own credentials: no upstream is there. Only plain forms are known here; disguises
 * (decimal, octal, hexadecimal, full-width) are undone by the URL parser, and by DNS there are none.
 */
import { BlockList, isIP, isIPv6 } from 'node:net'

const names = new Set(['metadata', 'metadata.goog', 'metadata.google.internal', 'instance-data'])

const addresses = new BlockList()
addresses.addSubnet('169.254.0.0', 16) // BlockList also finds it as ::ffff:169.254.x.x
addresses.addAddress('100.100.100.200') // Alibaba Cloud
addresses.addAddress('168.63.129.16') // Azure
addresses.addAddress('192.0.0.192') // Oracle Cloud
addresses.addSubnet('fe80::', 10, 'ipv6')
addresses.addAddress('fd00:ec2::254', 'ipv6') // AWS
addresses.addAddress('fd20:ce::254', 'ipv6') // Google Cloud
// 169.254.0.0/16 inside IPv6: compatible, NAT64, 6to4.
addresses.addSubnet('::a9fe:0', 112, 'ipv6')
addresses.addSubnet('64:ff9b::a9fe:0', 112, 'ipv6')
addresses.addSubnet('2002:a9fe::', 32, 'ipv6')

/** Of the `hostname` of a URL. */
export const isMetadataHost = (hostname: string): boolean => {
  const name = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  return names.has(name) || (isIP(name) !== 0 && isMetadataAddress(name))
}

/** Of an IP address; link-local ones count. */
export const isMetadataAddress = (address: string): boolean => {
  const bare = address.replace(/%.*$/, '') // fe80::1%eth0
  return addresses.check(bare, isIPv6(bare) ? 'ipv6' : 'ipv4')
}
