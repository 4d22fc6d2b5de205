import { z } from 'zod'
import { isMetadataHost } from '../kit/metadata.ts'

/**
 * The address of an upstream. The operator chose it, so private and loopback addresses are welcome; link-local and
 * cloud metadata addresses are not, because nothing but credentials of the machine lives there. Where a name leads is
 * judged when it is connected to.
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
