/** What GraphiQL opens with. Each tab that reads runs as it is; those that write or listen want a conversation. */
import { encodeRef } from '../../domain/ref.ts'

/** A message that can be answered and translated. */
export interface Example {
  readonly account: string
  readonly conversationId: string
  readonly messageId: string
}

const tab = (query: string, variables?: object) => ({
  query: query.trim(),
  variables: variables ? JSON.stringify(variables, null, 2) : null,
})

/** Without an example the tabs that write want an id first, and their variables say so. */
export const graphiqlTabs = (example: Example | undefined) => [
  ...readingTabs,
  ...writingTabs(idsOf(example)),
  liveTab(idsOf(example)),
]

const idsOf = (example: Example | undefined) => {
  if (!example) return { conversation: 'an id from the Inbox tab', message: 'an id from the Thread tab' }
  const { account, conversationId, messageId } = example
  return {
    conversation: encodeRef({ type: 'Conversation', account, path: [conversationId] }),
    message: encodeRef({ type: 'Message', account, path: [conversationId, messageId] }),
  }
}

const readingTabs = [
  tab(`
# Every account in one list,
# newest activity first.
query Inbox {
  conversations(first: 20) {
    nodes {
      id
      provider
      status
      contact { name channelAddress }
      assignee { name }
      inbox { name }
      team { name }
      labels { name }
      unreadCount
      lastMessage { text createdAt }
    }
    pageInfo { hasNextPage endCursor }
    sources { account { name } status message }
  }
}`),
  tab(`
# The newest open conversation,
# with the end of its thread.
query Thread {
  conversations(first: 1, filter: { status: [OPEN] }) {
    nodes {
      id
      viewerCanReply
      replyBlockedReason
      messages(last: 19) {
        nodes {
          id
          kind
          direction
          status
          sender { __typename name }
          text
          content { __typename }
          attachments { kind url fileName }
          createdAt
        }
        pageInfo { hasPreviousPage startCursor }
      }
    }
  }
}`),
  tab(`
# Who you are, and what the accounts
# behind this API can do.
query WhoAmI {
  viewer { name isAdmin agents { name role availability account { name } } }
  accounts {
    id
    name
    provider
    capabilities
    supportedFilters
    settableStatuses
    health { status eventSource lastError }
    inboxes { name channel }
    teams { name }
  }
}`),
]

const writingTabs = (ids: { readonly conversation: string; readonly message: string }) => [
  tab(
    `
# Answers a conversation. With a
# clientMessageId in the input it
# can be repeated, and is sent once.
mutation Send($input: SendMessageInput!) {
  sendMessage(input: $input) {
    message { id text status clientMessageId sender { name } createdAt }
    userErrors { message code path }
  }
}`,
    {
      input: {
        conversationId: ids.conversation,
        content: { text: 'Thanks for waiting, I am on it.' },
      },
    },
  ),
  tab(
    `
# Once per language: then it is
# among the message's translations.
mutation Translate($input: TranslateMessageInput!) {
  translateMessage(input: $input) {
    translation { language text format }
    message { text translations { language } }
    userErrors { message code }
  }
}`,
    { input: { messageId: ids.message, targetLanguage: 'de' } },
  ),
]

const liveTab = (ids: { readonly conversation: string }) =>
  tab(
    `
# New messages of a conversation. Leave
# it running, and press Send in a second
# window of this page: the answer follows.
subscription Live($conversationId: ID!) {
  messageAdded(conversationId: $conversationId) {
    occurredAt
    message {
      text
      direction
      sender { name }
    }
  }
}`,
    { conversationId: ids.conversation },
  )
