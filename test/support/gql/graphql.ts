/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** How calls to an upstream account went lately, as this instance saw them. */
export type AccountHealthStatus =
  /** The last call failed, one within the last 30 seconds was answered. */
  | 'DEGRADED'
  /** Calls fail. */
  | 'DOWN'
  /** Nothing was asked yet. */
  | 'UNKNOWN'
  /** The last call was answered. */
  | 'UP';

/** Whether an agent is there. */
export type AgentAvailability =
  /** Not at the desk (Infobip). */
  | 'AWAY'
  /** There, and not taking more. */
  | 'BUSY'
  /** Not there. Infobip: INVISIBLE. */
  | 'OFFLINE'
  /** There. Infobip: ACTIVE. */
  | 'ONLINE'
  /** The upstream did not say. */
  | 'UNKNOWN';

/** What an agent may do in the account. */
export type AgentRole =
  /** Chatwoot: sees and changes everything in the account. */
  | 'ADMINISTRATOR'
  /** Answers conversations. */
  | 'AGENT'
  /** Infobip: may reply in any assigned conversation. */
  | 'SUPERVISOR';

/** Who answers it. */
export type AssigneeFilter =
  {   /** Assigned to this agent. */
  agentId: string | number; isAssigned?: never; viewer?: never; }
  |  { agentId?: never;   /** True: has an assignee; false: has none. */
  isAssigned: boolean; viewer?: never; }
  |  { agentId?: never; isAssigned?: never;   /** True: assigned to the caller. False is refused. */
  viewer: boolean; };

/** How to show an attachment. New values may be added in minor versions. */
export type AttachmentKind =
  /** A recording. */
  | 'AUDIO'
  /** A visiting card; `fileName` holds the name. */
  | 'CONTACT'
  /** Any other file. */
  | 'FILE'
  /** A picture, stickers included. */
  | 'IMAGE'
  /** A place on the map; `fileName` holds its title. */
  | 'LOCATION'
  /** Something this version has no word for, e.g. a shared post. */
  | 'OTHER'
  /** A film. */
  | 'VIDEO';

/** New values may be added in minor versions; treat an unknown value as not supported. */
export type Capability =
  /** Threads hold lines such as "Ana assigned this to Ben" (`kind: ACTIVITY`). */
  | 'ACTIVITY_MESSAGES'
  /** `Message.status` tells DELIVERED and FAILED. */
  | 'DELIVERY_RECEIPTS'
  /** Conversations carry labels. */
  | 'LABELS'
  /** Agents write notes that the contact never sees. */
  | 'NOTES'
  /** `Agent.availability` is known. */
  | 'PRESENCE'
  /** `Message.status` tells READ. */
  | 'READ_RECEIPTS'
  /** `Conversation.unreadCount` is counted. */
  | 'UNREAD_COUNT';

/** Where the contact is. New values may be added in minor versions. */
export type Channel =
  /** A Chatwoot API inbox: the company connects the channel itself. */
  | 'API'
  /** Apple Messages for Business. */
  | 'APPLE_MESSAGES'
  /** E-mail. */
  | 'EMAIL'
  /** Facebook Messenger. */
  | 'FACEBOOK'
  /** Instagram direct messages. */
  | 'INSTAGRAM'
  /** KakaoTalk. */
  | 'KAKAO'
  /** LINE. */
  | 'LINE'
  /** A channel that this version has no word for. */
  | 'OTHER'
  /** Rich Communication Services. */
  | 'RCS'
  /** Text messages. */
  | 'SMS'
  /** Telegram. */
  | 'TELEGRAM'
  /** TikTok. */
  | 'TIKTOK'
  /** X, formerly Twitter. */
  | 'TWITTER'
  /** Viber, business messages and bots. */
  | 'VIBER'
  /** Calls, with sound or video. */
  | 'VOICE'
  /** A chat widget on a web site (Chatwoot website, Infobip LIVE_CHAT). */
  | 'WEB_CHAT'
  /** WhatsApp. */
  | 'WHATSAPP';

/** How an account took part in a page. */
export type ConnectionSourceStatus =
  /** It was asked and did not answer; its part is missing. The next page asks it again. */
  | 'FAILED'
  /** Its part of the page is there. */
  | 'OK'
  /** It was not asked: it cannot answer this, or you have no credential for it. */
  | 'SKIPPED';

