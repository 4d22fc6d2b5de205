/** Who works at Brava Coffee, and what they share: queues, tags, templates and a bot. */
import type { AgentRow, BotRow, QueueRow, TemplateRow } from '../shapes.ts'
import { hexOf, uuidOf } from './ids.ts'

type Agent = Omit<AgentRow, 'createdAt' | 'updatedAt'> & { readonly queues: readonly QueueKey[] }

export type QueueKey = 'orders' | 'repairs' | 'billing' | 'wholesale'
export type AgentKey = 'ana' | 'marko' | 'lucia' | 'omar' | 'ivana' | 'james' | 'sofia' | 'layla'

const agent = (
  id: string,
  displayName: string,
  email: string | null,
  queues: readonly QueueKey[],
  rest: Partial<Agent> = {},
): Agent => ({
  id,
  displayName,
  title: null,
  status: 'ACTIVE',
  availability: 'ACTIVE',
  role: 'AGENT',
  enabled: 1,
  email,
  queues,
  ...rest,
})

const everyQueue = ['orders', 'repairs', 'billing', 'wholesale'] as const

export const agents: Readonly<Record<AgentKey, Agent>> = {
  ana: agent(uuidOf('agent ana'), 'Ana Kovač', 'ana.kovac@brava-coffee.example', ['orders', 'repairs']),
  marko: agent(uuidOf('agent marko'), 'Marko Babić', 'marko.babic@brava-coffee.example', everyQueue, {
    role: 'SUPERVISOR',
    title: 'Head of customer care',
  }),
  lucia: agent(uuidOf('agent lucia'), 'Lucía Fernández', 'lucia.fernandez@brava-coffee.example', ['orders'], {
    availability: 'BUSY',
  }),
  omar: agent(hexOf('agent omar'), 'Omar Haddad', null, ['orders', 'repairs']),
  ivana: agent(uuidOf('agent ivana'), 'Ivana Horvat', 'ivana.horvat@brava-coffee.example', ['repairs'], {
    status: 'AWAY',
    availability: 'AWAY',
  }),
  james: agent(hexOf('agent james'), 'James Whitfield', null, ['billing'], { title: 'Billing specialist' }),
  sofia: agent(uuidOf('agent sofia'), 'Sofia Marković', 'sofia.markovic@brava-coffee.example', ['billing'], {
    status: 'INVISIBLE',
    availability: 'INVISIBLE',
    enabled: 0,
  }),
  layla: agent(hexOf('agent layla'), 'Layla Nasser', null, ['orders', 'wholesale'], {
    role: 'SUPERVISOR',
    availability: 'BUSY',
  }),
}

/** Agents to act as: an AGENT with conversations of her own, and a SUPERVISOR with one. */
export const infobipSandboxAgents = {
  agent: { id: agents.ana.id, name: agents.ana.displayName },
  supervisor: { id: agents.marko.id, name: agents.marko.displayName },
} as const

type Queue = Pick<QueueRow, 'id' | 'name' | 'isAutoAssignmentEnabled' | 'workingHoursId'>

export const queues: Readonly<Record<QueueKey, Queue>> = {
  orders: {
    id: uuidOf('queue orders'),
    name: 'Orders and delivery',
    isAutoAssignmentEnabled: 1,
    workingHoursId: null,
  },
  repairs: {
    id: uuidOf('queue repairs'),
    name: 'Repairs and warranty',
    isAutoAssignmentEnabled: 0,
    workingHoursId: null,
  },
  billing: {
    id: uuidOf('queue billing'),
    name: 'Billing',
    isAutoAssignmentEnabled: 0,
    workingHoursId: uuidOf('working hours of the office'),
  },
  wholesale: {
    id: uuidOf('queue wholesale'),
    name: 'Wholesale',
    isAutoAssignmentEnabled: 0,
    workingHoursId: null,
  },
}

export const tagNames = [
  'delivery_late',
  'refund',
  'warranty',
  'invoice',
  'wholesale',
  'vip',
  'feedback',
  'address.change',
  'hrvatski',
  'espanol',
  'arabic',
] as const
export type TagName = (typeof tagNames)[number]

export const bot: BotRow = {
  id: hexOf('bot brava assistant'),
  displayName: 'Brava Assistant',
  channel: 'LIVE_CHAT',
  destination: 'BravaChat',
  webhookUrl: 'https://bots.brava-coffee.example/infobip',
  messagePersistencePolicy: 'PERSIST_ALL',
  enabled: 1,
  sessionTimeoutInSec: 3600,
}

type Template = Omit<TemplateRow, 'createdAt' | 'updatedAt'>

const whatsappTemplate = (
  name: string,
  language: string,
  languageCode: string,
  content: string,
): Template => ({
  id: uuidOf(`template ${name} ${languageCode}`),
  name,
  language,
  languageCode,
  channel: 'WHATSAPP',
  contentType: 'TEMPLATE',
  content,
})

export const templates: readonly Template[] = [
  whatsappTemplate(
    'order_shipped',
    'English',
    'en',
    'Hello {{1}}, your order {{2}} has left our roastery and arrives {{3}}. Reply here if anything is missing.',
  ),
  whatsappTemplate(
    'order_shipped',
    'Spanish',
    'es',
    'Hola {{1}}, tu pedido {{2}} ha salido de nuestro tostadero y llega {{3}}. Responde aquí si falta algo.',
  ),
  whatsappTemplate(
    'repair_ready',
    'Croatian',
    'hr',
    'Poštovani {{1}}, popravak {{2}} je gotov i aparat možete preuzeti od {{3}}.',
  ),
  {
    id: uuidOf('template opening hours'),
    name: 'Opening hours',
    language: 'English',
    languageCode: 'en',
    channel: 'SMS',
    contentType: 'TEXT',
    content: 'We answer on weekdays from 8:00 to 20:00 and on Saturdays from 9:00 to 14:00.',
  },
]
