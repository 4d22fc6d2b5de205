import { DomainError } from '../domain/errors.ts'
import type { Call, Upstream } from '../upstream/port.ts'
import type { Finding, Say } from './finding.ts'

/** Whether the connection opens by which the upstream tells a user what happens. Nothing where it has none. */
export const examineStream = async (
  say: Say,
  { listen }: Upstream,
  call: Call,
): Promise<readonly Finding[]> => {
  if (!listen) return []
  const heard = new AbortController()
  const signal = AbortSignal.any([call.signal, heard.signal])
  const listener = { up: () => heard.abort(), down: () => undefined, news: () => undefined }
  const refusal = await listen({ ...call, signal }, listener).catch((error: unknown) => error)
  if (heard.signal.aborted)
    return [say.ok('live', 'its live connection opens, so who watches hears of most things at once')]
  if (refusal !== undefined && !(refusal instanceof DomainError)) throw refusal
  const detail = refusal?.message ?? 'its live connection cannot be opened'
  const advice = 'Look whether the proxy in front of it lets WebSockets through, or set up webhooks.'
  return [say.warning('live', detail, advice)]
}
