import { BlockList, isIPv6 } from 'node:net'
import { z } from 'zod'

/**
 * The address of an upstream. The operator chose it, so private and loopback addresses are welcome; link-local and
 * cloud metadata addresses are not, because nothing but credentials of the machine lives there. The URL parser has
 * already turned the disguises (decimal, octal, hexadecimal, full-width) into the plain address.
 */
export const baseUrl = z.string('is not text').transform((value, context) => {
  const refuse = (message: string) => {
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  }
  if (value === '') return refuse('is empty')
  const url = URL.parse(value)
  if (!url || !/^https?:\/\//i.test(value)) return refuse('is not an http(s) address')
  if (url.username !== '' || url.password !== '') return refuse('holds a user name or a password')
  if (/[?#]/.test(value)) return refuse('holds a query or a fragment')
  if (isMetadataHost(url.hostname)) return refuse('is a link-local or metadata address')
  return url.origin + url.pathname.replace(/\/+$/, '')
})

const metadataNames = new Set(['metadata', 'metadata.goog', 'metadata.google.internal', 'instance-data'])

const metadataAddresses = new BlockList()
metadataAddresses.addSubnet('169.254.0.0', 16) // BlockList also finds it as ::ffff:169.254.x.x
metadataAddresses.addAddress('100.100.100.200') // Alibaba Cloud
metadataAddresses.addAddress('168.63.129.16') // Azure
metadataAddresses.addAddress('192.0.0.192') // Oracle Cloud
metadataAddresses.addSubnet('fe80::', 10, 'ipv6')
metadataAddresses.addAddress('fd00:ec2::254', 'ipv6') // AWS
metadataAddresses.addAddress('fd20:ce::254', 'ipv6') // Google Cloud
// 169.254.0.0/16 inside IPv6: compatible, NAT64, 6to4.
metadataAddresses.addSubnet('::a9fe:0', 112, 'ipv6')
metadataAddresses.addSubnet('64:ff9b::a9fe:0', 112, 'ipv6')
metadataAddresses.addSubnet('2002:a9fe::', 32, 'ipv6')

const isMetadataHost = (hostname: string): boolean => {
  const name = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  return metadataNames.has(name) || metadataAddresses.check(name, isIPv6(name) ? 'ipv6' : 'ipv4')
}
