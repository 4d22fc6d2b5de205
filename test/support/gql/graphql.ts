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

/** A note for other agents. */
export type AddNoteInput = {
  /** Make one per message (a UUID), at most 255 characters. It comes back as `Message.clientMessageId`, and sending it again within 24 hours returns the first message instead of sending twice; with other content it is a CONFLICT. */
  clientMessageId?: string | null | undefined;
  /** Global id of the conversation. */
  conversationId: string | number;
  /** Agents to call on (Chatwoot). */
  mentionAgentIds?: Array<string | number> | null | undefined;
  /** The note. Infobip: at most 4,000 characters. */
  text: string;
};

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

/** A link to a knowledge-base article. */
export type ArticleInput = {
  /** What it is about. */
  description?: string | null | undefined;
  /** Title. */
  title: string;
  /** Where it is. */
  url: string;
};

/** Who answers it. */
export type AssigneeFilter =
  {   /** Assigned to this agent. */
  agentId: string | number; isAssigned?: never; viewer?: never; }
  |  { agentId?: never;   /** True: has an assignee; false: has none. */
  isAssigned: boolean; viewer?: never; }
  |  { agentId?: never; isAssigned?: never;   /** True: assigned to the caller. False is refused. */
  viewer: boolean; };

/** A file to send: exactly one of these. */
export type AttachmentInput =
  {   /** From `POST /uploads` (Chatwoot). */
  uploadId: string | number; url?: never; }
  |  { uploadId?: never;   /** A public address (Infobip). */
  url: UrlAttachmentInput; };

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
  /** `createAgent`. */
  | 'CREATE_AGENT'
  /** `createConversation`. */
  | 'CREATE_CONVERSATION'
  /** `deleteMessage`. */
  | 'DELETE_MESSAGE'
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
  /** `recordIncomingMessage`, in API inboxes. */
  | 'RECORD_INCOMING'
  /** `sendMessage(input: { replyToMessageId })`. */
  | 'REPLY_TO_MESSAGE'
  /** `retryMessage` in place. */
  | 'RETRY_MESSAGE'
  /** Attachments from `POST /uploads`. */
  | 'SEND_ATTACHMENT_UPLOAD'
  /** Attachments by a public address. */
  | 'SEND_ATTACHMENT_URL'
  /** `sendMessage`. */
  | 'SEND_MESSAGE'
  /** Templates that the channel approved, where the channel has any. */
  | 'SEND_TEMPLATE'
  /** `translateMessage`. */
  | 'TRANSLATE_MESSAGE'
  /** `Conversation.unreadCount` is counted. */
  | 'UNREAD_COUNT'
  /** `updateMessageStatus`, in API inboxes. */
  | 'UPDATE_MESSAGE_STATUS';

/** A button: give `url` to open a link, or `payload` to send something back. */
export type CardActionInput = {
  /** What is on the button. */
  label: string;
  /** What it sends back. */
  payload?: string | null | undefined;
  /** What it opens. */
  url?: string | null | undefined;
};

/** A picture, a title and buttons. */
export type CardInput = {
  /** Buttons, at least one. */
  actions: Array<CardActionInput>;
  /** Text below the title. */
  description?: string | null | undefined;
  /** The picture. */
  mediaUrl?: string | null | undefined;
  /** Title. */
  title: string;
};

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

/** The new agent. */
export type CreateAgentInput = {
  /** Global id of the account. */
  accountId: string | number;
  /** Required on Chatwoot, which writes to it; not taken on Infobip. */
  email?: string | null | undefined;
  /** Display name, 1 to 255 characters. */
  name: string;
  /** Chatwoot: AGENT, ADMINISTRATOR. Infobip: AGENT, SUPERVISOR. */
  role: AgentRole;
};

/** With whom, where, and the first words. */
export type CreateConversationInput = {
  /** Global id of the account. */
  accountId: string | number;
  /** Infobip: the channel of the first message. */
  channel?: Channel | null | undefined;
  /** Make one per conversation to begin (a UUID), at most 255 characters. Beginning again with it within 24 hours gives the first conversation and its message instead of doing it twice; with other content it is a CONFLICT. The first message has it as `Message.clientMessageId`. */
  clientMessageId?: string | null | undefined;
  /** Chatwoot: the contact. Without it `to` is looked up, or made. */
  contactId?: string | number | null | undefined;
  /** What to say first. */
  firstMessage?: MessageContentInput | null | undefined;
  /** Infobip: the company's own address on the channel. */
  from?: string | null | undefined;
  /** Chatwoot, required: the inbox. */
  inboxId?: string | number | null | undefined;
  /** The contact's address: phone or e-mail. */
  to?: string | null | undefined;
};

/** A question to the contact. */
export type FormFieldInput = {
  /** Whether it must be filled in. */
  isRequired?: boolean | null | undefined;
  /** The question. */
  label?: string | null | undefined;
  /** Key of the answer. */
  name: string;
  /** Choices of a SELECT. */
  options?: Array<string> | null | undefined;
  /** What stands in the empty field. */
  placeholder?: string | null | undefined;
  /** What the contact can fill in. */
  type: FormFieldType;
};

/** What the contact can fill in. */
export type FormFieldType =
  /** An e-mail address. */
  | 'EMAIL'
  /** One of `options`. */
  | 'SELECT'
  /** One line. */
  | 'TEXT'
  /** Several lines. */
  | 'TEXTAREA';

/** Fields for the contact to fill in; one TEXT or TEXTAREA field alone is a prompt. */
export type FormInput = {
  /** The fields, at least one. */
  fields: Array<FormFieldInput>;
  /** What stands above the fields. */
  text?: string | null | undefined;
};

/** What to send: exactly one of these. */
export type MessageContentInput =
  {   /** Links to knowledge-base articles. */
  articles: Array<ArticleInput>; cards?: never; form?: never; raw?: never; template?: never; text?: never; }
  |  { articles?: never;   /** One or more cards side by side. */
  cards: Array<CardInput>; form?: never; raw?: never; template?: never; text?: never; }
  |  { articles?: never; cards?: never;   /** Questions for the contact. */
  form: FormInput; raw?: never; template?: never; text?: never; }
  |  { articles?: never; cards?: never; form?: never;   /** Something this API has no shape for. */
  raw: RawContentInput; template?: never; text?: never; }
  |  { articles?: never; cards?: never; form?: never; raw?: never;   /** An approved template. */
  template: TemplateContentInput; text?: never; }
  |  { articles?: never; cards?: never; form?: never; raw?: never; template?: never;   /** Words, byte for byte. Chatwoot reads Markdown. */
  text: string; };

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