/** Which conversations. The values of one field are alternatives, at most 100; fields add up. */
export type ConversationFilter = {
  /** Only these accounts; default all. */
  accountIds?: Array<string | number> | null | undefined;
  /** Who answers it. */
  assignee?: AssigneeFilter | null | undefined;
  /** Any of these. */
  channels?: Array<Channel> | null | undefined;
  /** With this contact. */
  contactId?: string | number | null | undefined;
  /** Began later than this. */
  createdAfter?: string | null | undefined;
  /** Began earlier than this. */
  createdBefore?: string | null | undefined;
  /** Any of these inboxes. */
  inboxIds?: Array<string | number> | null | undefined;
  /** True: has messages that no agent has read. */
  isUnread?: boolean | null | undefined;
  /** Any of these labels or tags. */
  labels?: Array<string> | null | undefined;
  /** Any of these. */
  priority?: Array<ConversationPriority> | null | undefined;
  /** Any of these; default every status. */
  status?: Array<ConversationStatus> | null | undefined;
  /** Any of these teams or queues. */
  teamIds?: Array<string | number> | null | undefined;
  /** Changed later than this. */
  updatedAfter?: string | null | undefined;
  /** Changed earlier than this. */
  updatedBefore?: string | null | undefined;
};

/** A part of `ConversationFilter`. */
export type ConversationFilterField =
  /** `assignee.agentId` */
  | 'ASSIGNEE_AGENT'
  /** `assignee.isAssigned` */
  | 'ASSIGNEE_PRESENCE'
  /** `assignee.viewer` */
  | 'ASSIGNEE_VIEWER'
  /** `channels` */
  | 'CHANNEL'
  /** `contactId` */
  | 'CONTACT'
  /** `createdAfter`, `createdBefore` */
  | 'CREATED_AT'
  /** `inboxIds` */
  | 'INBOX'
  /** `labels` */
  | 'LABELS'
  /** `priority` */
  | 'PRIORITY'
  /** `status` */
  | 'STATUS'
  /** `teamIds` */
  | 'TEAM'
  /** `isUnread` */
  | 'UNREAD'
  /** `updatedAfter`, `updatedBefore` */
  | 'UPDATED_AT';

/** The order of conversations. */
export type ConversationOrder = {
  /** Which end comes first. */
  direction: OrderDirection;
  /** By what. */
  field: ConversationOrderField;
};

/** What conversations are ordered by. Not every upstream knows every order. */
export type ConversationOrderField =
  /** When it began. */
  | 'CREATED_AT'
  /** When something last happened in it. */
  | 'LAST_ACTIVITY_AT'
  /** How urgent it is (Chatwoot). */
  | 'PRIORITY'
  /** How long the contact has been waiting for an answer (Chatwoot). */
  | 'WAITING_SINCE';

/** How urgent a conversation is. */
export type ConversationPriority =
  /** Soon. */
  | 'HIGH'
  /** Can wait. */
  | 'LOW'
  /** As usual. Infobip: NORMAL. */
  | 'MEDIUM'
  /** Now. */
  | 'URGENT';

/** Where the work stands. New values may be added in minor versions. */
export type ConversationStatus =
  /** Infobip: over for good, nothing can be changed any more. */
  | 'CLOSED'
  /** To be answered. */
  | 'OPEN'
  /** With a bot, or waiting for something. */
  | 'PENDING'
  /** Done. Infobip: SOLVED. */
  | 'RESOLVED'
  /** Chatwoot: comes back at `snoozedUntil`, or with the next message. */
  | 'SNOOZED'
  /** Infobip: waiting for the contact. */
  | 'WAITING';

/** Which way a message went. */
export type MessageDirection =
  /** From the contact. */
  | 'INCOMING'
  /** Between agents, or from the system: the contact never sees it. */
  | 'INTERNAL'
  /** To the contact. */
  | 'OUTGOING';

/** Which messages. The values of one field are alternatives; fields add up. */
export type MessageFilter = {
  /** Any of these channels. */
  channels?: Array<Channel> | null | undefined;
  /** Written later than this. */
  createdAfter?: string | null | undefined;
  /** Written earlier than this. */
  createdBefore?: string | null | undefined;
  /** Only this way. */
  direction?: MessageDirection | null | undefined;
  /** Only these messages of this conversation; at most 100. */
  ids?: Array<string | number> | null | undefined;
  /** Any of these kinds. */
  kinds?: Array<MessageKind> | null | undefined;
};

