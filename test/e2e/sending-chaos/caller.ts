/** Somebody who sends with a `clientMessageId`, and repeats it until there is an answer to rely on. */
import { setTimeout } from 'node:timers/promises'
import { SendMessageDocument, type SendMessageInput } from '../../support/gql/graphql.ts'
import type { Instance } from '../../support/instances.ts'

export interface Told {
  readonly text: string
  readonly input: SendMessageInput
  readonly answer: 'SENT' | 'UNKNOWN'
  /** The upstream's id of the message that was sent. */
  readonly id: string | null
  /** What each earlier try was answered: a code, or `CUT` when there was no answer. */
  readonly refusals: readonly string[]
}

export type NewSend = SendMessageInput & { readonly content: { readonly text: string } }

/** Asks the instances in turn: `pick` gets the number of the try, from 0. Gives up after two minutes. */
export const tell = async (input: NewSend, pick: (attempt: number) => Instance): Promise<Told> => {
  const refusals: string[] = []
  const patienceUntil = performance.now() + 120_000
  while (performance.now() < patienceUntil) {
    const answer = await ask(pick(refusals.length), input)
    if ('answer' in answer) return { text: input.content.text, input, refusals, ...answer }
    refusals.push(answer.refusal)
    if (!answer.isRetryable) break
    await setTimeout(Math.min(50 * refusals.length, 500))
  }
  throw new Error(`${input.content.text} was answered only with ${refusals.join(', ')}.`)
}

type Reply = Pick<Told, 'answer' | 'id'> | { readonly refusal: string; readonly isRetryable: boolean }

const ask = async ({ client }: Instance, input: NewSend): Promise<Reply> => {
  const reply = await client.run(SendMessageDocument, { input }).catch(() => null)
  if (reply === null) return { refusal: 'CUT', isRetryable: true }
  const { message, userErrors } = reply.data?.sendMessage ?? { message: null, userErrors: [] }
  if (message) return { answer: 'SENT', id: message.upstreamId }
  const [complaint] = userErrors
  if (complaint?.__typename === 'OutcomeUnknownError') return { answer: 'UNKNOWN', id: null }
  if (complaint) {
    const isRetryable = complaint.__typename === 'UpstreamError' && complaint.isRetryable
    return { refusal: complaint.code, isRetryable }
  }
  const [error] = reply.errors
  return { refusal: String(error?.extensions?.code), isRetryable: error?.extensions?.retryable === true }
}