/** How far a message has come. */
export type MessageStatus =
  /** It reached the contact. */
  | 'DELIVERED'
  /** It did not reach the contact; see `statusReason`. */
  | 'FAILED'
  /** Accepted by this API; the upstream has not answered yet. */
  | 'PENDING'
  /** The contact saw it. */
  | 'READ'
  /** The upstream has it. */
  | 'SENT'
  /** The upstream does not report a status (Infobip Conversations). */
  | 'UNKNOWN';

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

/** Sent as it is; for content types that this API has no shape for. */
export type RawContentInput = {
  /** An object. Chatwoot: `content_attributes`; Infobip: `content`. */
  content: unknown;
  /** The text beside it (Chatwoot `content`). */
  text?: string | null | undefined;
  /** The upstream's word: Chatwoot `content_type`, Infobip `contentType`. */
  upstreamType: string;
};

/** What the contact wrote elsewhere. */
export type RecordIncomingMessageInput = {
  /** Files, at most 15. */
  attachments?: Array<AttachmentInput> | null | undefined;
  /** Make one per message (a UUID), at most 255 characters. It comes back as `Message.clientMessageId`, and sending it again within 24 hours returns the first message instead of sending twice; with other content it is a CONFLICT. */
  clientMessageId?: string | null | undefined;
  /** What the contact said. May be left out with attachments. */
  content?: MessageContentInput | null | undefined;
  /** Global id of the conversation, in an API inbox. */
  conversationId: string | number;
};

/** Why a reply by the caller would be refused. New values may be added in minor versions. */
export type ReplyBlockedReason =
  /** Infobip: it is assigned, so a reply must name an agent (`x-agent-id`). */
  | 'AGENT_REQUIRED'
  /** It is over for good (Infobip CLOSED). */
  | 'CONVERSATION_CLOSED'
  /** Infobip: an agent replies only in conversations assigned to that agent. Assign it first. */
  | 'NOT_ASSIGNED_TO_VIEWER'
  /** The caller's token says a role that only reads. */
  | 'READ_ONLY'
  /** The channel lets a company answer only for a while after the contact wrote, e.g. WhatsApp 24 hours. */
  | 'REPLY_WINDOW_CLOSED';

/** What to send, and where. */
export type SendMessageInput = {
  /** Files, at most 15. */
  attachments?: Array<AttachmentInput> | null | undefined;
  /** Make one per message (a UUID), at most 255 characters. It comes back as `Message.clientMessageId`, and sending it again within 24 hours returns the first message instead of sending twice; with other content it is a CONFLICT. */
  clientMessageId?: string | null | undefined;
  /** What to say. May be left out with attachments. */
  content?: MessageContentInput | null | undefined;
  /** Global id of the conversation. */
  conversationId: string | number;
  /** The message of this conversation that it answers (Chatwoot). */
  replyToMessageId?: string | number | null | undefined;
};

/** A template that the channel approved beforehand, e.g. outside the WhatsApp reply window. */
export type TemplateContentInput = {
  /** Its category, e.g. `UTILITY` (Chatwoot). */
  category?: string | null | undefined;
  /** Its language. */
  language: string;
  /** Its name at the channel. */
  name: string;
  /** Values, in order. */
  parameters?: Array<TemplateParameterInput> | null | undefined;
  /** What it reads like, for the thread (Chatwoot). */
  text?: string | null | undefined;
};

/** A value for a placeholder of a template. */
export type TemplateParameterInput = {
  /** The placeholder; its number where it is numbered. */
  name: string;
  /** What stands there. */
  value: string;
};

/** How to show a text. */
export type TextFormat =
  /** Clean it before you show it: it comes from outside. */
  | 'HTML'
  /** CommonMark. */
  | 'MARKDOWN'
  /** As it is. */
  | 'PLAIN';

/** What the company knows of a message that it delivered itself. */
export type UpdateMessageStatusInput = {
  /** Global id of the message. */
  messageId: string | number;
  /** Why; with FAILED only. */
  reason?: string | null | undefined;
  /** SENT, DELIVERED, READ or FAILED. */
  status: MessageStatus;
};

/** A file that the channel fetches itself (Infobip). */
export type UrlAttachmentInput = {
  /** Name for the contact. */
  fileName?: string | null | undefined;
  /** How to show it. */
  kind: AttachmentKind;
  /** Where it is; reachable from the internet. */
  url: string;
};

/** What kind of error it is. New values may be added in minor versions. */
export type UserErrorCode =
  /** It contradicts what was done before. */
  | 'CONFLICT'
  /** You may not do this. */
  | 'FORBIDDEN'
  /** Something in `input` cannot be; see `path`. */
  | 'INVALID_INPUT'
  /** It does not exist, or you may not see it. */
  | 'NOT_FOUND'
  /** Only a message that failed can be sent again. */
  | 'NOT_RETRYABLE'
  /** It may or may not have happened. Do not resend blindly. */
  | 'OUTCOME_UNKNOWN'
  /** Too many requests; see `retryAt`. */
  | 'RATE_LIMITED'
  /** A reply would be refused now; nothing was sent. */
  | 'REPLY_BLOCKED'
  /** This upstream, or this channel, has no such thing. */
  | 'UNSUPPORTED'
  /** The upstream said no; see `upstreamMessage`. */
  | 'UPSTREAM_REJECTED'
  /** The upstream cannot be reached, or answered with nonsense. */
  | 'UPSTREAM_UNAVAILABLE';

export type AccountsQueryVariables = Exact<{ [key: string]: never; }>;


export type AccountsQuery = { accounts: Array<{ id: string, name: string, provider: Provider, upstreamId: string, capabilities: Array<Capability>, supportedFilters: Array<ConversationFilterField>, settableStatuses: Array<ConversationStatus>, health: { status: AccountHealthStatus, lastError: string | null, openSince: string | null, retryAt: string | null } }> };

export type AccountAgentsQueryVariables = Exact<{
  id: string | number;
  first?: number | null | undefined;
  after?: string | null | undefined;
  query?: string | null | undefined;
}>;


export type AccountAgentsQuery = { account: { agents: { totalCount: number | null, nodes: Array<{ id: string, name: string | null, role: AgentRole | null, availability: AgentAvailability }>, pageInfo: { hasNextPage: boolean, endCursor: string | null } } | null } | null };

export type WhoAmIQueryVariables = Exact<{ [key: string]: never; }>;


export type WhoAmIQuery = { viewer: { id: string, name: string | null, isAdmin: boolean, agents: Array<{ name: string | null, role: AgentRole | null, account: { name: string } }> } };

export type ChildrenQueryVariables = Exact<{
  accountId: string | number;
}>;


export type ChildrenQuery = { conversations: { nodes: Array<{ upstreamId: string, messages: { nodes: Array<{ id: string }> } | null }>, sources: Array<{ status: ConnectionSourceStatus, code: string | null }> } | null };

export type SentMessageByIdQueryVariables = Exact<{
  id: string | number;
}>;


