import { expect, test } from 'vitest'
import { baseUrl } from '../../../src/config/base-url.ts'

const messageFor = (value: unknown) => baseUrl.safeParse(value).error?.issues[0]?.message

test.each([
  ['https://chatwoot.example.com', 'https://chatwoot.example.com'],
  ['https://Chatwoot.Example.com/', 'https://chatwoot.example.com'],
  ['https://example.com:8443/chatwoot//', 'https://example.com:8443/chatwoot'],
  ['http://localhost:3000', 'http://localhost:3000'],
  ['http://127.0.0.1:4010/', 'http://127.0.0.1:4010'],
  ['http://10.1.2.3', 'http://10.1.2.3'],
  ['http://192.168.0.2:3000', 'http://192.168.0.2:3000'],
  ['http://[::1]:3000', 'http://[::1]:3000'],
  ['http://[fd12:3456::1]', 'http://[fd12:3456::1]'],
  ['http://169.253.255.255', 'http://169.253.255.255'],
])('a base URL may be %s', (value, normal) => {
  expect(baseUrl.parse(value)).toBe(normal)
})

test.each([
  'http://169.254.169.254',
  'http://169.254.0.1:8080/latest',
  'http://2852039166', // decimal
  'http://0xA9FEA9FE', // hexadecimal
  'http://0251.0376.0251.0376', // octal
  'http://169.254.43518', // three parts
  'http://１６９.254.169.254', // full-width digits
  'http://169.254.169.254.', // fully qualified
  'http://[fe80::1]',
  'http://[febf::1]',
  'http://[fd00:ec2::254]',
  'http://[FD00:0EC2:0::254]',
  'http://[::ffff:169.254.169.254]',
  'http://[::ffff:a9fe:a9fe]',
  'http://[::169.254.169.254]',
  'http://[64:ff9b::169.254.169.254]',
  'http://[2002:a9fe:a9fe::1]',
  'http://100.100.100.200',
  'http://[::ffff:100.100.100.200]',
  'http://metadata.google.internal',
  'http://METADATA.google.internal./',
  'http://metadata',
])('a base URL is never %s', (value) => {
  expect(messageFor(value)).toBe('is a link-local or metadata address')
})

test.each([
  ['chatwoot.example.com', 'is not an http(s) address'],
  ['ftp://chatwoot.example.com', 'is not an http(s) address'],
  ['file:///etc/passwd', 'is not an http(s) address'],
  ['http:chatwoot.example.com', 'is not an http(s) address'],
  ['https://', 'is not an http(s) address'],
  ['https://user@chatwoot.example.com', 'holds a user name or a password'],
  ['https://user:secret@chatwoot.example.com', 'holds a user name or a password'],
  ['https://chatwoot.example.com?', 'holds a query or a fragment'],
  ['https://chatwoot.example.com/?a=1', 'holds a query or a fragment'],
  ['https://chatwoot.example.com/#top', 'holds a query or a fragment'],
  ['', 'is empty'],
  [null, 'is not text'],
])('a base URL that is %j is refused', (value, message) => {
  expect(messageFor(value)).toBe(message)
})
