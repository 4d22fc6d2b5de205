import type { CallerHeaders, Credential } from '../port.ts'

const header = 'authorization'

/** The configured API key as a credential. */
export const infobipCredential = (apiKey: string): Credential => ({ header, value: `App ${apiKey}` })

const ownScheme = /^(?:App|Basic|IBSSO) +[\x21-\x7e]+$/i
/** Where the caller names the account, a bearer token is Infobip's OAuth2; elsewhere it may be meant for another upstream. */
const namedScheme = /^(?:App|Basic|IBSSO|Bearer) +[\x21-\x7e]+$/i

export const credentialOf = ({ authorization, upstreamAuthorization }: CallerHeaders): Credential | null => {
  if (upstreamAuthorization !== undefined) {
    return namedScheme.test(upstreamAuthorization) ? { header, value: upstreamAuthorization } : null
  }
  return authorization !== undefined && ownScheme.test(authorization)
    ? { header, value: authorization }
    : null
}
