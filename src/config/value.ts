import { isIP } from 'node:net'
import { z } from 'zod'

/** Forms of values that several settings share. A message follows the setting's name and never holds the value. */

export const wholeNumber = (min: number, max: number) =>
  z.int('is not a whole number').min(min, `is less than ${min}`).max(max, `is more than ${max}`)

const hostName = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,62})(\.[a-z0-9]([a-z0-9-]{0,62}))*$/i

export const host = z
  .string('is not text')
  .refine((value) => isIP(value) !== 0 || hostName.test(value), 'is neither a host name nor an IP address')

/** Goes into a header as it is, so it is one word of visible ASCII. */
const word = z
  .string('is not text')
  .regex(/^[\x21-\x7e]+$/, 'holds a blank or a character that no header can carry')

/** What somebody else made up, and how long it is with them. */
export const secret = word.min(2, 'has fewer than 2 characters')

/** What proves to Parley who posts or asks: whoever guesses it can make up events, or read the metrics. */
export const proof = word
  .min(16, 'has fewer than 16 characters')
  .refine((value) => new Set(value).size >= 5, 'is made of fewer than 5 different characters')

export const headerName = z
  .string('is not text')
  .regex(/^[\w!#$%&'*+.^`|~-]{1,128}$/, 'is not the name of a header')

/** `https://inbox.example.com`, or `http://localhost:*` for any port; in the form that browsers send. */
export const origin = z.string('is not text').transform((value, context) => {
  const anyPort = value.endsWith(':*')
  const url = URL.parse(anyPort ? value.slice(0, -2) : value)
  const isOrigin =
    url !== null && /^https?:\/\//i.test(value) && url.href === `${url.origin}/` && !/:\d+:\*$/.test(value)
  if (isOrigin) return anyPort ? `${url.origin}:*` : url.origin
  context.addIssue({ code: 'custom', message: 'is not an origin such as https://inbox.example.com' })
  return z.NEVER
})