export type SentMessageByIdQuery = { node:
    | { __typename: 'Account' }
    | { __typename: 'Agent' }
    | { __typename: 'Attachment' }
    | { __typename: 'Bot' }
    | { __typename: 'Contact' }
    | { __typename: 'Conversation' }
    | { __typename: 'Inbox' }
    | { __typename: 'Message', id: string, upstreamId: string, kind: MessageKind, direction: MessageDirection, text: string | null, status: MessageStatus, statusReason: string | null, isPrivate: boolean, isDeleted: boolean, clientMessageId: string | null, viewerCanRetry: boolean, content:
        | { __typename: 'ArticlesContent' }
        | { __typename: 'CardsContent' }
        | { __typename: 'EmailContent' }
        | { __typename: 'FormContent' }
        | { __typename: 'LocationContent' }
        | { __typename: 'TemplateContent' }
        | { __typename: 'TextContent' }
        | { __typename: 'UnsupportedContent' }
      , replyTo: { id: string } | null, attachments: Array<{ kind: AttachmentKind, fileName: string | null, contentType: string | null, size: number | null }>, sender:
        | { __typename: 'Agent', name: string | null }
        | { __typename: 'Bot', name: string | null }
        | { __typename: 'Contact', name: string | null }
       | null, translations: Array<{ language: string, text: string }> }
    | { __typename: 'Team' }
   | null };

export type AccountPlacesQueryVariables = Exact<{
  id: string | number;
}>;


export type AccountPlacesQuery = { account: { inboxes: Array<{ id: string, name: string, channel: Channel }> | null, teams: Array<{ id: string, name: string }> | null, labels: Array<{ name: string }> | null } | null };

export type ContactConversationsQueryVariables = Exact<{
  id: string | number;
}>;


export type ContactConversationsQuery = { node:
    | { conversations: { nodes: Array<{ id: string }>, sources: Array<{ status: ConnectionSourceStatus }> } | null }
    | Record<PropertyKey, never>
   | null };

export type ConversationDetailsQueryVariables = Exact<{
  first: number;
  filter?: ConversationFilter | null | undefined;
}>;


export type ConversationDetailsQuery = { conversations: { totalCount: number | null, nodes: Array<{ id: string, channel: Channel | null, viewerCanReply: boolean, unreadCount: number | null, labels: Array<{ name: string }> | null, contact: { id: string, name: string | null } | null, assignee:
        | { id: string }
        | { id: string }
        | { id: string }
       | null }> } | null };

export type SentContentQueryVariables = Exact<{
  id: string | number;
}>;


export type SentContentQuery = { node:
    | { __typename: 'Account' }
    | { __typename: 'Agent' }
    | { __typename: 'Attachment' }
    | { __typename: 'Bot' }
    | { __typename: 'Contact' }
    | { __typename: 'Conversation' }
    | { __typename: 'Inbox' }
    | { __typename: 'Message', content:
        | { __typename: 'ArticlesContent', articles: Array<{ title: string, description: string | null, url: string | null }> }
        | { __typename: 'CardsContent', cards: Array<{ title: string | null, description: string | null, mediaUrl: string | null, actions: Array<{ label: string, url: string | null, payload: string | null }> }> }
        | { __typename: 'EmailContent', to: Array<string>, emailText: string | null }
        | { __typename: 'FormContent', isSubmitted: boolean, fields: Array<{ name: string, label: string | null, type: string, value: string | null }> }
        | { __typename: 'LocationContent', latitude: number, longitude: number, name: string | null }
        | { __typename: 'TemplateContent', name: string | null, language: string | null, body: string | null }
        | { __typename: 'TextContent', text: string | null }
        | { __typename: 'UnsupportedContent', upstreamType: string, raw: unknown }
       }
    | { __typename: 'Team' }
   | null };

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

export type EventCursorQueryVariables = Exact<{
  id: string | number;
}>;


export type EventCursorQuery = { conversation: { eventCursor: string | null } | null };

export type EventsSinceQueryVariables = Exact<{
  after: string;
  id: string | number;
}>;


export type EventsSinceQuery = { events: { hasMore: boolean, events: Array<
      | { __typename: 'AccountHealthChanged' }
      | { __typename: 'AgentAvailabilityChanged' }
      | { __typename: 'ConversationAdded' }
      | { __typename: 'ConversationUpdated' }
      | { __typename: 'MessageAdded', message: { text: string | null, direction: MessageDirection } }
      | { __typename: 'MessageDeleted' }
      | { __typename: 'MessageUpdated' }
      | { __typename: 'ResyncRequired' }
      | { __typename: 'TypingChanged' }
    > } | null };

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
    | { __typename: 'Message', text: string | null, clientMessageId: string | null, id: string }
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

export type OddListQueryVariables = Exact<{
  accountId: string | number;
  first: number;
  after?: string | null | undefined;
}>;


export type OddListQuery = { conversations: { nodes: Array<{ id: string, status: ConversationStatus, upstreamStatus: string, priority: ConversationPriority | null }>, pageInfo: { hasNextPage: boolean, endCursor: string | null }, sources: Array<{ status: ConnectionSourceStatus, code: string | null }> } | null };

export type OddThreadQueryVariables = Exact<{
  id: string | number;
  last: number;
  before?: string | null | undefined;
}>;


export type OddThreadQuery = { conversation: { id: string, messages: { nodes: Array<{ id: string, kind: MessageKind, direction: MessageDirection, status: MessageStatus, content:
          | { __typename: 'ArticlesContent' }
          | { __typename: 'CardsContent' }
          | { __typename: 'EmailContent' }
          | { __typename: 'FormContent' }
          | { __typename: 'LocationContent' }
          | { __typename: 'TemplateContent' }
          | { __typename: 'TextContent' }
          | { __typename: 'UnsupportedContent' }
         }>, pageInfo: { hasPreviousPage: boolean, startCursor: string | null } } | null } | null };

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

export type SentMessageFragment = { id: string, upstreamId: string, kind: MessageKind, direction: MessageDirection, text: string | null, status: MessageStatus, statusReason: string | null, isPrivate: boolean, isDeleted: boolean, clientMessageId: string | null, viewerCanRetry: boolean, content:
    | { __typename: 'ArticlesContent' }
    | { __typename: 'CardsContent' }
    | { __typename: 'EmailContent' }
    | { __typename: 'FormContent' }
    | { __typename: 'LocationContent' }
    | { __typename: 'TemplateContent' }
    | { __typename: 'TextContent' }
    | { __typename: 'UnsupportedContent' }
  , replyTo: { id: string } | null, attachments: Array<{ kind: AttachmentKind, fileName: string | null, contentType: string | null, size: number | null }>, sender:
    | { __typename: 'Agent', name: string | null }
    | { __typename: 'Bot', name: string | null }
    | { __typename: 'Contact', name: string | null }
   | null, translations: Array<{ language: string, text: string }> };

