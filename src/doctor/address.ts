import type { Reach } from '../upstream/http/reach.ts'
import type { Finding, Say } from './finding.ts'

const advices = {
  NAME: 'Look for a misspelling in it, and whether this machine can look up names.',
  REFUSED: 'Look who answers for that name: Parley asks nothing there.',
  CONNECTION: 'Look whether it runs, and whether a firewall or a proxy is in between.',
  CERTIFICATE: 'Renew it; if it is from an authority of your own, name that one in NODE_EXTRA_CA_CERTS.',
  ANSWER: 'Look whether it is the right address and port, and http or https as it should be.',
} as const

const words = {
  NAME: 'its host name is not known',
  REFUSED: 'its host name leads to a link-local or metadata address',
  CONNECTION: 'nobody answers there',
  CERTIFICATE: 'its certificate cannot be trusted',
  ANSWER: 'what is there does not answer as a web server does',
} as const

export const examineAddress = (say: Say, reached: Reach): Finding => {
  if (!reached.isReached)
    return say.problem('address', `${words[reached.stage]} (${reached.code})`, advices[reached.stage])
  const answers = `answers within ${reached.took} ms`
  if (!reached.isExposed) return say.ok('address', answers)
  const detail = `${answers}, by http over a public network, where everybody on the way reads what is sent`
  return say.warning('address', detail, 'Give it a certificate, and configure its address with https.')
}

/** Milliseconds. A `Date` is good to a second, and the way there takes its time. */
const noticeable = 30_000
/** As old as a signed delivery may be. */
const harmful = 300_000

export const examineClock = (say: Say, ahead: number | null): Finding => {
  if (ahead === null) return say.ok('clock', 'it does not tell the time')
  const seconds = Math.round(Math.abs(ahead) / 1000)
  const difference = `${seconds} s ${ahead > 0 ? 'ahead of' : 'behind'} this machine`
  const advice = 'Let both machines keep time by NTP.'
  if (Math.abs(ahead) >= harmful)
    return say.problem('clock', `${difference}, so signed webhooks are refused`, advice)
  if (Math.abs(ahead) >= noticeable) return say.warning('clock', difference, advice)
  return say.ok('clock', 'agrees with that of this machine')
}
