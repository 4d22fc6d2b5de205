/** A thing that a client wants, and how to find out where it works. */
import type { Capability } from '../../../src/domain/capability.ts'
import type { Channel } from '../../../src/domain/channel.ts'
import type { GraphQLTestClient } from '../../support/client.ts'
import type { Stack } from '../../support/stack.ts'

/** One account as the demo's caller meets it. */
export interface Site {
  readonly name: 'chatwoot' | 'infobip'
  /** Global id. */
  readonly accountId: string
  readonly stack: Stack
  readonly client: GraphQLTestClient
  /** A conversation on each channel on which the account can answer. */
  readonly conversations: ReadonlyMap<Channel, string>
  /** A message with some text, through a Parley that has a translator of its own. */
  readonly translating: { readonly client: GraphQLTestClient; readonly messageId: string }
}

/** True where it works, the refusal's type where it does not; false where there is just nothing. */
export type Trial = boolean | 'UnsupportedError' | 'NotRetryableError'

/** By place: a channel, a filter, an order. `anywhere` alone where the place makes no difference. */
export type Trials = ReadonlyMap<string, Trial>

export interface Feature {
  /** Its row in the table. */
  readonly name: string
  /** What `Account.capabilities` says of it, where there is a word: the two have to agree. */
  readonly capability?: Capability
  /** What the two REST APIs have for it, by their documents. */
  readonly alone: string
  try(site: Site): Promise<Trials>
}

/** The same wherever it is tried. */
export const anywhere = (attempt: (site: Site) => Promise<Trial>) => async (site: Site) =>
  new Map([['anywhere', await attempt(site)]])

export const onEachChannel =
  (attempt: (conversationId: string, site: Site, channel: Channel) => Promise<Trial>) =>
  (site: Site): Promise<Trials> =>
    each(
      [...site.conversations],
      ([channel]) => channel,
      ([channel, id]) => attempt(id, site, channel),
    )

/** One after the other: what one did is there when the next one looks. */
export const each = async <T>(
  all: readonly T[],
  placeOf: (one: T) => string,
  attempt: (one: T) => Promise<Trial>,
): Promise<Trials> => {
  const trials = new Map<string, Trial>()
  for (const one of all) trials.set(placeOf(one), await attempt(one))
  return trials
}

interface Answer {
  readonly userErrors: readonly { readonly __typename: string; readonly message: string }[]
}

/** A mutation did what it says, or says that this cannot be. Anything else is a failure of the test. */
export const did = <T extends Answer>(answer: T, isDone: (answer: T) => boolean): Trial => {
  const [error] = answer.userErrors
  if (!error) {
    if (isDone(answer)) return true
    throw new Error(`It says that it is done, and it is not: ${JSON.stringify(answer)}`)
  }
  const { __typename: refusal } = error
  if (refusal === 'UnsupportedError' || refusal === 'NotRetryableError') return refusal
  throw new Error(`An answer that says nothing of the feature: ${JSON.stringify(error)}`)
}

/** The trials as a cell of the table. */
export const cellOf = (trials: Trials): string => {
  const works = placesWhere(trials, (trial) => trial === true)
  const fails = placesWhere(trials, (trial) => trial !== true)
  if (fails.length === 0) return 'yes'
  if (works.length > 0) {
    return works.length <= fails.length ? `only ${works.join(', ')}` : `all but ${fails.join(', ')}`
  }
  const refusals = new Set([...trials.values()].filter((trial) => typeof trial === 'string'))
  return refusals.size === 0 ? 'no' : `no (\`${[...refusals].join('`, `')}\`)`
}

const placesWhere = (trials: Trials, fits: (trial: Trial) => boolean): string[] =>
  [...trials].filter(([, trial]) => fits(trial)).map(([place]) => place)

export const worksSomewhere = (trials: Trials): boolean => [...trials.values()].includes(true)