type Complaint_ConflictError_Fragment = { __typename: 'ConflictError', message: string, code: UserErrorCode, path: Array<string> | null };

type Complaint_ForbiddenError_Fragment = { __typename: 'ForbiddenError', message: string, code: UserErrorCode, path: Array<string> | null };

type Complaint_InvalidInputError_Fragment = { __typename: 'InvalidInputError', message: string, code: UserErrorCode, path: Array<string> | null };

type Complaint_NotFoundError_Fragment = { __typename: 'NotFoundError', message: string, code: UserErrorCode, path: Array<string> | null };

type Complaint_NotRetryableError_Fragment = { __typename: 'NotRetryableError', message: string, code: UserErrorCode, path: Array<string> | null };

type Complaint_OutcomeUnknownError_Fragment = { __typename: 'OutcomeUnknownError', clientMessageId: string | null, message: string, code: UserErrorCode, path: Array<string> | null };

type Complaint_RateLimitedError_Fragment = { __typename: 'RateLimitedError', retryAt: string | null, message: string, code: UserErrorCode, path: Array<string> | null };

type Complaint_ReplyBlockedError_Fragment = { __typename: 'ReplyBlockedError', reason: ReplyBlockedReason, message: string, code: UserErrorCode, path: Array<string> | null };

type Complaint_UnsupportedError_Fragment = { __typename: 'UnsupportedError', capability: Capability | null, message: string, code: UserErrorCode, path: Array<string> | null };

type Complaint_UpstreamError_Fragment = { __typename: 'UpstreamError', upstreamStatus: number | null, upstreamMessage: string | null, isRetryable: boolean, retryAt: string | null, message: string, code: UserErrorCode, path: Array<string> | null };

export type ComplaintFragment =
  | Complaint_ConflictError_Fragment
  | Complaint_ForbiddenError_Fragment
  | Complaint_InvalidInputError_Fragment
  | Complaint_NotFoundError_Fragment
  | Complaint_NotRetryableError_Fragment
  | Complaint_OutcomeUnknownError_Fragment
  | Complaint_RateLimitedError_Fragment
  | Complaint_ReplyBlockedError_Fragment
  | Complaint_UnsupportedError_Fragment
  | Complaint_UpstreamError_Fragment
;

export type SendMessageMutationVariables = Exact<{
  input: SendMessageInput;
}>;


