/** What the accounts' webhooks are known by. */
import { z } from 'zod'
import { list, setting } from './setting.ts'
import { headerName, proof } from './value.ts'

/** What `proof` wants. */
const strength = 'at least 16 characters without blanks'

export const chatwootWebhookSettings = {
  webhookSecrets: setting({
    name: 'CHATWOOT_WEBHOOK_SECRET',
    description:
      'What Chatwoot signs its webhooks with; several while one is replaced. Without one, no webhook is accepted. `parley webhooks register` shows it.',
    expected: `the secrets of webhooks and of API inboxes, ${strength} each, separated by commas`,
    example: 'your-webhook-secret',
    schema: z.array(proof, 'is not a list').min(1, 'is empty').optional(),
    read: list,
    secret: true,
  }),
}

export const infobipWebhookSettings = {
  webhookUsername: setting({
    name: 'INFOBIP_WEBHOOK_USERNAME',
    description:
      'The user name that Infobip sends with its webhooks. Without any proof of who posts, no webhook is accepted.',
    expected: 'a user name without a colon; you choose it',
    example: 'infobip',
    schema: z
      .string('is not text')
      .regex(
        /^[\x21-\x39\x3b-\x7e]{1,255}$/,
        'holds a blank, a colon or a character that no header can carry',
      )
      .optional(),
  }),
  webhookPassword: setting({
    name: 'INFOBIP_WEBHOOK_PASSWORD',
    description: 'The password that goes with it.',
    expected: `a password, ${strength}; you choose it`,
    example: 'your-webhook-password',
    schema: proof.optional(),
    secret: true,
  }),
  webhookSecret: setting({
    name: 'INFOBIP_WEBHOOK_SECRET',
    description:
      "The value of a fixed header that a subscription's profile sends along, instead of a user name and password or beside them.",
    expected: `a secret, ${strength}; you choose it`,
    example: 'your-webhook-secret',
    schema: proof.optional(),
    secret: true,
  }),
  webhookSecretHeader: setting({
    name: 'INFOBIP_WEBHOOK_SECRET_HEADER',
    description: 'The name of that header. X-Parley-Webhook-Secret when it is not set.',
    expected: 'the name of a header',
    example: 'X-Hook-Secret',
    schema: headerName.optional(),
  }),
  webhookHmacSecret: setting({
    name: 'INFOBIP_WEBHOOK_HMAC_SECRET',
    description:
      "What Infobip signs the body with, where a subscription's profile says HMAC. It is not documented how; the three settings below say it.",
    expected: `a secret, ${strength}; you choose it`,
    example: 'your-hmac-secret',
    schema: proof.optional(),
    secret: true,
  }),
  webhookHmacHeader: setting({
    name: 'INFOBIP_WEBHOOK_HMAC_HEADER',
    description: 'The header that carries the HMAC. X-Infobip-Signature when it is not set.',
    expected: 'the name of a header',
    example: 'X-Infobip-Signature',
    schema: headerName.optional(),
  }),
  webhookHmacAlgorithm: setting({
    name: 'INFOBIP_WEBHOOK_HMAC_ALGORITHM',
    description: 'The hash of the HMAC. sha256 when it is not set.',
    expected: 'md5, sha1, sha224, sha256, sha384 or sha512',
    example: 'sha256',
    schema: z
      .enum(['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'], 'is not one of the algorithms')
      .optional(),
  }),
  webhookHmacEncoding: setting({
    name: 'INFOBIP_WEBHOOK_HMAC_ENCODING',
    description: 'How the HMAC is written. hex when it is not set.',
    expected: 'hex or base64',
    example: 'hex',
    schema: z.enum(['hex', 'base64'], 'is neither hex nor base64').optional(),
  }),
}