/** What a message is. New values may be added in minor versions. */
export type MessageKind =
  /** What happened, e.g. "Ana assigned this to Ben". */
  | 'ACTIVITY'
  /** Between the contact and the company. */
  | 'MESSAGE'
  /** Written by an agent for agents. */
  | 'NOTE'
  /** Sent by the upstream itself, e.g. a greeting or a survey. */
  | 'TEMPLATE';

/** The order of messages. */
export type MessageOrder = {
  /** Which end comes first. */
  direction: OrderDirection;
  /** By what. */
  field: MessageOrderField;
};

/** What messages are ordered by. New values may be added in minor versions. */
export type MessageOrderField =
  /** When they were written. */
  | 'CREATED_AT';

/** Which end of a list comes first. */
export type OrderDirection =
  /** Smallest, oldest or lowest first. */
  | 'ASC'
  /** Largest, newest or highest first. */
  | 'DESC';

/** Which product the upstream is. */
export type Provider =
  /** Chatwoot, hosted or self-hosted. */
  | 'CHATWOOT'
  /** Infobip Conversations. */
  | 'INFOBIP';

/** Why a reply by the caller would be refused. New values may be added in minor versions. */
export type ReplyBlockedReason =
  /** Infobip: it is assigned, so a reply must name an agent (`x-agent-id`). */
  | 'AGENT_REQUIRED'
  /** It is over for good (Infobip CLOSED). */
  | 'CONVERSATION_CLOSED'
  /** Infobip: an agent replies only in conversations assigned to that agent. Assign it first. */
  | 'NOT_ASSIGNED_TO_VIEWER'
  /** The channel lets a company answer only for a while after the contact wrote, e.g. WhatsApp 24 hours. */
  | 'REPLY_WINDOW_CLOSED';

export type AccountsQueryVariables = Exact<{ [key: string]: never; }>;


export type AccountsQuery = { accounts: Array<{ id: string, name: string, provider: Provider, upstreamId: string, capabilities: Array<Capability>, supportedFilters: Array<ConversationFilterField>, settableStatuses: Array<ConversationStatus>, health: { status: AccountHealthStatus, lastError: string | null } }> };

export type AccountAgentsQueryVariables = Exact<{
  id: string | number;
  first?: number | null | undefined;
  after?: string | null | undefined;
  query?: string | null | undefined;
}>;


export type AccountAgentsQuery = { account: { agents: { totalCount: number | null, nodes: Array<{ id: string, name: string | null, role: AgentRole | null, availability: AgentAvailability }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null } | null };

export type WhoAmIQueryVariables = Exact<{ [key: string]: never; }>;


export type WhoAmIQuery = { viewer: { id: string, name: string | null, isAdmin: boolean, agents: Array<{ name: string | null, role: AgentRole | null, account: { name: string } }> } };

export type InboxQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  filter?: ConversationFilter | null | undefined;
  orderBy?: ConversationOrder | null | undefined;
}>;


export type InboxQuery = { conversations: { totalCount: number | null, edges: Array<{ cursor: string, node: { id: string, upstreamId: string, provider: Provider, status: ConversationStatus, lastActivityAt: string | null } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null }, sources: Array<{ status: ConnectionSourceStatus, code: string | null, message: string | null, account: { name: string } }> } | null };

export type InboxWithPeopleQueryVariables = Exact<{
  first: number;
  filter?: ConversationFilter | null | undefined;
}>;


export type InboxWithPeopleQuery = { conversations: { nodes: Array<{ id: string, status: ConversationStatus, assignee:
        | { __typename: 'Agent', name: string | null }
        | { __typename: 'Bot', name: string | null }
        | { __typename: 'Contact', name: string | null }
       | null, team: { name: string } | null }> } | null };

export type InboxRowQueryVariables = Exact<{
  first: number;
  filter?: ConversationFilter | null | undefined;
}>;


export type InboxRowQuery = { conversations: { nodes: Array<{ id: string, unreadCount: number | null, contact: { name: string | null, channelAddress: string | null } | null, assignee:
        | { __typename: 'Agent', name: string | null }
        | { __typename: 'Bot', name: string | null }
        | { __typename: 'Contact', name: string | null }
       | null, inbox: { name: string, channel: Channel } | null, labels: Array<{ name: string }> | null, lastMessage: { id: string, text: string | null, createdAt: string, sender:
          | { name: string | null }
          | { name: string | null }
          | { name: string | null }
         | null } | null }> } | null };

