import type { JsonObject } from '../../../domain/json.ts'

/** What is said, as fields of the request that creates a message. */
export interface ContentFields {
  readonly content?: string
  /** Chatwoot's default is `text`. */
  readonly content_type?: string
  readonly content_attributes?: JsonObject
  readonly template_params?: JsonObject
}
