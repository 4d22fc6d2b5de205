/**
 * What is read of Chatwoot's JSON. Keys that nobody reads are dropped here, and with them the secrets that
 * Chatwoot sends along (tokens in the profile and in bots, channel secrets in inboxes). Words of an enumeration
 * stay text: a word that is new is for the maps to judge, not a reason to fail a page.
 */
import { z } from 'zod'
import type { Json, JsonObject } from '../../domain/json.ts'

/** A number, or text where `parseJson` kept digits that a number would lose. */
export const id = z
  .union([z.int().positive(), z.string().regex(/^[1-9][0-9]{0,18}$/)])
  .transform((value): string => String(value))

const text = z.string().nullish()
const count = z.int32().nonnegative()

const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
/** Free-form, so an odd one is no reason to refuse what it hangs on. */
const attributes = z.custom<JsonObject>(isJsonObject).nullish().catch(null)

/** Unix seconds, whole or with a fraction, or ISO 8601. */
const moment = z.union([z.number(), z.string().refine((value) => !Number.isNaN(Date.parse(value)))])
const optionalMoment = z.union([z.number(), z.string()]).nullish()

/** Every sender shape in one: which fields are there depends on `type`. */
const actor = z.object({
  id,
  type: text,
  name: text,
  email: text,
  phone_number: text,
  avatar_url: text,
  thumbnail: text,
  availability_status: text,
  role: text,
  custom_attributes: attributes,
  last_activity_at: optionalMoment,
})
export type WireActor = z.infer<typeof actor>

const attachment = z.object({
  id,
  file_type: text,
  data_url: text,
  thumb_url: text,
  content_type: text,
  file_size: z.number().nullish(),
  width: z.number().nullish(),
  height: z.number().nullish(),
  coordinates_lat: z.number().nullish(),
  coordinates_long: z.number().nullish(),
  fallback_title: text,
})
export type WireAttachment = z.infer<typeof attachment>

/** The REST, push and webhook shapes of a message; what only some of them have is optional. */
export const message = z.object({
  id,
  content: text,
  content_type: text,
  content_attributes: attributes,
  additional_attributes: attributes,
  /** A number over REST, a name in webhooks. */
  message_type: z.union([z.int(), z.string()]),
  private: z.boolean().nullish(),
  status: text,
  source_id: text,
  created_at: moment,
  updated_at: optionalMoment,
  sender: actor.nullish(),
  sender_type: text,
  sender_id: id.nullish().catch(null),
  attachments: z.array(attachment).nullish(),
})
export type WireMessage = z.infer<typeof message>

const team = z.object({ id, name: z.string() })
export type WireTeam = z.infer<typeof team>

export const conversation = z.object({
  id,
  inbox_id: id.nullish(),
  status: z.string(),
  priority: text,
  labels: z.array(z.string()).nullish(),
  additional_attributes: attributes,
  custom_attributes: attributes,
  can_reply: z.boolean().nullish(),
  unread_count: count.nullish(),
  messages: z.array(message).nullish(),
  meta: z.object({
    sender: actor.nullish(),
    channel: text,
    assignee: actor.nullish(),
    assignee_type: text,
    team: team.nullish(),
  }),
  created_at: moment,
  updated_at: optionalMoment,
  last_activity_at: optionalMoment,
  waiting_since: optionalMoment,
  snoozed_until: optionalMoment,
  agent_last_seen_at: optionalMoment,
  contact_last_seen_at: optionalMoment,
})
export type WireConversation = z.infer<typeof conversation>

const counts = z.object({
  mine_count: count,
  assigned_count: count,
  unassigned_count: count,
  all_count: count,
})
export type WireCounts = z.infer<typeof counts>

export const conversationList = z.object({
  data: z.object({ meta: counts, payload: z.array(conversation) }),
})
export const conversationCounts = z.object({ meta: counts })
/** Unlike the list: no `data` around it, and no `assigned_count`. */
export const conversationFilter = z.object({
  meta: z.object({ all_count: count }),
  payload: z.array(conversation),
})
export const contactConversations = z.object({ payload: z.array(conversation) })
export const messageList = z.object({ payload: z.array(message) })

export const contact = z.object({ payload: actor })
export const agents = z.array(actor)
export const agent = actor

