/** Conversations of the demo, as a composer sees them. */
import type { Channel } from '../../src/domain/channel.ts'
import { encodeRef } from '../../src/domain/ref.ts'
import {
  ComposerDocument,
  type ComposerQuery,
  SendMessageDocument,
  SentMessageByIdDocument,
} from './gql/graphql.ts'
import type { Stack } from './stack.ts'

export type Row = NonNullable<ComposerQuery['conversations']>['nodes'][number]

/** Global id of an account. */
export const accountId = (name: string): string => encodeRef({ type: 'Account', account: name, path: [] })

export const rowsOf = async ({ client }: Stack, account: string): Promise<readonly Row[]> => {
  const filter = { accountIds: [accountId(account)] }
  const { conversations } = await client.expectData(ComposerDocument, { first: 100, filter })
  return conversations?.nodes ?? []
}

/** A conversation on this channel in which a reply would be accepted. */
export const conversationOn = (rows: readonly Row[], channel: Channel): string => {
  const row = rows.find((one) => one.channel === channel && one.viewerCanReply && one.status === 'OPEN')
  if (!row) throw new Error(`The demo has no conversation to answer on ${channel}.`)
  return row.id
}

/** Sends a text and gives the message. */
export const say = async ({ client }: Stack, conversationId: string, text: string) => {
  const input = { conversationId, content: { text } }
  const { sendMessage } = await client.expectData(SendMessageDocument, { input })
  if (!sendMessage.message) throw new Error(`Not sent: ${JSON.stringify(sendMessage.userErrors)}`)
  return sendMessage.message
}

/** The message as the upstream has it now. */
export const messageNow = async ({ client }: Stack, id: string) => {
  const { node } = await client.expectData(SentMessageByIdDocument, { id })
  if (node?.__typename !== 'Message') throw new Error('There is no such message.')
  return node
}
