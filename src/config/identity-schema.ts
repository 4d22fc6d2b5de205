/** By what Parley itself knows a caller, where callers have no credential of an upstream. */
import { z } from 'zod'
import { baseUrl } from './base-url.ts'
import { list, number, pairs, setting } from './setting.ts'
import { wholeNumber } from './value.ts'

const minSecretBytes = 32
const minSecretCharacters = 10
const placeholder =
  /your[-_]|change[-_]?me|replace[-_]?(me|this)|example|placeholder|secret[-_]?key|password|0123456789|abcdefgh/i

/** Somebody who has one valid token can try secrets at home, as many a second as the machine can. */
const tokenSecret = z
  .string('is not text')
  .refine((value) => Buffer.byteLength(value) >= minSecretBytes, `is shorter than ${minSecretBytes} bytes`)
  .refine(
    (value) => new Set(value).size >= minSecretCharacters && !placeholder.test(value),
    'looks like a placeholder',
  )

const parleyRoles = z.enum(['viewer', 'agent', 'admin'], 'gives a role that is none of viewer, agent, admin')
const claimName = z.string('is not text').min(1, 'names an empty claim').max(255, 'names a claim too long')

export const identitySettings = {
  jwtSecrets: setting({
    name: 'PARLEY_JWT_SECRET',
    description:
      'Lets callers prove themselves by a JWT (HS256, HS384, HS512) signed with it, and lends them the tokens configured here; several while one is replaced.',
    expected: 'random secrets of at least 32 bytes, separated by commas: openssl rand -base64 48',
    example: 'your-secret-from-openssl-rand-base64-48',
    schema: z.array(tokenSecret, 'is not a list').min(1, 'is empty').optional(),
    read: list,
    secret: true,
  }),
  jwksUrl: setting({
    name: 'PARLEY_JWKS_URL',
    description:
      "The same by public keys (RS, PS, ES, EdDSA): where the issuer's JSON Web Key Set is. It is kept for 10 minutes.",
    expected: 'an http(s) address without user name, query and fragment; https in production',
    example: 'https://login.example.com/.well-known/jwks.json',
    schema: baseUrl.optional(),
  }),
  jwtIssuer: setting({
    name: 'PARLEY_JWT_ISSUER',
    description: 'What the claim iss has to be. Without it, any.',
    expected: 'the issuer as it stands in its tokens',
    example: 'https://login.example.com/',
    schema: z.string('is not text').min(1, 'is empty').optional(),
  }),
  jwtAudience: setting({
    name: 'PARLEY_JWT_AUDIENCE',
    description: 'What the claim aud has to be, or to hold. Without it, any.',
    expected: 'the name that the issuer knows Parley by',
    example: 'parley',
    schema: z.string('is not text').min(1, 'is empty').optional(),
  }),
  jwtMaxAge: setting({
    name: 'PARLEY_JWT_MAX_AGE',
    description:
      'Seconds from the claim iat on after which a JWT is refused, whatever its claim exp says. A day when it is not set.',
    expected: 'a whole number from 60 to 604800',
    example: '3600',
    schema: wholeNumber(60, 604_800).optional(),
    read: number,
  }),
  jwtClaims: setting({
    name: 'PARLEY_JWT_CLAIMS',
    description:
      'Where the claims are that Parley reads, if not at subject=sub, accounts=parley.accounts, agentId=parley.agentId, role=parley.role.',
    expected: 'pairs with an equals sign, separated by commas; dots lead into objects',
    example: 'accounts=https://example.com/accounts,role=realm_access.roles',
    schema: z
      .strictObject(
        { subject: claimName, accounts: claimName, agentId: claimName, role: claimName },
        'is not a list of pairs of subject, accounts, agentId and role',
      )
      .partial()
      .optional(),
    read: pairs,
  }),
  jwtRoles: setting({
    name: 'PARLEY_JWT_ROLES',
    description:
      'What roles with other names are here: viewer reads, agent also sends, admin also adds agents. A JWT without any reads.',
    expected: 'pairs of a name and viewer, agent or admin, separated by commas',
    example: 'support=agent,supervisor=admin',
    schema: z.record(z.string(), parleyRoles, 'is not a list of pairs').optional(),
    read: pairs,
  }),
}
