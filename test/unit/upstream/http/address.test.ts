import type { LookupAddress } from 'node:dns'
import { describe, expect, it, test } from 'vitest'
import type { Resolve } from '../../../../src/kit/lookup.ts'
import {
  AddressNotPublicError,
  isPublicAddress,
  publicLookup,
  requireOpenable,
} from '../../../../src/upstream/http/address.ts'

const trustsNothing = () => false

test.each([
  ['private', '10.0.0.1'],
  ['private', '172.16.0.1'],
  ['private', '172.31.255.255'],
  ['private', '192.168.1.1'],
  ['loopback', '127.0.0.1'],
  ['loopback', '127.255.255.254'],
  ['link-local, where clouds keep their metadata', '169.254.169.254'],
  ['shared (CGNAT)', '100.64.0.1'],
  ['shared, Alibaba Cloud metadata', '100.100.100.200'],
  ['Oracle Cloud metadata', '192.0.0.192'],
  ['Azure host service', '168.63.129.16'],
  ['unspecified', '0.0.0.0'],
  ['of this network', '0.1.2.3'],
  ['multicast', '224.0.0.1'],
  ['broadcast', '255.255.255.255'],
  ['reserved', '240.0.0.1'],
  ['for documentation', '203.0.113.7'],
  ['for benchmarks', '198.18.0.1'],
  ['loopback', '::1'],
  ['unspecified', '::'],
  ['unique local', 'fc00::1'],
  ['unique local, AWS metadata', 'fd00:ec2::254'],
  ['link-local', 'fe80::1'],
  ['link-local with a zone', 'fe80::1%eth0'],
  ['site-local', 'fec0::1'],
  ['multicast', 'ff02::1'],
  ['IPv4-mapped loopback', '::ffff:127.0.0.1'],
  ['IPv4-mapped loopback in hexadecimal', '::ffff:7f00:1'],
  ['IPv4-mapped private', '::ffff:10.0.0.1'],
  ['IPv4-compatible loopback', '::127.0.0.1'],
  ['NAT64 of loopback', '64:ff9b::7f00:1'],
  ['NAT64 of metadata', '64:ff9b::a9fe:a9fe'],
  ['6to4 of private', '2002:0a00:0001::1'],
  ['Teredo', '2001:0:53aa:64c:0:0:0:1'],
  ['for documentation', '2001:db8::1'],
  ['no address', 'example.com'],
  ['no address', ''],
  ['a decimal number', '2130706433'],
])('%s: %s is not public', (_what, address) => {
  expect(isPublicAddress(address)).toBe(false)
})

test.each(['93.184.216.34', '8.8.8.8', '172.15.0.1', '172.32.0.1', '2606:2800:220:1::1', '::ffff:8.8.8.8'])(
  '%s is public',
  (address) => {
    expect(isPublicAddress(address)).toBe(true)
  },
)

describe('a URL', () => {
  test.each([
    ['loopback by number', 'http://127.0.0.1/'],
    ['a decimal number', 'http://2130706433/'],
    ['a hexadecimal number', 'http://0x7f000001/'],
    ['short and hexadecimal', 'http://0x7f.1/'],
    ['short', 'http://127.1/'],
    ['octal', 'http://0177.0.0.1/'],
    ['full-width digits', 'http://１２７.０.０.１/'],
    ['percent escapes', 'http://%31%32%37.0.0.1/'],
    ['a dot at the end', 'http://127.0.0.1./'],
    ['circled digits', 'http://①②⑦.⓪.⓪.①/'],
    ['nothing at all', 'http://0/'],
    ['IPv6 loopback', 'http://[::1]/'],
    ['IPv6 unspecified', 'http://[::]/'],
    ['IPv4-mapped', 'http://[::ffff:127.0.0.1]/'],
    ['metadata', 'http://169.254.169.254/latest/meta-data/'],
    ['metadata in hexadecimal', 'http://0xa9fea9fe/'],
    ['a user name that looks like a host', 'http://files.example.com@127.0.0.1/'],
    ['a user name', 'http://user@files.example.com/'],
    ['a password', 'http://user:secret@files.example.com/'],
    ['another scheme', 'file:///etc/passwd'],
    ['another scheme', 'ftp://files.example.com/a'],
    ['another scheme', 'gopher://files.example.com/a'],
    ['data', 'data:text/plain,a'],
    ['no scheme', '//files.example.com/a'],
    ['no URL', 'files'],
    ['no URL', ''],
  ])('with %s is refused: %s', (_what, url) => {
    expect(() => requireOpenable(url, trustsNothing)).toThrow(AddressNotPublicError)
  })

  it('with a name is left for DNS to tell', () => {
    expect(requireOpenable('https://files.example.com/a?b', trustsNothing).href).toBe(
      'https://files.example.com/a?b',
    )
  })

  it('that the operator configured may be private, and only it', () => {
    const isTrusted = (url: URL) => url.origin === 'http://10.0.0.5:3000'
    expect(requireOpenable('http://10.0.0.5:3000/a', isTrusted).host).toBe('10.0.0.5:3000')
    expect(() => requireOpenable('http://10.0.0.5:6379/a', isTrusted)).toThrow(AddressNotPublicError)
  })
})

describe('the addresses of a name', () => {
  const look = (resolve: Resolve, options = { all: true }) =>
    new Promise<readonly LookupAddress[] | string>((done, fail) =>
      publicLookup(resolve)('files.example.com', options, (error, found) =>
        error ? fail(error) : done(found),
      ),
    )

  it('are given to the socket when they are public', async () => {
    expect(await look(async () => ['93.184.216.34', '2606:2800:220:1::1'])).toEqual([
      { address: '93.184.216.34', family: 4 },
      { address: '2606:2800:220:1::1', family: 6 },
    ])
    expect(await look(async () => ['93.184.216.34'], { all: false })).toBe('93.184.216.34')
  })

  it('are refused when none is public', async () => {
    await expect(look(async () => ['127.0.0.1', '::1', 'fd00::1'])).rejects.toThrow(AddressNotPublicError)
    await expect(look(async () => [])).rejects.toThrow(AddressNotPublicError)
  })

  it('that are private are left out beside a public one', async () => {
    expect(await look(async () => ['10.0.0.1', '93.184.216.34'])).toEqual([
      { address: '93.184.216.34', family: 4 },
    ])
  })

  it('are asked for once: a name that changes afterwards leads to the address that was judged', async () => {
    const answers = [['93.184.216.34'], ['127.0.0.1']]
    expect(await look(async () => answers.shift() ?? [])).toEqual([{ address: '93.184.216.34', family: 4 }])
    expect(answers).toEqual([['127.0.0.1']])
  })

  it('fail like DNS fails', async () => {
    const notFound = Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })
    await expect(look(() => Promise.reject(notFound))).rejects.toBe(notFound)
  })
})
