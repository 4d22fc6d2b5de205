/** What is sent: the content, in the words that both upstreams share, and how to find it again. */
import type { AttachmentKind } from './attachment.ts'
import type { Channel } from './channel.ts'
import type { Conversation } from './conversation.ts'
import type { JsonObject } from './json.ts'
import type { Message } from './message.ts'

export interface OutgoingText {
  readonly type: 'text'
  readonly text: string
}

/** A template that the channel approved beforehand. */
export interface OutgoingTemplate {
  readonly type: 'template'
  readonly name: string
  /** BCP 47. */
  readonly language: string
  /** E.g. `UTILITY`; Chatwoot passes it on. */
  readonly category: string | null
  /** In order; a numbered placeholder has its number as name. */
  readonly parameters: readonly { readonly name: string; readonly value: string }[]
  /** What it reads like with its values filled in, for the thread. */
  readonly text: string | null
}

export interface OutgoingCardAction {
  readonly label: string
  readonly url: string | null
  readonly payload: string | null
}

export interface OutgoingCards {
  readonly type: 'cards'
  readonly cards: readonly {
    readonly title: string
    readonly description: string | null
    readonly mediaUrl: string | null
    readonly actions: readonly OutgoingCardAction[]
  }[]
}

export type FormFieldType = 'TEXT' | 'TEXTAREA' | 'EMAIL' | 'SELECT'

export interface OutgoingForm {
  readonly type: 'form'
  /** What stands above the fields. */
  readonly text: string | null
  readonly fields: readonly {
    readonly name: string
    readonly label: string | null
    readonly type: FormFieldType
    readonly placeholder: string | null
    readonly options: readonly string[]
    readonly isRequired: boolean
  }[]
}

export interface OutgoingArticles {
  readonly type: 'articles'
  readonly articles: readonly {
    readonly title: string
    readonly description: string | null
    readonly url: string
  }[]
}

/** Sent as it is, for content types that Parley has no shape for. */
export interface OutgoingRaw {
  readonly type: 'raw'
  /** The upstream's word: Chatwoot `content_type`, Infobip `contentType`. */
  readonly upstreamType: string
  /** Chatwoot: `content_attributes`, with the text under `content`; Infobip: `content`. */
  readonly content: JsonObject
  readonly text: string | null
}

export type OutgoingContent =
  | OutgoingText
  | OutgoingTemplate
  | OutgoingCards
  | OutgoingForm
  | OutgoingArticles
  | OutgoingRaw

/** A file that was uploaded before, by the upstream's own handle for it; or one that the upstream fetches itself. */
export type OutgoingAttachment =
  | { readonly type: 'upload'; readonly handle: string }
  | {
      readonly type: 'url'
      readonly url: string
      readonly kind: AttachmentKind
      readonly fileName: string | null
    }

export interface OutgoingMessage {
  /** Null only with attachments. */
  readonly content: OutgoingContent | null
  readonly attachments: readonly OutgoingAttachment[]
  readonly replyToId: string | null
  /** The id that the sending client gave, kept with the message where the upstream can keep it. */
  readonly clientMessageId: string | null
  /** Unique to this send over callers and accounts; kept with the message where the upstream can, to find it again. */
  readonly marker: string
}

export interface OutgoingNote {
  readonly text: string
  readonly mentionAgentIds: readonly string[]
  readonly clientMessageId: string | null
  readonly marker: string
}

/** What was sent, for whoever has to look for it. JSON. */
export type Sought = { readonly conversationId: string } & (
  | { readonly type: 'message'; readonly message: Omit<OutgoingMessage, 'marker'> }
  | { readonly type: 'note'; readonly note: Omit<OutgoingNote, 'marker'> }
)

/** Where a new conversation goes. Chatwoot wants `inboxId` and a contact; Infobip a channel with both addresses. */
export interface NewConversation {
  readonly contactId: string | null
  readonly inboxId: string | null
  readonly channel: Channel | null
  /** The company's own address on the channel. */
  readonly from: string | null
  /** The contact's address on the channel. */
  readonly to: string | null
  /** Unique to this beginning over callers and accounts; kept with the conversation, to find it again. */
  readonly marker: string
}

/** A conversation that was begun. */
export interface Begun {
  readonly conversation: Conversation
  /** The first message; null when there is none, it cannot be shown, or it is still to be sent by itself. */
  readonly message: Message | null
}