export type InboxWithLastMessageQueryVariables = Exact<{
  first: number;
  filter?: ConversationFilter | null | undefined;
}>;


export type InboxWithLastMessageQuery = { conversations: { nodes: Array<{ id: string, channel: Channel | null, contact: { channelAddress: string | null } | null, assignee:
        | { name: string | null }
        | { name: string | null }
        | { name: string | null }
       | null, team: { name: string } | null, lastMessage: { text: string | null, createdAt: string } | null }> } | null };

export type NodesQueryVariables = Exact<{
  ids: Array<string | number> | string | number;
}>;


export type NodesQuery = { nodes: Array<
    | { __typename: 'Account', id: string }
    | { __typename: 'Agent', name: string | null, id: string }
    | { __typename: 'Attachment', id: string }
    | { __typename: 'Bot', id: string }
    | { __typename: 'Contact', id: string }
    | { __typename: 'Conversation', status: ConversationStatus, id: string }
    | { __typename: 'Inbox', id: string }
    | { __typename: 'Message', text: string | null, id: string }
    | { __typename: 'Team', id: string }
   | null> };

export type NodeQueryVariables = Exact<{
  id: string | number;
}>;


export type NodeQuery = { node:
    | { __typename: 'Account', id: string }
    | { __typename: 'Agent', id: string }
    | { __typename: 'Attachment', id: string }
    | { __typename: 'Bot', id: string }
    | { __typename: 'Contact', id: string }
    | { __typename: 'Conversation', id: string }
    | { __typename: 'Inbox', id: string }
    | { __typename: 'Message', id: string }
    | { __typename: 'Team', id: string }
   | null };

export type ConversationByIdQueryVariables = Exact<{
  id: string | number;
}>;


export type ConversationByIdQuery = { conversation: { id: string, upstreamId: string, status: ConversationStatus, upstreamStatus: string, viewerCanReply: boolean, replyBlockedReason: ReplyBlockedReason | null } | null };

export type ThreadQueryVariables = Exact<{
  id: string | number;
  first?: number | null | undefined;
  after?: string | null | undefined;
  last?: number | null | undefined;
  before?: string | null | undefined;
  around?: string | number | null | undefined;
  filter?: MessageFilter | null | undefined;
  orderBy?: MessageOrder | null | undefined;
}>;


