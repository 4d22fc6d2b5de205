/**
 * Infobip's webhooks of Conversations: one event a request, or an array of them. A caller is known by a user name and
 * password or by an HMAC of the body, whichever the subscription's profile has, and by a fixed header: where one is
 * configured, it must be right in any case. Which header carries the HMAC is nowhere documented, so all of that is
 * configuration.
 */
import { createHmac } from 'node:crypto'
import { ForbiddenError, type Origin, UnauthenticatedError } from '../../domain/errors.ts'
import { isSameText } from '../../kit/same-text.ts'
import type { RawDelivery, WebhookReader } from '../port.ts'
import { newsIn } from './webhook-news.ts'

export type HmacAlgorithm = 'md5' | 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512'
export type HmacEncoding = 'hex' | 'base64'

export interface WebhookSecrets {
  readonly webhookUsername?: string
  readonly webhookPassword?: string
  /** Value of the header that the subscription's profile sends along. */
  readonly webhookSecret?: string
  /** Name of that header. Default `X-Parley-Webhook-Secret`. */
  readonly webhookSecretHeader?: string
  readonly webhookHmacSecret?: string
  /** Default `X-Infobip-Signature`. */
  readonly webhookHmacHeader?: string
  /** Default `sha256`. */
  readonly webhookHmacAlgorithm?: HmacAlgorithm
  /** Default `hex`. */
  readonly webhookHmacEncoding?: HmacEncoding
}

export const defaultSecretHeader = 'X-Parley-Webhook-Secret'
const defaultHmacHeader = 'X-Infobip-Signature'

/** Throws when the delivery does not hold the proof; gives what is unique to it, if anything is. */
type Check = (delivery: RawDelivery) => string | null

/** Undefined where nothing is configured to know the caller by. */
export const createWebhookReader = (origin: Origin, secrets: WebhookSecrets): WebhookReader | undefined => {
  const password = passwordCheck(origin, secrets)
  const hmac = hmacCheck(origin, secrets)
  const signature = (secrets.webhookHmacHeader ?? defaultHmacHeader).toLowerCase()
  /** While a profile is changed from one to the other, both come. */
  const either: Check | undefined =
    password && hmac
      ? (delivery) => (delivery.header(signature) === undefined ? password : hmac)(delivery)
      : (password ?? hmac)
  const active = [headerCheck(origin, secrets), either].filter((check) => check !== undefined)
  if (active.length === 0) return undefined
  return {
    verify: (delivery) => active.map((check) => check(delivery)).findLast((proof) => proof !== null) ?? null,
    decode: (delivery) => newsIn(delivery, origin),
  }
}

const passwordCheck = (
  origin: Origin,
  { webhookUsername, webhookPassword }: WebhookSecrets,
): Check | undefined => {
  if (webhookUsername === undefined || webhookPassword === undefined) return undefined
  const expected = Buffer.from(`${webhookUsername}:${webhookPassword}`).toString('base64')
  return ({ header }) => {
    const [, given] = /^basic +(\S+)$/i.exec(header('authorization') ?? '') ?? []
    if (given !== undefined && isSameText(given, expected)) return null
    throw new UnauthenticatedError('The user name or the password of the delivery is wrong.', origin)
  }
}

const headerCheck = (
  origin: Origin,
  { webhookSecret, webhookSecretHeader = defaultSecretHeader }: WebhookSecrets,
): Check | undefined =>
  webhookSecret === undefined
    ? undefined
    : ({ header }) => {
        if (isSameText(header(webhookSecretHeader.toLowerCase()) ?? '', webhookSecret)) return null
        throw new ForbiddenError('The delivery does not carry the right secret.', origin)
      }

const hmacCheck = (origin: Origin, secrets: WebhookSecrets): Check | undefined => {
  const {
    webhookHmacSecret: secret,
    webhookHmacHeader: name = defaultHmacHeader,
    webhookHmacAlgorithm: algorithm = 'sha256',
    webhookHmacEncoding: encoding = 'hex',
  } = secrets
  if (secret === undefined) return undefined
  return ({ body, header }) => {
    const given = header(name.toLowerCase()) ?? ''
    const expected = createHmac(algorithm, secret).update(body).digest(encoding)
    if (isSameText(given, expected)) return given
    throw new ForbiddenError('The signature does not fit.', origin)
  }
}
