/** Errors as data: what a person in front of the screen, or the caller's code, can act on. */
import {
  ConflictError,
  type DomainError,
  InvalidInputError,
  NotRetryableError,
  OutcomeUnknownError,
  RateLimitedError,
  ReplyBlockedError,
  retryAtOf,
  UnsupportedError,
  UpstreamOverloadedError,
  UpstreamRejectedError,
  UpstreamUnavailableError,
} from '../domain/errors.ts'
import { CapabilityEnum, ProviderEnum } from './account/enum.ts'
import { builder } from './builder.ts'
import { ReplyBlockedReasonEnum } from './conversation/enum.ts'

/** An error as data. (graphql takes a value that is itself an `Error` for a failure of its field.) */
export interface Told<E extends DomainError = DomainError> {
  readonly error: E
}

type FieldsOf<Shape> = PothosSchemaTypes.ObjectFieldBuilder<typeof builder.$inferSchemaTypes, Shape>

const codes = {
  UNAUTHENTICATED: 'FORBIDDEN',
  BAD_USER_INPUT: 'INVALID_INPUT',
  NOT_FOUND: 'NOT_FOUND',
  FORBIDDEN: 'FORBIDDEN',
  UNSUPPORTED: 'UNSUPPORTED',
  REPLY_BLOCKED: 'REPLY_BLOCKED',
  NOT_RETRYABLE: 'NOT_RETRYABLE',
  CONFLICT: 'CONFLICT',
  RATE_LIMITED: 'RATE_LIMITED',
  QUERY_TOO_COMPLEX: 'RATE_LIMITED',
  UPSTREAM_REJECTED: 'UPSTREAM_REJECTED',
  UPSTREAM_UNAVAILABLE: 'UPSTREAM_UNAVAILABLE',
  UPSTREAM_TIMEOUT: 'UPSTREAM_UNAVAILABLE',
  UPSTREAM_BAD_RESPONSE: 'UPSTREAM_UNAVAILABLE',
  UPSTREAM_OVERLOADED: 'UPSTREAM_UNAVAILABLE',
  OUTCOME_UNKNOWN: 'OUTCOME_UNKNOWN',
  STATE_UNAVAILABLE: 'UPSTREAM_UNAVAILABLE',
  SUBSCRIPTION_OVERFLOW: 'UPSTREAM_UNAVAILABLE',
} as const

const UserErrorCodeEnum = builder.enumType('UserErrorCode', {
  description: 'What kind of error it is. New values may be added in minor versions.',
  values: {
    INVALID_INPUT: { description: 'Something in `input` cannot be; see `path`.' },
    NOT_FOUND: { description: 'It does not exist, or you may not see it.' },
    FORBIDDEN: { description: 'You may not do this.' },
    UNSUPPORTED: { description: 'This upstream, or this channel, has no such thing.' },
    REPLY_BLOCKED: { description: 'A reply would be refused now; nothing was sent.' },
    NOT_RETRYABLE: { description: 'Only a message that failed can be sent again.' },
    CONFLICT: { description: 'It contradicts what was done before.' },
    RATE_LIMITED: { description: 'Too many requests; see `retryAt`.' },
    UPSTREAM_REJECTED: { description: 'The upstream said no; see `upstreamMessage`.' },
    UPSTREAM_UNAVAILABLE: { description: 'The upstream cannot be reached, or answered with nonsense.' },
    OUTCOME_UNKNOWN: { description: 'It may or may not have happened. Do not resend blindly.' },
  } as const,
})

export const UserErrorRef = builder.interfaceRef<Told>('UserError').implement({
  description:
    'Something that the caller, or the person in front of the screen, can act on. `userErrors { message code path }` is enough for most clients; the concrete types say more.',
  resolveType: ({ error }) => typeNameOf(error),
  fields: (t) => ({
    message: t.string({
      description: 'English, for developers and as a last resort for people.',
      resolve: ({ error }) => error.message,
    }),
    code: t.field({
      type: UserErrorCodeEnum,
      description: 'What kind of error it is.',
      resolve: ({ error: { code } }) => codes[code],
    }),
    path: t.stringList({
      nullable: true,
      description: 'Where in `input`, e.g. `["attachments", "0", "url"]`. Null when no one place is wrong.',
      resolve: ({ error }) =>
        error instanceof InvalidInputError && error.argumentPath.length > 0 ? [...error.argumentPath] : null,
    }),
  }),
})

const plain = (name: string, description: string) =>
  builder.objectRef<Told>(name).implement({ description, interfaces: [UserErrorRef] })

