import { DomainError, ForbiddenError, UnauthenticatedError } from '../domain/errors.ts'
import type { Reach } from '../upstream/http/reach.ts'
import type { Call, Credential, Upstream } from '../upstream/port.ts'
import { examineAddress, examineClock } from './address.ts'
import { type Finding, findings, type Say } from './finding.ts'
import { examineStream } from './stream.ts'
import { isOlder } from './version.ts'
import { examineWebhooks } from './webhooks.ts'

export interface ExaminedAccount {
  readonly upstream: Upstream
  readonly credential: Credential | null
  reach(): Promise<Reach>
}

/** What is found of one account. Each look has `patience` milliseconds. */
export const examineAccount = async (
  { upstream, credential, reach }: ExaminedAccount,
  { publicUrl, patience }: { readonly publicUrl: string | undefined; readonly patience: number },
): Promise<readonly Finding[]> => {
  const { name } = upstream.account
  const say = findings(name)
  const reached = await reach()
  const address = examineAddress(say, reached)
  if (!reached.isReached) return [address]
  const clock = examineClock(say, reached.clockAhead)
  if (!credential) {
    const detail = 'none is configured: callers bring their own, and no more can be looked at'
    return [address, clock, say.ok('token', detail)]
  }
  const newCall = (): Call => ({
    credential,
    agentId: null,
    requestId: 'doctor',
    signal: AbortSignal.timeout(patience),
  })
  const [token, ...rest] = await Promise.all([
    orFault(say, 'token', () => examineToken(say, upstream, newCall())),
    orFault(say, 'version', () => examineVersion(say, upstream, newCall())),
    orFault(say, 'webhooks', () => examineNews(say, upstream, publicUrl, newCall)),
  ])
  const isKnown = token?.every(({ status }) => status !== 'PROBLEM')
  return [address, clock, ...(token ?? []), ...(isKnown ? rest.flat() : [])]
}

/** What the upstream says no to, or does not say, as a finding. */
const orFault = async (
  say: Say,
  what: string,
  look: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> => {
  try {
    return await look()
  } catch (error) {
    if (!(error instanceof DomainError)) throw error
    return [say.problem(what, error.message, 'Look whether it is overloaded, and again in a while.')]
  }
}

const examineToken = async (say: Say, upstream: Upstream, call: Call): Promise<readonly Finding[]> => {
  try {
    const { agent, isAdmin } = await upstream.profile(call)
    await upstream.conversations.list(
      { filter: {}, orderBy: { field: 'CREATED_AT', direction: 'DESC' } },
      { take: 'first', limit: 1 },
      call,
    )
    if (!agent) return [say.ok('token', 'reads conversations; of whose it is, nothing is told')]
    const whose = `is that of ${agent.name ?? agent.id}, ${agent.role?.toLowerCase() ?? 'without a role'}`
    if (isAdmin) return [say.ok('token', whose)]
    const advice = "Use an administrator's, unless callers without a credential shall see no more than that."
    return [say.warning('token', `${whose}: sees its own inboxes only, and cannot set up webhooks`, advice)]
  } catch (error) {
    const advice = 'Make a new API token or key there, and configure it.'
    if (error instanceof UnauthenticatedError || error instanceof ForbiddenError)
      return [say.problem('token', error.message, advice)]
    throw error
  }
}

/** Its webhooks; where none come here, also the connection that is listened to instead. */
const examineNews = async (
  say: Say,
  upstream: Upstream,
  publicUrl: string | undefined,
  newCall: () => Call,
): Promise<readonly Finding[]> => {
  const found = await examineWebhooks(say, upstream, publicUrl, newCall())
  const isTold = upstream.webhook && found.every(({ status }) => status !== 'PROBLEM')
  return isTold ? found : [...found, ...(await examineStream(say, upstream, newCall()))]
}

const examineVersion = async (say: Say, upstream: Upstream, call: Call): Promise<readonly Finding[]> => {
  if (!upstream.version) return []
  const { running, oldest } = await upstream.version(call)
  if (running === null) return [say.ok('version', 'it does not tell')]
  if (!isOlder(running, oldest)) return [say.ok('version', running)]
  const detail = `${running} is older than ${oldest}, the oldest that Parley is made for`
  return [say.warning('version', detail, `Upgrade it to ${oldest} or later.`)]
}