export type SendMessageMutation = { sendMessage: { message: { id: string, upstreamId: string, kind: MessageKind, direction: MessageDirection, text: string | null, status: MessageStatus, statusReason: string | null, isPrivate: boolean, isDeleted: boolean, clientMessageId: string | null, viewerCanRetry: boolean, content:
        | { __typename: 'ArticlesContent' }
        | { __typename: 'CardsContent' }
        | { __typename: 'EmailContent' }
        | { __typename: 'FormContent' }
        | { __typename: 'LocationContent' }
        | { __typename: 'TemplateContent' }
        | { __typename: 'TextContent' }
        | { __typename: 'UnsupportedContent' }
      , replyTo: { id: string } | null, attachments: Array<{ kind: AttachmentKind, fileName: string | null, contentType: string | null, size: number | null }>, sender:
        | { __typename: 'Agent', name: string | null }
        | { __typename: 'Bot', name: string | null }
        | { __typename: 'Contact', name: string | null }
       | null, translations: Array<{ language: string, text: string }> } | null, userErrors: Array<
      | { __typename: 'ConflictError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'ForbiddenError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'InvalidInputError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'NotFoundError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'NotRetryableError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'OutcomeUnknownError', clientMessageId: string | null, message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'RateLimitedError', retryAt: string | null, message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'ReplyBlockedError', reason: ReplyBlockedReason, message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'UnsupportedError', capability: Capability | null, message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'UpstreamError', upstreamStatus: number | null, upstreamMessage: string | null, isRetryable: boolean, retryAt: string | null, message: string, code: UserErrorCode, path: Array<string> | null }
    > } };

export type AddNoteMutationVariables = Exact<{
  input: AddNoteInput;
}>;


export type AddNoteMutation = { addNote: { message: { id: string, upstreamId: string, kind: MessageKind, direction: MessageDirection, text: string | null, status: MessageStatus, statusReason: string | null, isPrivate: boolean, isDeleted: boolean, clientMessageId: string | null, viewerCanRetry: boolean, content:
        | { __typename: 'ArticlesContent' }
        | { __typename: 'CardsContent' }
        | { __typename: 'EmailContent' }
        | { __typename: 'FormContent' }
        | { __typename: 'LocationContent' }
        | { __typename: 'TemplateContent' }
        | { __typename: 'TextContent' }
        | { __typename: 'UnsupportedContent' }
      , replyTo: { id: string } | null, attachments: Array<{ kind: AttachmentKind, fileName: string | null, contentType: string | null, size: number | null }>, sender:
        | { __typename: 'Agent', name: string | null }
        | { __typename: 'Bot', name: string | null }
        | { __typename: 'Contact', name: string | null }
       | null, translations: Array<{ language: string, text: string }> } | null, userErrors: Array<
      | { __typename: 'ConflictError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'ForbiddenError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'InvalidInputError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'NotFoundError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'NotRetryableError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'OutcomeUnknownError', clientMessageId: string | null, message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'RateLimitedError', retryAt: string | null, message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'ReplyBlockedError', reason: ReplyBlockedReason, message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'UnsupportedError', capability: Capability | null, message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'UpstreamError', upstreamStatus: number | null, upstreamMessage: string | null, isRetryable: boolean, retryAt: string | null, message: string, code: UserErrorCode, path: Array<string> | null }
    > } };

export type RecordIncomingMessageMutationVariables = Exact<{
  input: RecordIncomingMessageInput;
}>;


export type RecordIncomingMessageMutation = { recordIncomingMessage: { message: { id: string, upstreamId: string, kind: MessageKind, direction: MessageDirection, text: string | null, status: MessageStatus, statusReason: string | null, isPrivate: boolean, isDeleted: boolean, clientMessageId: string | null, viewerCanRetry: boolean, content:
        | { __typename: 'ArticlesContent' }
        | { __typename: 'CardsContent' }
        | { __typename: 'EmailContent' }
        | { __typename: 'FormContent' }
        | { __typename: 'LocationContent' }
        | { __typename: 'TemplateContent' }
        | { __typename: 'TextContent' }
        | { __typename: 'UnsupportedContent' }
      , replyTo: { id: string } | null, attachments: Array<{ kind: AttachmentKind, fileName: string | null, contentType: string | null, size: number | null }>, sender:
        | { __typename: 'Agent', name: string | null }
        | { __typename: 'Bot', name: string | null }
        | { __typename: 'Contact', name: string | null }
       | null, translations: Array<{ language: string, text: string }> } | null, userErrors: Array<
      | { __typename: 'ConflictError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'ForbiddenError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'InvalidInputError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'NotFoundError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'NotRetryableError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'OutcomeUnknownError', clientMessageId: string | null, message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'RateLimitedError', retryAt: string | null, message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'ReplyBlockedError', reason: ReplyBlockedReason, message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'UnsupportedError', capability: Capability | null, message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'UpstreamError', upstreamStatus: number | null, upstreamMessage: string | null, isRetryable: boolean, retryAt: string | null, message: string, code: UserErrorCode, path: Array<string> | null }
    > } };

export type RetryMessageMutationVariables = Exact<{
  id: string | number;
}>;


export type RetryMessageMutation = { retryMessage: { message: { id: string, upstreamId: string, kind: MessageKind, direction: MessageDirection, text: string | null, status: MessageStatus, statusReason: string | null, isPrivate: boolean, isDeleted: boolean, clientMessageId: string | null, viewerCanRetry: boolean, content:
        | { __typename: 'ArticlesContent' }
        | { __typename: 'CardsContent' }
        | { __typename: 'EmailContent' }
        | { __typename: 'FormContent' }
        | { __typename: 'LocationContent' }
        | { __typename: 'TemplateContent' }
        | { __typename: 'TextContent' }
        | { __typename: 'UnsupportedContent' }
      , replyTo: { id: string } | null, attachments: Array<{ kind: AttachmentKind, fileName: string | null, contentType: string | null, size: number | null }>, sender:
        | { __typename: 'Agent', name: string | null }
        | { __typename: 'Bot', name: string | null }
        | { __typename: 'Contact', name: string | null }
       | null, translations: Array<{ language: string, text: string }> } | null, userErrors: Array<
      | { __typename: 'ConflictError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'ForbiddenError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'InvalidInputError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'NotFoundError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'NotRetryableError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'OutcomeUnknownError', clientMessageId: string | null, message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'RateLimitedError', retryAt: string | null, message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'ReplyBlockedError', reason: ReplyBlockedReason, message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'UnsupportedError', capability: Capability | null, message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'UpstreamError', upstreamStatus: number | null, upstreamMessage: string | null, isRetryable: boolean, retryAt: string | null, message: string, code: UserErrorCode, path: Array<string> | null }
    > } };

export type TranslateMessageMutationVariables = Exact<{
  id: string | number;
  language: string;
}>;


export type TranslateMessageMutation = { translateMessage: { message: { id: string, upstreamId: string, kind: MessageKind, direction: MessageDirection, text: string | null, status: MessageStatus, statusReason: string | null, isPrivate: boolean, isDeleted: boolean, clientMessageId: string | null, viewerCanRetry: boolean, content:
        | { __typename: 'ArticlesContent' }
        | { __typename: 'CardsContent' }
        | { __typename: 'EmailContent' }
        | { __typename: 'FormContent' }
        | { __typename: 'LocationContent' }
        | { __typename: 'TemplateContent' }
        | { __typename: 'TextContent' }
        | { __typename: 'UnsupportedContent' }
      , replyTo: { id: string } | null, attachments: Array<{ kind: AttachmentKind, fileName: string | null, contentType: string | null, size: number | null }>, sender:
        | { __typename: 'Agent', name: string | null }
        | { __typename: 'Bot', name: string | null }
        | { __typename: 'Contact', name: string | null }
       | null, translations: Array<{ language: string, text: string }> } | null, translation: { language: string, text: string, format: TextFormat } | null, userErrors: Array<
      | { __typename: 'ConflictError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'ForbiddenError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'InvalidInputError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'NotFoundError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'NotRetryableError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'OutcomeUnknownError', clientMessageId: string | null, message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'RateLimitedError', retryAt: string | null, message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'ReplyBlockedError', reason: ReplyBlockedReason, message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'UnsupportedError', capability: Capability | null, message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'UpstreamError', upstreamStatus: number | null, upstreamMessage: string | null, isRetryable: boolean, retryAt: string | null, message: string, code: UserErrorCode, path: Array<string> | null }
    > } };

export type DeleteMessageMutationVariables = Exact<{
  id: string | number;
}>;


export type DeleteMessageMutation = { deleteMessage: { deletedMessageId: string | null, message: { id: string, upstreamId: string, kind: MessageKind, direction: MessageDirection, text: string | null, status: MessageStatus, statusReason: string | null, isPrivate: boolean, isDeleted: boolean, clientMessageId: string | null, viewerCanRetry: boolean, content:
        | { __typename: 'ArticlesContent' }
        | { __typename: 'CardsContent' }
        | { __typename: 'EmailContent' }
        | { __typename: 'FormContent' }
        | { __typename: 'LocationContent' }
        | { __typename: 'TemplateContent' }
        | { __typename: 'TextContent' }
        | { __typename: 'UnsupportedContent' }
      , replyTo: { id: string } | null, attachments: Array<{ kind: AttachmentKind, fileName: string | null, contentType: string | null, size: number | null }>, sender:
        | { __typename: 'Agent', name: string | null }
        | { __typename: 'Bot', name: string | null }
        | { __typename: 'Contact', name: string | null }
       | null, translations: Array<{ language: string, text: string }> } | null, userErrors: Array<
      | { __typename: 'ConflictError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'ForbiddenError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'InvalidInputError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'NotFoundError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'NotRetryableError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'OutcomeUnknownError', clientMessageId: string | null, message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'RateLimitedError', retryAt: string | null, message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'ReplyBlockedError', reason: ReplyBlockedReason, message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'UnsupportedError', capability: Capability | null, message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'UpstreamError', upstreamStatus: number | null, upstreamMessage: string | null, isRetryable: boolean, retryAt: string | null, message: string, code: UserErrorCode, path: Array<string> | null }
    > } };

export type UpdateMessageStatusMutationVariables = Exact<{
  input: UpdateMessageStatusInput;
}>;


export type UpdateMessageStatusMutation = { updateMessageStatus: { message: { id: string, upstreamId: string, kind: MessageKind, direction: MessageDirection, text: string | null, status: MessageStatus, statusReason: string | null, isPrivate: boolean, isDeleted: boolean, clientMessageId: string | null, viewerCanRetry: boolean, content:
        | { __typename: 'ArticlesContent' }
        | { __typename: 'CardsContent' }
        | { __typename: 'EmailContent' }
        | { __typename: 'FormContent' }
        | { __typename: 'LocationContent' }
        | { __typename: 'TemplateContent' }
        | { __typename: 'TextContent' }
        | { __typename: 'UnsupportedContent' }
      , replyTo: { id: string } | null, attachments: Array<{ kind: AttachmentKind, fileName: string | null, contentType: string | null, size: number | null }>, sender:
        | { __typename: 'Agent', name: string | null }
        | { __typename: 'Bot', name: string | null }
        | { __typename: 'Contact', name: string | null }
       | null, translations: Array<{ language: string, text: string }> } | null, userErrors: Array<
      | { __typename: 'ConflictError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'ForbiddenError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'InvalidInputError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'NotFoundError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'NotRetryableError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'OutcomeUnknownError', clientMessageId: string | null, message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'RateLimitedError', retryAt: string | null, message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'ReplyBlockedError', reason: ReplyBlockedReason, message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'UnsupportedError', capability: Capability | null, message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'UpstreamError', upstreamStatus: number | null, upstreamMessage: string | null, isRetryable: boolean, retryAt: string | null, message: string, code: UserErrorCode, path: Array<string> | null }
    > } };

export type CreateConversationMutationVariables = Exact<{
  input: CreateConversationInput;
}>;


export type CreateConversationMutation = { createConversation: { conversation: { id: string, status: ConversationStatus } | null, message: { id: string, upstreamId: string, kind: MessageKind, direction: MessageDirection, text: string | null, status: MessageStatus, statusReason: string | null, isPrivate: boolean, isDeleted: boolean, clientMessageId: string | null, viewerCanRetry: boolean, content:
        | { __typename: 'ArticlesContent' }
        | { __typename: 'CardsContent' }
        | { __typename: 'EmailContent' }
        | { __typename: 'FormContent' }
        | { __typename: 'LocationContent' }
        | { __typename: 'TemplateContent' }
        | { __typename: 'TextContent' }
        | { __typename: 'UnsupportedContent' }
      , replyTo: { id: string } | null, attachments: Array<{ kind: AttachmentKind, fileName: string | null, contentType: string | null, size: number | null }>, sender:
        | { __typename: 'Agent', name: string | null }
        | { __typename: 'Bot', name: string | null }
        | { __typename: 'Contact', name: string | null }
       | null, translations: Array<{ language: string, text: string }> } | null, userErrors: Array<
      | { __typename: 'ConflictError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'ForbiddenError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'InvalidInputError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'NotFoundError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'NotRetryableError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'OutcomeUnknownError', clientMessageId: string | null, message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'RateLimitedError', retryAt: string | null, message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'ReplyBlockedError', reason: ReplyBlockedReason, message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'UnsupportedError', capability: Capability | null, message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'UpstreamError', upstreamStatus: number | null, upstreamMessage: string | null, isRetryable: boolean, retryAt: string | null, message: string, code: UserErrorCode, path: Array<string> | null }
    > } };

export type CreateAgentMutationVariables = Exact<{
  input: CreateAgentInput;
}>;


export type CreateAgentMutation = { createAgent: { agent: { id: string, name: string | null, role: AgentRole | null } | null, userErrors: Array<
      | { __typename: 'ConflictError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'ForbiddenError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'InvalidInputError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'NotFoundError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'NotRetryableError', message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'OutcomeUnknownError', clientMessageId: string | null, message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'RateLimitedError', retryAt: string | null, message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'ReplyBlockedError', reason: ReplyBlockedReason, message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'UnsupportedError', capability: Capability | null, message: string, code: UserErrorCode, path: Array<string> | null }
      | { __typename: 'UpstreamError', upstreamStatus: number | null, upstreamMessage: string | null, isRetryable: boolean, retryAt: string | null, message: string, code: UserErrorCode, path: Array<string> | null }
    > } };

export type ComposerQueryVariables = Exact<{
  first: number;
  filter?: ConversationFilter | null | undefined;
}>;


export type ComposerQuery = { conversations: { nodes: Array<{ id: string, upstreamId: string, status: ConversationStatus, channel: Channel | null, viewerCanReply: boolean, replyBlockedReason: ReplyBlockedReason | null, inbox: { name: string, channel: Channel } | null, lastMessage: { id: string } | null }> } | null };

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
export const SentMessageFragmentDoc = new TypedDocumentString(`
    fragment SentMessage on Message {
  id
  upstreamId
  kind
  direction
  text
  status
  statusReason
  isPrivate
  isDeleted
  clientMessageId
  content {
    __typename
  }
  replyTo {
    id
  }
  attachments {
    kind
    fileName
    contentType
    size
  }
  sender {
    __typename
    name
  }
  translations {
    language
    text
  }
  viewerCanRetry
}
    `, {"fragmentName":"SentMessage"}) as unknown as TypedDocumentString<SentMessageFragment, unknown>;
export const ComplaintFragmentDoc = new TypedDocumentString(`
    fragment Complaint on UserError {
  __typename
  message
  code
  path
  ... on ReplyBlockedError {
    reason
  }
  ... on UnsupportedError {
    capability
  }
  ... on UpstreamError {
    upstreamStatus
    upstreamMessage
    isRetryable
    retryAt
  }
  ... on RateLimitedError {
    retryAt
  }
  ... on OutcomeUnknownError {
    clientMessageId
  }
}
    `, {"fragmentName":"Complaint"}) as unknown as TypedDocumentString<ComplaintFragment, unknown>;
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
      openSince
      retryAt
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
export const ChildrenDocument = new TypedDocumentString(`
    query Children($accountId: ID!) {
  conversations(first: 10, filter: { accountIds: [$accountId] }) {
    nodes {
      upstreamId
      messages(last: 2) {
        nodes {
          id
        }
      }
    }
    sources {
      status
      code
    }
  }
}
    `) as unknown as TypedDocumentString<ChildrenQuery, ChildrenQueryVariables>;
export const SentMessageByIdDocument = new TypedDocumentString(`
    query SentMessageById($id: ID!) {
  node(id: $id) {
    __typename
    ...SentMessage
  }
}
    fragment SentMessage on Message {
  id
  upstreamId
  kind
  direction
  text
  status
  statusReason
  isPrivate
  isDeleted
  clientMessageId
  content {
    __typename
  }
  replyTo {
    id
  }
  attachments {
    kind
    fileName
    contentType
    size
  }
  sender {
    __typename
    name
  }
  translations {
    language
    text
  }
  viewerCanRetry
}`) as unknown as TypedDocumentString<SentMessageByIdQuery, SentMessageByIdQueryVariables>;
export const AccountPlacesDocument = new TypedDocumentString(`
    query AccountPlaces($id: ID!) {
  account(id: $id) {
    inboxes {
      id
      name
      channel
    }
    teams {
      id
      name
    }
    labels {
      name
    }
  }
}
    `) as unknown as TypedDocumentString<AccountPlacesQuery, AccountPlacesQueryVariables>;
export const ContactConversationsDocument = new TypedDocumentString(`
    query ContactConversations($id: ID!) {
  node(id: $id) {
    ... on Contact {
      conversations(first: 5) {
        nodes {
          id
        }
        sources {
          status
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ContactConversationsQuery, ContactConversationsQueryVariables>;
export const ConversationDetailsDocument = new TypedDocumentString(`
    query ConversationDetails($first: Int!, $filter: ConversationFilter) {
  conversations(first: $first, filter: $filter) {
    nodes {
      id
      channel
      viewerCanReply
      unreadCount
      labels {
        name
      }
      contact {
        id
        name
      }
      assignee {
        id
      }
    }
    totalCount
  }
}
    `) as unknown as TypedDocumentString<ConversationDetailsQuery, ConversationDetailsQueryVariables>;
export const SentContentDocument = new TypedDocumentString(`
    query SentContent($id: ID!) {
  node(id: $id) {
    __typename
    ... on Message {
      content {
        __typename
        ... on TextContent {
          text
        }
        ... on TemplateContent {
          name
          language
          body
        }
        ... on CardsContent {
          cards {
            title
            description
            mediaUrl
            actions {
              label
              url
              payload
            }
          }
        }
        ... on FormContent {
          isSubmitted
          fields {
            name
            label
            type
            value
          }
        }
        ... on ArticlesContent {
          articles {
            title
            description
            url
          }
        }
        ... on EmailContent {
          emailText: text
          to
        }
        ... on LocationContent {
          latitude
          longitude
          name
        }
        ... on UnsupportedContent {
          upstreamType
          raw
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<SentContentQuery, SentContentQueryVariables>;
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
export const EventCursorDocument = new TypedDocumentString(`
    query EventCursor($id: ID!) {
  conversation(id: $id) {
    eventCursor
  }
}
    `) as unknown as TypedDocumentString<EventCursorQuery, EventCursorQueryVariables>;
export const EventsSinceDocument = new TypedDocumentString(`
    query EventsSince($after: String!, $id: ID!) {
  events(after: $after, conversationId: $id) {
    hasMore
    events {
      __typename
      ... on MessageAdded {
        message {
          text
          direction
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<EventsSinceQuery, EventsSinceQueryVariables>;
export const NodesDocument = new TypedDocumentString(`
    query Nodes($ids: [ID!]!) {
  nodes(ids: $ids) {
    __typename
    id
    ... on Message {
      text
      clientMessageId
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
export const OddListDocument = new TypedDocumentString(`
    query OddList($accountId: ID!, $first: Int!, $after: String) {
  conversations(
    first: $first
    after: $after
    filter: { accountIds: [$accountId] }
  ) {
    nodes {
      id
      status
      upstreamStatus
      priority
    }
    pageInfo {
      hasNextPage
      endCursor
    }
    sources {
      status
      code
    }
  }
}
    `) as unknown as TypedDocumentString<OddListQuery, OddListQueryVariables>;
export const OddThreadDocument = new TypedDocumentString(`
    query OddThread($id: ID!, $last: Int!, $before: String) {
  conversation(id: $id) {
    id
    messages(last: $last, before: $before) {
      nodes {
        id
        kind
        direction
        status
        content {
          __typename
        }
      }
      pageInfo {
        hasPreviousPage
        startCursor
      }
    }
  }
}
    `) as unknown as TypedDocumentString<OddThreadQuery, OddThreadQueryVariables>;
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
export const SendMessageDocument = new TypedDocumentString(`
    mutation SendMessage($input: SendMessageInput!) {
  sendMessage(input: $input) {
    message {
      ...SentMessage
    }
    userErrors {
      ...Complaint
    }
  }
}
    fragment SentMessage on Message {
  id
  upstreamId
  kind
  direction
  text
  status
  statusReason
  isPrivate
  isDeleted
  clientMessageId
  content {
    __typename
  }
  replyTo {
    id
  }
  attachments {
    kind
    fileName
    contentType
    size
  }
  sender {
    __typename
    name
  }
  translations {
    language
    text
  }
  viewerCanRetry
}
fragment Complaint on UserError {
  __typename
  message
  code
  path
  ... on ReplyBlockedError {
    reason
  }
  ... on UnsupportedError {
    capability
  }
  ... on UpstreamError {
    upstreamStatus
    upstreamMessage
    isRetryable
    retryAt
  }
  ... on RateLimitedError {
    retryAt
  }
  ... on OutcomeUnknownError {
    clientMessageId
  }
}`) as unknown as TypedDocumentString<SendMessageMutation, SendMessageMutationVariables>;
export const AddNoteDocument = new TypedDocumentString(`
    mutation AddNote($input: AddNoteInput!) {
  addNote(input: $input) {
    message {
      ...SentMessage
    }
    userErrors {
      ...Complaint
    }
  }
}
    fragment SentMessage on Message {
  id
  upstreamId
  kind
  direction
  text
  status
  statusReason
  isPrivate
  isDeleted
  clientMessageId
  content {
    __typename
  }
  replyTo {
    id
  }
  attachments {
    kind
    fileName
    contentType
    size
  }
  sender {
    __typename
    name
  }
  translations {
    language
    text
  }
  viewerCanRetry
}
fragment Complaint on UserError {
  __typename
  message
  code
  path
  ... on ReplyBlockedError {
    reason
  }
  ... on UnsupportedError {
    capability
  }
  ... on UpstreamError {
    upstreamStatus
    upstreamMessage
    isRetryable
    retryAt
  }
  ... on RateLimitedError {
    retryAt
  }
  ... on OutcomeUnknownError {
    clientMessageId
  }
}`) as unknown as TypedDocumentString<AddNoteMutation, AddNoteMutationVariables>;
export const RecordIncomingMessageDocument = new TypedDocumentString(`
    mutation RecordIncomingMessage($input: RecordIncomingMessageInput!) {
  recordIncomingMessage(input: $input) {
    message {
      ...SentMessage
    }
    userErrors {
      ...Complaint
    }
  }
}
    fragment SentMessage on Message {
  id
  upstreamId
  kind
  direction
  text
  status
  statusReason
  isPrivate
  isDeleted
  clientMessageId
  content {
    __typename
  }
  replyTo {
    id
  }
  attachments {
    kind
    fileName
    contentType
    size
  }
  sender {
    __typename
    name
  }
  translations {
    language
    text
  }
  viewerCanRetry
}
fragment Complaint on UserError {
  __typename
  message
  code
  path
  ... on ReplyBlockedError {
    reason
  }
  ... on UnsupportedError {
    capability
  }
  ... on UpstreamError {
    upstreamStatus
    upstreamMessage
    isRetryable
    retryAt
  }
  ... on RateLimitedError {
    retryAt
  }
  ... on OutcomeUnknownError {
    clientMessageId
  }
}`) as unknown as TypedDocumentString<RecordIncomingMessageMutation, RecordIncomingMessageMutationVariables>;
export const RetryMessageDocument = new TypedDocumentString(`
    mutation RetryMessage($id: ID!) {
  retryMessage(input: { messageId: $id }) {
    message {
      ...SentMessage
    }
    userErrors {
      ...Complaint
    }
  }
}
    fragment SentMessage on Message {
  id
  upstreamId
  kind
  direction
  text
  status
  statusReason
  isPrivate
  isDeleted
  clientMessageId
  content {
    __typename
  }
  replyTo {
    id
  }
  attachments {
    kind
    fileName
    contentType
    size
  }
  sender {
    __typename
    name
  }
  translations {
    language
    text
  }
  viewerCanRetry
}
fragment Complaint on UserError {
  __typename
  message
  code
  path
  ... on ReplyBlockedError {
    reason
  }
  ... on UnsupportedError {
    capability
  }
  ... on UpstreamError {
    upstreamStatus
    upstreamMessage
    isRetryable
    retryAt
  }
  ... on RateLimitedError {
    retryAt
  }
  ... on OutcomeUnknownError {
    clientMessageId
  }
}`) as unknown as TypedDocumentString<RetryMessageMutation, RetryMessageMutationVariables>;
export const TranslateMessageDocument = new TypedDocumentString(`
    mutation TranslateMessage($id: ID!, $language: LanguageTag!) {
  translateMessage(input: { messageId: $id, targetLanguage: $language }) {
    message {
      ...SentMessage
    }
    translation {
      language
      text
      format
    }
    userErrors {
      ...Complaint
    }
  }
}
    fragment SentMessage on Message {
  id
  upstreamId
  kind
  direction
  text
  status
  statusReason
  isPrivate
  isDeleted
  clientMessageId
  content {
    __typename
  }
  replyTo {
    id
  }
  attachments {
    kind
    fileName
    contentType
    size
  }
  sender {
    __typename
    name
  }
  translations {
    language
    text
  }
  viewerCanRetry
}
fragment Complaint on UserError {
  __typename
  message
  code
  path
  ... on ReplyBlockedError {
    reason
  }
  ... on UnsupportedError {
    capability
  }
  ... on UpstreamError {
    upstreamStatus
    upstreamMessage
    isRetryable
    retryAt
  }
  ... on RateLimitedError {
    retryAt
  }
  ... on OutcomeUnknownError {
    clientMessageId
  }
}`) as unknown as TypedDocumentString<TranslateMessageMutation, TranslateMessageMutationVariables>;
export const DeleteMessageDocument = new TypedDocumentString(`
    mutation DeleteMessage($id: ID!) {
  deleteMessage(input: { messageId: $id }) {
    message {
      ...SentMessage
    }
    deletedMessageId
    userErrors {
      ...Complaint
    }
  }
}
    fragment SentMessage on Message {
  id
  upstreamId
  kind
  direction
  text
  status
  statusReason
  isPrivate
  isDeleted
  clientMessageId
  content {
    __typename
  }
  replyTo {
    id
  }
  attachments {
    kind
    fileName
    contentType
    size
  }
  sender {
    __typename
    name
  }
  translations {
    language
    text
  }
  viewerCanRetry
}
fragment Complaint on UserError {
  __typename
  message
  code
  path
  ... on ReplyBlockedError {
    reason
  }
  ... on UnsupportedError {
    capability
  }
  ... on UpstreamError {
    upstreamStatus
    upstreamMessage
    isRetryable
    retryAt
  }
  ... on RateLimitedError {
    retryAt
  }
  ... on OutcomeUnknownError {
    clientMessageId
  }
}`) as unknown as TypedDocumentString<DeleteMessageMutation, DeleteMessageMutationVariables>;
export const UpdateMessageStatusDocument = new TypedDocumentString(`
    mutation UpdateMessageStatus($input: UpdateMessageStatusInput!) {
  updateMessageStatus(input: $input) {
    message {
      ...SentMessage
    }
    userErrors {
      ...Complaint
    }
  }
}
    fragment SentMessage on Message {
  id
  upstreamId
  kind
  direction
  text
  status
  statusReason
  isPrivate
  isDeleted
  clientMessageId
  content {
    __typename
  }
  replyTo {
    id
  }
  attachments {
    kind
    fileName
    contentType
    size
  }
  sender {
    __typename
    name
  }
  translations {
    language
    text
  }
  viewerCanRetry
}
fragment Complaint on UserError {
  __typename
  message
  code
  path
  ... on ReplyBlockedError {
    reason
  }
  ... on UnsupportedError {
    capability
  }
  ... on UpstreamError {
    upstreamStatus
    upstreamMessage
    isRetryable
    retryAt
  }
  ... on RateLimitedError {
    retryAt
  }
  ... on OutcomeUnknownError {
    clientMessageId
  }
}`) as unknown as TypedDocumentString<UpdateMessageStatusMutation, UpdateMessageStatusMutationVariables>;
export const CreateConversationDocument = new TypedDocumentString(`
    mutation CreateConversation($input: CreateConversationInput!) {
  createConversation(input: $input) {
    conversation {
      id
      status
    }
    message {
      ...SentMessage
    }
    userErrors {
      ...Complaint
    }
  }
}
    fragment SentMessage on Message {
  id
  upstreamId
  kind
  direction
  text
  status
  statusReason
  isPrivate
  isDeleted
  clientMessageId
  content {
    __typename
  }
  replyTo {
    id
  }
  attachments {
    kind
    fileName
    contentType
    size
  }
  sender {
    __typename
    name
  }
  translations {
    language
    text
  }
  viewerCanRetry
}
fragment Complaint on UserError {
  __typename
  message
  code
  path
  ... on ReplyBlockedError {
    reason
  }
  ... on UnsupportedError {
    capability
  }
  ... on UpstreamError {
    upstreamStatus
    upstreamMessage
    isRetryable
    retryAt
  }
  ... on RateLimitedError {
    retryAt
  }
  ... on OutcomeUnknownError {
    clientMessageId
  }
}`) as unknown as TypedDocumentString<CreateConversationMutation, CreateConversationMutationVariables>;
export const CreateAgentDocument = new TypedDocumentString(`
    mutation CreateAgent($input: CreateAgentInput!) {
  createAgent(input: $input) {
    agent {
      id
      name
      role
    }
    userErrors {
      ...Complaint
    }
  }
}
    fragment Complaint on UserError {
  __typename
  message
  code
  path
  ... on ReplyBlockedError {
    reason
  }
  ... on UnsupportedError {
    capability
  }
  ... on UpstreamError {
    upstreamStatus
    upstreamMessage
    isRetryable
    retryAt
  }
  ... on RateLimitedError {
    retryAt
  }
  ... on OutcomeUnknownError {
    clientMessageId
  }
}`) as unknown as TypedDocumentString<CreateAgentMutation, CreateAgentMutationVariables>;
export const ComposerDocument = new TypedDocumentString(`
    query Composer($first: Int!, $filter: ConversationFilter) {
  conversations(first: $first, filter: $filter) {
    nodes {
      id
      upstreamId
      status
      channel
      viewerCanReply
      replyBlockedReason
      inbox {
        name
        channel
      }
      lastMessage {
        id
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ComposerQuery, ComposerQueryVariables>;