/** `source_id` is the contact's address in the inbox. */
const contactInbox = z.object({ source_id: text, inbox: z.object({ id, channel_type: text }) })
const addressee = z.object({
  id,
  email: text,
  phone_number: text,
  contact_inboxes: z.array(contactInbox).nullish(),
})
export type WireAddressee = z.infer<typeof addressee>

export const addresseeById = z.object({ payload: addressee })
export const addressees = z.object({
  meta: z.object({ has_more: z.boolean().nullish() }),
  payload: z.array(addressee),
})
/** Wrapped twice by Chatwoot, and not at all in its OpenAPI document. */
export const newAddressee = z.union([
  z
    .object({ payload: z.object({ contact: addressee, contact_inbox: contactInbox.nullish().catch(null) }) })
    .transform(
      ({ payload: { contact, contact_inbox } }): WireAddressee => ({
        ...contact,
        contact_inboxes: [...(contact.contact_inboxes ?? []), ...(contact_inbox ? [contact_inbox] : [])],
      }),
    ),
  addresseeById.transform(({ payload }) => payload),
  addressee,
])

/** Undefined is the empty body of a translation that Chatwoot has already. */
export const translation = z.object({ content: text }).nullish()

/** Proves a file, to be named in `attachments`. */
const signedId = z.string().min(1).max(2_048)
export const directUpload = z.object({
  signed_id: signedId,
  direct_upload: z.object({ url: z.string(), headers: z.record(z.string(), z.string()) }),
})
export const formUpload = z.object({ blob_id: signedId })

const bot = z.object({ id, name: text, thumbnail: text, avatar_url: text })
export const bots = z.array(bot)
export type WireBot = z.infer<typeof bot>

export const teams = z.array(team)

const label = z.object({ title: z.string(), color: text })
export const labels = z.object({ payload: z.array(label) })
export type WireLabel = z.infer<typeof label>

const inbox = z.object({ id, name: z.string(), channel_type: text })
export const inboxes = z.object({ payload: z.array(inbox) })
export type WireInbox = z.infer<typeof inbox>

/** `secret` signs what is posted; every read gives it. */
const webhookFields = z.object({
  id,
  url: z.string(),
  subscriptions: z
    .array(z.string())
    .nullish()
    .transform((events) => events ?? []),
  secret: text,
})
export type WireWebhook = z.infer<typeof webhookFields>
export const webhook = z.object({ payload: z.object({ webhook: webhookFields }) })
export const webhooks = z.object({ payload: z.object({ webhooks: z.array(webhookFields) }) })
/** Of news about typing, who types. */
export const typing = z.object({ user: actor.nullish() })
export type WireTyping = z.infer<typeof typing>
/** The answer to a deletion has no body. */
export const nothing = z.unknown()

/** Of the profile, what proves its owner on the live connection: a secret, read for that alone. */
export const cableKey = z.object({ id, pubsub_token: z.string().min(1) })

/** Of the profile, who it is and where it works. Its tokens are never read here. */
export const profile = z.object({
  id,
  name: text,
  email: text,
  avatar_url: text,
  accounts: z.array(z.object({ id, role: text, availability_status: text })),
})
export type WireProfile = z.infer<typeof profile>

export const version = z.object({ version: text })

/** Pieces of `content_attributes`, which Chatwoot validates on the way in and which may still be anything. */
const list = <T extends z.ZodType>(item: T) =>
  z
    .array(item.nullable().catch(null))
    .catch([])
    .transform((items) => items.filter((each) => each !== null))
const word = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .catch(null)

export const choiceItems = list(z.object({ title: z.string(), value: word }))
export const cardItems = list(
  z.object({
    title: word,
    description: word,
    media_url: word,
    actions: list(z.object({ text: z.string(), payload: word, uri: word })),
  }),
)
export const formItems = list(z.object({ name: z.string(), label: word, type: z.string() }))
export const articleItems = list(z.object({ title: z.string(), description: word, link: word }))
/** A form submits `{name, value}`, a choice `{title, value}`. */
export const submittedValues = list(z.object({ name: word, title: word, value: word }))

const addresses = z.union([z.string().transform((one) => [one]), z.array(z.string())]).catch([])
const body = z
  .union([z.string(), z.object({ full: z.string() }).transform(({ full }) => full)])
  .nullish()
  .catch(null)
export const email = z.object({
  subject: word,
  from: addresses,
  to: addresses,
  cc: addresses,
  html_content: body,
  text_content: body,
})

export const isObject = (value: Json | undefined): value is JsonObject => isJsonObject(value)