plain('InvalidInputError', 'Something in the input cannot be. No upstream was asked.')
plain('NotFoundError', 'It does not exist, or you may not see it.')
plain('ForbiddenError', 'You may not do this.')
plain(
  'ConflictError',
  'It contradicts what was done before, e.g. a `clientMessageId` used for other content.',
)
plain('NotRetryableError', 'Only a message that is known to have failed can be sent again.')

/** Which upstream's it is. */
const providerOf = (t: FieldsOf<Told>, description: string) =>
  t.field({
    type: ProviderEnum,
    nullable: true,
    description,
    resolve: ({ error }) => error.origin?.provider,
  })

builder.objectRef<Told<UnsupportedError>>('UnsupportedError').implement({
  description: 'This upstream, or this channel, has no such thing. Nothing was done.',
  interfaces: [UserErrorRef],
  fields: (t) => ({
    provider: providerOf(t, 'Which product cannot do it.'),
    capability: t.field({
      type: CapabilityEnum,
      nullable: true,
      description: 'What is missing, in the words of `Account.capabilities`, where there is a word.',
      resolve: ({ error }) => error.capability,
    }),
  }),
})

builder.objectRef<Told<ReplyBlockedError>>('ReplyBlockedError').implement({
  description: 'A reply by this caller would be refused now. Nothing was sent.',
  interfaces: [UserErrorRef],
  fields: (t) => ({
    reason: t.field({
      type: ReplyBlockedReasonEnum,
      description: 'As `Conversation.replyBlockedReason`, from a fresh look.',
      resolve: ({ error }) => error.reason,
    }),
  }),
})

builder.objectRef<Told<RateLimitedError>>('RateLimitedError').implement({
  description: 'Too many requests. Nothing was done.',
  interfaces: [UserErrorRef],
  fields: (t) => ({
    provider: providerOf(t, 'Whose limit. Null: that of this API.'),
    retryAt: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'When to try again; null when nobody said.',
      resolve: ({ error }) => error.retryAt,
    }),
  }),
})

builder.objectRef<Told>('UpstreamError').implement({
  description: 'The upstream refused, cannot be reached, or answered with nonsense. The thing was not done.',
  interfaces: [UserErrorRef],
  fields: (t) => ({
    provider: providerOf(t, 'Which product.'),
    upstreamStatus: t.int({
      nullable: true,
      description: 'Its HTTP status, when it refused.',
      resolve: ({ error }) => (error instanceof UpstreamRejectedError ? error.upstreamStatus : null),
    }),
    upstreamMessage: t.string({
      nullable: true,
      description: 'Its own explanation, when it gave one.',
      resolve: ({ error }) => (error instanceof UpstreamRejectedError ? error.upstreamMessage : null),
    }),
    isRetryable: t.boolean({
      description: 'Sending the same input again can succeed and cannot do the thing twice.',
      resolve: ({ error }) => isRetryable(error),
    }),
    retryAt: t.field({
      type: 'DateTime',
      nullable: true,
      description:
        'When it is worth another try, e.g. when an account that is left alone is asked again; null when nobody said.',
      resolve: ({ error }) => retryAtOf(error),
    }),
  }),
})

builder.objectRef<Told<OutcomeUnknownError>>('OutcomeUnknownError').implement({
  description:
    'The upstream did not answer in time; the action may or may not have happened. Do not resend blindly: refetch, or send again with the same `clientMessageId`, which looks first.',
  interfaces: [UserErrorRef],
  fields: (t) => ({
    provider: providerOf(t, 'Which product.'),
    clientMessageId: t.string({
      nullable: true,
      description: 'The id that the client gave to the send.',
      resolve: ({ error }) => error.clientMessageId,
    }),
  }),
})

const isRetryable = (error: DomainError): boolean =>
  error.code === 'STATE_UNAVAILABLE' ||
  error instanceof UpstreamOverloadedError ||
  (error instanceof UpstreamUnavailableError && !error.wasReached)

const typeNameOf = (error: DomainError): string => {
  const named = [
    InvalidInputError,
    ConflictError,
    NotRetryableError,
    UnsupportedError,
    ReplyBlockedError,
    RateLimitedError,
    OutcomeUnknownError,
  ].find((type) => error instanceof type)
  if (named) return named.name
  if (error.code === 'NOT_FOUND') return 'NotFoundError'
  return error.code === 'FORBIDDEN' ? 'ForbiddenError' : 'UpstreamError'
}
