/**
 * Rows of the tables, and the JSON in which Infobip's API gives them. What is not there is null where the API's
 * own samples show a null, and left out elsewhere.
 */
import { formatAgentTime, formatTime } from './time.ts'

export type JsonObject = Readonly<Record<string, unknown>>

export interface ConversationRow {
  readonly id: string
  readonly tenant: string
  readonly topic: string | null
  readonly summary: string | null
  readonly status: string
  readonly priority: string
  readonly queueId: string | null
  readonly agentId: string | null
  readonly metadata: string
  readonly createdAt: number
  readonly updatedAt: number
  readonly closedAt: number | null
}

/** No contact, no channel, no unread count, no last message: the REST conversation has none of them. */
export const conversationJson = (row: ConversationRow): JsonObject => ({
  id: row.id,
  topic: row.topic,
  summary: row.summary,
  status: row.status,
  priority: row.priority,
  queueId: row.queueId,
  agentId: row.agentId,
  createdAt: formatTime(row.createdAt),
  updatedAt: formatTime(row.updatedAt),
  ...(row.closedAt !== null && { closedAt: formatTime(row.closedAt) }),
})

export interface MessageRow {
  readonly id: string
  readonly conversationId: string
  readonly channel: string
  readonly sender: string
  readonly recipient: string
  readonly direction: string
  readonly authorId: string | null
  readonly authorType: string | null
  readonly contentType: string
  readonly content: string
  readonly hasMedia: number
  readonly createdAt: number
  readonly updatedAt: number
}

export const messageJson = (row: MessageRow, baseUrl: string): JsonObject => ({
  id: row.id,
  channel: row.channel,
  from: row.sender,
  to: row.recipient,
  direction: row.direction,
  conversationId: row.conversationId,
  ...(row.authorId !== null && { authorId: row.authorId }),
  ...(row.authorType !== null && { authorType: row.authorType }),
  createdAt: formatTime(row.createdAt),
  updatedAt: formatTime(row.updatedAt),
  content: contentJson(row, baseUrl),
  contentType: row.contentType,
})

export interface NoteRow {
  readonly id: string
  readonly conversationId: string
  readonly agentId: string | null
  readonly type: string
  readonly content: string
  readonly hasMedia: number
  readonly createdAt: number
  readonly updatedAt: number
}

export const noteJson = (row: NoteRow, baseUrl: string): JsonObject => ({
  id: row.id,
  conversationId: row.conversationId,
  ...(row.agentId !== null && { agentId: row.agentId }),
  type: row.type,
  content: contentJson(row, baseUrl),
  createdAt: formatTime(row.createdAt),
  updatedAt: formatTime(row.updatedAt),
})

/** Begins the URLs of the sandbox's own media in stored content: its address is not known when that is written. */
export const mediaScheme = 'sandbox-media:/'

const contentJson = (row: { content: string; hasMedia: number }, baseUrl: string): unknown =>
  JSON.parse(
    row.hasMedia ? row.content.replaceAll(`"${mediaScheme}`, `"${baseUrl}/ccaas-media/`) : row.content,
  )

export interface AgentRow {
  readonly id: string
  readonly displayName: string
  readonly title: string | null
  readonly status: string
  readonly availability: string
  readonly role: string
  readonly enabled: number
  readonly email: string | null
  readonly createdAt: number
  readonly updatedAt: number
}

/** As in a list, which never tells the e-mail address. */
export const agentJson = (row: AgentRow): JsonObject => ({
  id: row.id,
  displayName: row.displayName,
  ...(row.title !== null && { title: row.title }),
  status: row.status,
  availability: row.availability,
  role: row.role,
  enabled: row.enabled === 1,
  createdAt: formatAgentTime(row.createdAt),
  updatedAt: formatAgentTime(row.updatedAt),
})

/** As when asked for alone: with the e-mail address, without the title. */
export const agentWithEmailJson = (row: AgentRow): JsonObject => {
  const { title: _, ...agent } = agentJson(row)
  return row.email === null ? agent : { ...agent, email: row.email }
}

export interface QueueRow {
  readonly id: string
  readonly name: string
  readonly isAutoAssignmentEnabled: number
  readonly workingHoursId: string | null
  readonly externalId: string | null
  readonly enabledAgentsCount: number
  readonly createdAt: number
  readonly updatedAt: number
}

export const queueJson = (row: QueueRow): JsonObject => ({
  id: row.id,
  name: row.name,
  enabledAgentsCount: row.enabledAgentsCount,
  enabledRoutesCount: 0,
  isAutoAssignmentEnabled: row.isAutoAssignmentEnabled === 1,
  autoAssignmentAlgorithm: 'LOAD_BALANCING',
  stickyAgentTimeoutDays: null,
  isStickyAutoAssignmentEnabled: false,
  workingHoursId: row.workingHoursId,
  isPrivate: false,
  createdAt: formatTime(row.createdAt),
  updatedAt: formatTime(row.updatedAt),
  deletedAt: null,
  ...(row.externalId !== null && { externalId: row.externalId }),
})

export interface TagRow {
  readonly name: string
  readonly createdAt: number
  readonly updatedAt: number
}

/** Tags are known by name: the API's own samples leave the id out. */
export const tagJson = (row: TagRow): JsonObject => ({
  name: row.name,
  createdAt: formatTime(row.createdAt),
  updatedAt: formatTime(row.updatedAt),
})

export interface BotRow {
  readonly id: string
  readonly displayName: string
  readonly channel: string
  readonly destination: string
  readonly webhookUrl: string
  readonly messagePersistencePolicy: string
  readonly enabled: number
  readonly sessionTimeoutInSec: number
}

export const botJson = (row: BotRow): JsonObject => ({ ...row, enabled: row.enabled === 1 })

export interface TemplateRow {
  readonly id: string
  readonly name: string
  readonly language: string
  readonly languageCode: string
  readonly channel: string
  readonly contentType: string
  /** The text, with places `{{1}}`, `{{2}}`, … to fill. */
  readonly content: string
  readonly createdAt: number
  readonly updatedAt: number
}

export const templateJson = (row: TemplateRow): JsonObject => ({
  id: row.id,
  name: row.name,
  language: row.language,
  languageCode: row.languageCode,
  channel: row.channel,
  external: false,
  contentType: row.contentType,
  content: row.content,
  createdAt: formatTime(row.createdAt),
  updatedAt: formatTime(row.updatedAt),
  tags: [],
  attachments: [],
})
