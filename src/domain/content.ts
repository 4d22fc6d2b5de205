import type { Json } from './json.ts'

export type TextFormat = 'PLAIN' | 'MARKDOWN' | 'HTML'

export interface TextContent {
  readonly type: 'TextContent'
  readonly text: string
  readonly format: TextFormat
}

export interface EmailContent {
  readonly type: 'EmailContent'
  readonly subject: string | null
  readonly from: readonly string[]
  readonly to: readonly string[]
  readonly cc: readonly string[]
  readonly html: string | null
  readonly text: string | null
}

export interface CardAction {
  readonly label: string
  readonly url: string | null
  readonly payload: string | null
}

export interface Card {
  readonly title: string | null
  readonly description: string | null
  readonly mediaUrl: string | null
  readonly actions: readonly CardAction[]
}

export interface CardsContent {
  readonly type: 'CardsContent'
  readonly cards: readonly Card[]
}

export interface FormField {
  readonly name: string
  readonly label: string | null
  /** The upstream's own word for the kind of field, e.g. `text`, `text_area`, `email`, `select`. */
  readonly type: string
  /** What the contact filled in. */
  readonly value: string | null
}

export interface FormContent {
  readonly type: 'FormContent'
  readonly fields: readonly FormField[]
  readonly isSubmitted: boolean
}

export interface Article {
  readonly title: string
  readonly description: string | null
  readonly url: string | null
}

export interface ArticlesContent {
  readonly type: 'ArticlesContent'
  readonly articles: readonly Article[]
}

export interface LocationContent {
  readonly type: 'LocationContent'
  readonly latitude: number
  readonly longitude: number
  readonly name: string | null
  readonly address: string | null
}

export interface TemplateContent {
  readonly type: 'TemplateContent'
  readonly name: string
  readonly language: string | null
  readonly body: string | null
}

/** A content type that Parley has no shape for. */
export interface UnsupportedContent {
  readonly type: 'UnsupportedContent'
  readonly upstreamType: string
  readonly raw: Json
}

export type MessageContent =
  | TextContent
  | EmailContent
  | CardsContent
  | FormContent
  | ArticlesContent
  | LocationContent
  | TemplateContent
  | UnsupportedContent
