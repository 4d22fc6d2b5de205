/** What GraphiQL opens with. Each runs as it is, on any accounts. */
const tab = (query: string, variables?: object) => ({
  query: query.trim(),
  variables: variables ? JSON.stringify(variables, null, 2) : null,
})

export const graphiqlTabs = [
  tab(`
# The inbox: every account in one list, newest activity first.
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
# The newest open conversation, with the end of its thread.
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
# Who you are, and what the accounts behind this API can do.
query WhoAmI {
  viewer { name isAdmin agents { name role availability account { name } } }
  accounts {
    id
    name
    provider
    capabilities
    supportedFilters
    settableStatuses
    health { status lastSuccessAt lastError }
    inboxes { name channel }
    teams { name }
  }
}`),
]
