import { type Channel, channels } from '../../../src/domain/channel.ts'
import { encodeRef } from '../../../src/domain/ref.ts'
import type { GraphQLTestClient } from '../../support/client.ts'
import { ComposerDocument } from '../../support/gql/graphql.ts'
import type { Stack } from '../../support/stack.ts'
import { beginOnInfobip } from './changing.ts'
import type { Site } from './feature.ts'

export const siteOf = async (name: Site['name'], stack: Stack, translating: Stack): Promise<Site> => {
  const { client } = stack
  const accountId = encodeRef({ type: 'Account', account: name, path: [] })
  const site = { name, accountId, stack, client }
  return {
    ...site,
    conversations: await (name === 'chatwoot' ? answerable(accountId, client) : begun(accountId, client)),
    translating: { client: translating.client, messageId: await someMessage(accountId, translating.client) },
  }
}

const rowsOf = async (accountId: string, client: GraphQLTestClient) =>
  (await client.expectData(ComposerDocument, { first: 100, filter: { accountIds: [accountId] } }))
    .conversations?.nodes ?? []

/** The demo has a conversation in an inbox of every channel. */
const answerable = async (accountId: string, client: GraphQLTestClient): Promise<Map<Channel, string>> => {
  const rows = await rowsOf(accountId, client)
  const open = rows.filter(({ viewerCanReply, status }) => viewerCanReply && status === 'OPEN')
  return new Map(open.flatMap(({ channel, id }): [Channel, string][] => (channel ? [[channel, id]] : [])))
}

/** Infobip begins one on every channel that it can write to. */
const begun = async (accountId: string, client: GraphQLTestClient): Promise<Map<Channel, string>> => {
  const found = new Map<Channel, string>()
  for (const channel of channels) {
    const { conversation } = await beginOnInfobip(accountId, channel, { client })
    if (conversation) found.set(channel, conversation.id)
  }
  return found
}

const someMessage = async (accountId: string, client: GraphQLTestClient): Promise<string> => {
  const [id] = (await rowsOf(accountId, client)).flatMap(({ lastMessage }) => lastMessage?.id ?? [])
  if (id === undefined) throw new Error('The demo has no message.')
  return id
}
