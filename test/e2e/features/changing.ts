/** What can be done to messages that are there, and what can be begun. */
import { type Channel, channels } from '../../../src/domain/channel.ts'
import {
  AccountPlacesDocument,
  CreateAgentDocument,
  CreateConversationDocument,
  type CreateConversationInput,
  DeleteMessageDocument,
  RetryMessageDocument,
  SendMessageDocument,
  SentMessageByIdDocument,
  TranslateMessageDocument,
  UpdateMessageStatusDocument,
} from '../../support/gql/graphql.ts'
import { anywhere, did, each, type Feature, onEachChannel, type Site, type Trial } from './feature.ts'
import { anyConversation } from './sending.ts'

const sentId = async (conversationId: string, text: string, { client }: Pick<Site, 'client'>) => {
  const input = { conversationId, content: { text } }
  const { sendMessage } = await client.expectData(SendMessageDocument, { input })
  if (!sendMessage.message) throw new Error(`Not sent: ${JSON.stringify(sendMessage.userErrors)}`)
  return sendMessage.message.id
}

const statusOf = async (id: string, { client }: Site) => {
  const { node } = await client.expectData(SentMessageByIdDocument, { id })
  return node?.__typename === 'Message' ? node.status : null
}

/** Sends on every channel, and looks at all of it after everything happened that was going to. */
const afterwards = (text: string, look: (id: string, site: Site) => Promise<Trial>) => async (site: Site) => {
  const sent: (readonly [Channel, string])[] = []
  for (const [channel, id] of site.conversations) sent.push([channel, await sentId(id, text, site)])
  site.stack.sandbox.life.advance()
  return each(
    sent,
    ([channel]) => channel,
    ([, id]) => look(id, site),
  )
}

const translates = async (id: string, client: Site['client']): Promise<Trial> => {
  const { translateMessage } = await client.expectData(TranslateMessageDocument, { id, language: 'de' })
  return did(translateMessage, ({ translation }) => translation?.language === 'de')
}

/** A number works as an address wherever there are no rules for one. */
const addressOn = (channel: Channel) => (channel === 'EMAIL' ? 'lena@example.com' : '+447700900123')

export const begin = async (input: CreateConversationInput, { client }: Pick<Site, 'client'>) =>
  (await client.expectData(CreateConversationDocument, { input })).createConversation

export const beginOnInfobip = (accountId: string, channel: Channel, site: Pick<Site, 'client'>) =>
  begin(
    {
      accountId,
      channel,
      from: channel === 'EMAIL' ? 'support@example.com' : '447700900999',
      to: addressOn(channel).replace('+', ''),
      firstMessage: { text: 'Good morning' },
    },
    site,
  )

const beginsOn = async (
  site: Site,
): Promise<readonly (readonly [Channel, CreateConversationInput | null])[]> => {
  const { accountId, client } = site
  if (site.name === 'infobip') return channels.map((channel) => [channel, null] as const)
  const { account } = await client.expectData(AccountPlacesDocument, { id: accountId })
  return (account?.inboxes ?? []).map(({ id, channel }) => [
    channel,
    { accountId, inboxId: id, to: addressOn(channel), firstMessage: { text: 'Good morning' } },
  ])
}

export const changing: readonly Feature[] = [
  {
    name: 'Try a failed message again',
    alone: 'Chatwoot: `retry`, of any message, failed or not. Infobip: none',
    capability: 'RETRY_MESSAGE',
    try: afterwards('Please fail', async (id, { client }) => {
      const { retryMessage } = await client.expectData(RetryMessageDocument, { id })
      return did(retryMessage, ({ message }) => message?.id === id && message.status === 'SENT')
    }),
  },
  {
    name: 'Translate a message, as it comes',
    alone: 'Chatwoot: `translate`, with its Google integration; three kinds of 200. Infobip: none',
    capability: 'TRANSLATE_MESSAGE',
    try: anywhere(async (site) =>
      translates(await sentId(anyConversation(site), 'Perfect, thank you!', site), site.client),
    ),
  },
  {
    name: 'Translate a message, with a translator configured',
    alone: 'Chatwoot: as above. Infobip: none',
    try: anywhere(({ translating: { client, messageId } }) => translates(messageId, client)),
  },
  {
    name: 'Delete a message',
    alone: 'Chatwoot: yes, a tombstone stays. Infobip: none',
    capability: 'DELETE_MESSAGE',
    try: onEachChannel(async (conversationId, site) => {
      const id = await sentId(conversationId, 'Forget this', site)
      const { deleteMessage } = await site.client.expectData(DeleteMessageDocument, { id })
      return did(
        deleteMessage,
        ({ deletedMessageId, message }) => deletedMessageId === id && message?.isDeleted === true,
      )
    }),
  },
  {
    name: 'Say how far a message came',
    alone: 'Chatwoot: API inboxes; a step back is 200 without effect. Infobip: none',
    capability: 'UPDATE_MESSAGE_STATUS',
    try: onEachChannel(async (conversationId, site) => {
      const input = {
        messageId: await sentId(conversationId, 'On its way', site),
        status: 'DELIVERED',
      } as const
      const { updateMessageStatus } = await site.client.expectData(UpdateMessageStatusDocument, { input })
      return did(updateMessageStatus, ({ message }) => message?.status === 'DELIVERED')
    }),
  },
  {
    name: 'See that a message was delivered',
    alone: 'Chatwoot: `status`, as the channel reports. Infobip: not in this API',
    capability: 'DELIVERY_RECEIPTS',
    try: afterwards('Did it arrive', async (id, site) =>
      ['DELIVERED', 'READ'].includes((await statusOf(id, site)) ?? ''),
    ),
  },
  {
    name: 'See that a message was read',
    alone: 'Chatwoot: `status`, as the channel reports. Infobip: not in this API',
    capability: 'READ_RECEIPTS',
    try: afterwards('Did you read it', async (id, site) => (await statusOf(id, site)) === 'READ'),
  },
  {
    name: 'Begin a conversation with a first message',
    alone: 'Chatwoot: one request, the contact made before. Infobip: two requests',
    capability: 'CREATE_CONVERSATION',
    try: async (site) =>
      each(
        await beginsOn(site),
        ([channel]) => channel,
        async ([channel, input]) => {
          const answer = input
            ? await begin(input, site)
            : await beginOnInfobip(site.accountId, channel, site)
          return did(answer, ({ conversation, message }) => conversation != null && message != null)
        },
      ),
  },
  {
    name: 'Add an agent',
    alone: 'Chatwoot: administrators. Infobip: yes, without an e-mail address',
    capability: 'CREATE_AGENT',
    try: anywhere(async ({ client, accountId, name }) => {
      const email = name === 'chatwoot' ? { email: 'new.agent@example.com' } : {}
      const input = { accountId, name: 'Nora New', role: 'AGENT', ...email } as const
      const { createAgent } = await client.expectData(CreateAgentDocument, { input })
      return did(createAgent, ({ agent }) => agent?.name === 'Nora New' && agent.role === 'AGENT')
    }),
  },
]
