import { ForbiddenError } from '../domain/errors.ts'
import type { Call, Upstream } from '../upstream/port.ts'
import type { Finding, Say } from './finding.ts'

/** Whether the upstream posts to this Parley, and all that it can tell. */
export const examineWebhooks = async (
  say: Say,
  { account, webhook, webhooks }: Upstream,
  publicUrl: string | undefined,
  call: Call,
): Promise<readonly Finding[]> => {
  const warn = (detail: string, advice: string) => [say.warning('webhooks', detail, advice)]
  const register = `\`parley webhooks register ${account.name}\``
  if (!webhook) {
    const detail =
      'no secret is configured for them, so none is believed, and some events take up to a minute'
    return warn(detail, `Set them up by ${register}, and configure the secret.`)
  }
  if (publicUrl === undefined) {
    const detail = 'whether they come here cannot be said: PARLEY_PUBLIC_URL is not set'
    return warn(detail, 'Set it to where others reach Parley.')
  }
  const address = `${publicUrl}/webhooks/${account.name}`
  try {
    const found = (await webhooks.list(call)).filter(({ url }) => url === address)
    if (found.length === 0)
      return [say.problem('webhooks', `none is posted to ${address}`, `Run ${register}.`)]
    const told = new Set(found.flatMap(({ events }) => events))
    const missing = webhooks.wanted.filter((event) => !told.has(event))
    return missing.length > 0
      ? warn(`${address} is not told of ${missing.join(', ')}`, `Run ${register}: it adds them.`)
      : [say.ok('webhooks', `are posted to ${address}`)]
  } catch (error) {
    if (!(error instanceof ForbiddenError)) throw error
    return warn(
      'this token may not look at them',
      'Configure one that may, or look in the settings of the account.',
    )
  }
}