export type ThreadQuery = { conversation: { id: string, messages: { totalCount: number | null, edges: Array<{ cursor: string, node: { id: string, upstreamId: string, kind: MessageKind, direction: MessageDirection, text: string | null, createdAt: string } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null } | null };

export type ThreadOfUpstreamIdQueryVariables = Exact<{
  accountId: string | number;
  upstreamId: string;
  last: number;
}>;


export type ThreadOfUpstreamIdQuery = { conversationByUpstreamId: { id: string, messages: { nodes: Array<{ id: string, text: string | null, sender:
          | { __typename: 'Agent', id: string, name: string | null }
          | { __typename: 'Bot', id: string, name: string | null }
          | { __typename: 'Contact', id: string, name: string | null }
         | null, attachments: Array<{ kind: AttachmentKind, url: string | null }> }>, pageInfo: { hasPreviousPage: boolean } } | null } | null };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}

export const AccountsDocument = new TypedDocumentString(`
    query Accounts {
  accounts {
    id
    name
    provider
    upstreamId
    capabilities
    supportedFilters
    settableStatuses
    health {
      status
      lastError
    }
  }
}
    `) as unknown as TypedDocumentString<AccountsQuery, AccountsQueryVariables>;
export const AccountAgentsDocument = new TypedDocumentString(`
    query AccountAgents($id: ID!, $first: Int, $after: String, $query: String) {
  account(id: $id) {
    agents(first: $first, after: $after, query: $query) {
      nodes {
        id
        name
        role
        availability
      }
      pageInfo {
        hasNextPage
        endCursor
      }
      totalCount
    }
  }
}
    `) as unknown as TypedDocumentString<AccountAgentsQuery, AccountAgentsQueryVariables>;
export const WhoAmIDocument = new TypedDocumentString(`
    query WhoAmI {
  viewer {
    id
    name
    isAdmin
    agents {
      name
      role
      account {
        name
      }
    }
  }
}
    `) as unknown as TypedDocumentString<WhoAmIQuery, WhoAmIQueryVariables>;
export const InboxDocument = new TypedDocumentString(`
    query Inbox($first: Int, $after: String, $last: Int, $before: String, $filter: ConversationFilter, $orderBy: ConversationOrder) {
  conversations(
    first: $first
    after: $after
    last: $last
    before: $before
    filter: $filter
    orderBy: $orderBy
  ) {
    edges {
      cursor
      node {
        id
        upstreamId
        provider
        status
        lastActivityAt
      }
    }
    pageInfo {
      hasNextPage
      hasPreviousPage
      startCursor
      endCursor
    }
    totalCount
    sources {
      account {
        name
      }
      status
      code
      message
    }
  }
}
    `) as unknown as TypedDocumentString<InboxQuery, InboxQueryVariables>;
export const InboxWithPeopleDocument = new TypedDocumentString(`
    query InboxWithPeople($first: Int!, $filter: ConversationFilter) {
  conversations(first: $first, filter: $filter) {
    nodes {
      id
      status
      assignee {
        __typename
        name
      }
      team {
        name
      }
    }
  }
}
    `) as unknown as TypedDocumentString<InboxWithPeopleQuery, InboxWithPeopleQueryVariables>;
export const InboxRowDocument = new TypedDocumentString(`
    query InboxRow($first: Int!, $filter: ConversationFilter) {
  conversations(first: $first, filter: $filter) {
    nodes {
      id
      contact {
        name
        channelAddress
      }
      assignee {
        __typename
        name
      }
      inbox {
        name
        channel
      }
      labels {
        name
      }
      unreadCount
      lastMessage {
        id
        text
        sender {
          name
        }
        createdAt
      }
    }
  }
}
    `) as unknown as TypedDocumentString<InboxRowQuery, InboxRowQueryVariables>;
export const InboxWithLastMessageDocument = new TypedDocumentString(`
    query InboxWithLastMessage($first: Int!, $filter: ConversationFilter) {
  conversations(first: $first, filter: $filter) {
    nodes {
      id
      channel
      contact {
        channelAddress
      }
      assignee {
        name
      }
      team {
        name
      }
      lastMessage {
        text
        createdAt
      }
    }
  }
}
    `) as unknown as TypedDocumentString<InboxWithLastMessageQuery, InboxWithLastMessageQueryVariables>;
export const NodesDocument = new TypedDocumentString(`
    query Nodes($ids: [ID!]!) {
  nodes(ids: $ids) {
    __typename
    id
    ... on Message {
      text
    }
    ... on Conversation {
      status
    }
    ... on Agent {
      name
    }
  }
}
    `) as unknown as TypedDocumentString<NodesQuery, NodesQueryVariables>;
export const NodeDocument = new TypedDocumentString(`
    query Node($id: ID!) {
  node(id: $id) {
    __typename
    id
  }
}
    `) as unknown as TypedDocumentString<NodeQuery, NodeQueryVariables>;
export const ConversationByIdDocument = new TypedDocumentString(`
    query ConversationById($id: ID!) {
  conversation(id: $id) {
    id
    upstreamId
    status
    upstreamStatus
    viewerCanReply
    replyBlockedReason
  }
}
    `) as unknown as TypedDocumentString<ConversationByIdQuery, ConversationByIdQueryVariables>;
export const ThreadDocument = new TypedDocumentString(`
    query Thread($id: ID!, $first: Int, $after: String, $last: Int, $before: String, $around: ID, $filter: MessageFilter, $orderBy: MessageOrder) {
  conversation(id: $id) {
    id
    messages(
      first: $first
      after: $after
      last: $last
      before: $before
      around: $around
      filter: $filter
      orderBy: $orderBy
    ) {
      edges {
        cursor
        node {
          id
          upstreamId
          kind
          direction
          text
          createdAt
        }
      }
      pageInfo {
        hasNextPage
        hasPreviousPage
        startCursor
        endCursor
      }
      totalCount
    }
  }
}
    `) as unknown as TypedDocumentString<ThreadQuery, ThreadQueryVariables>;
export const ThreadOfUpstreamIdDocument = new TypedDocumentString(`
    query ThreadOfUpstreamId($accountId: ID!, $upstreamId: String!, $last: Int!) {
  conversationByUpstreamId(accountId: $accountId, upstreamId: $upstreamId) {
    id
    messages(last: $last) {
      nodes {
        id
        text
        sender {
          __typename
          id
          name
        }
        attachments {
          kind
          url
        }
      }
      pageInfo {
        hasPreviousPage
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ThreadOfUpstreamIdQuery, ThreadOfUpstreamIdQueryVariables>;