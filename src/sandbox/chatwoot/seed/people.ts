import { sandboxCredentials } from '../../credentials.ts'
import type { Sql } from '../../sql.ts'
import { type InboxKey, inboxIds } from './inboxes.ts'

export const agentIds = { ana: 1, ben: 2, chiara: 3, dmitri: 4, emeka: 5, farah: 6, bruno: 7 } as const
export type AgentKey = keyof typeof agentIds

export const teamIds = { 'customer support': 1, billing: 2, logistics: 3, sales: 4 } as const
export type TeamKey = keyof typeof teamIds
export const botId = 1
const acme = 1
const beta = 2

interface Person {
  readonly key: AgentKey
  readonly name: string
  readonly displayName?: string
  readonly email: string
  readonly account: number
  readonly role: 'administrator' | 'agent'
  readonly availability: 'online' | 'busy' | 'offline'
  readonly isConfirmed?: boolean
  readonly inboxes: readonly InboxKey[]
  readonly teams: readonly TeamKey[]
  readonly token?: string
}

const { admin, agent, secondAgent, bot, beta: betaAdmin } = sandboxCredentials.chatwoot

const people: readonly Person[] = [
  {
    key: 'ana',
    name: 'Ana Ruiz',
    displayName: 'Ana',
    email: 'ana@acme.example',
    account: acme,
    role: 'administrator',
    availability: 'online',
    inboxes: ['website', 'email', 'whatsapp', 'app'],
    teams: ['customer support', 'billing'],
    token: admin.token,
  },
  {
    key: 'ben',
    name: 'Ben Carter',
    displayName: 'Ben',
    email: 'ben@acme.example',
    account: acme,
    role: 'agent',
    availability: 'online',
    inboxes: ['website', 'email', 'whatsapp', 'app'],
    teams: ['customer support'],
    token: agent.token,
  },
  {
    key: 'chiara',
    name: 'Chiara Conti',
    email: 'chiara@acme.example',
    account: acme,
    role: 'agent',
    availability: 'busy',
    inboxes: ['facebook', 'instagram', 'telegram', 'tiktok', 'line'],
    teams: ['billing'],
    token: secondAgent.token,
  },
  {
    key: 'dmitri',
    name: 'Dmitri Volkov',
    displayName: 'Dmitri (warehouse)',
    email: 'dmitri@acme.example',
    account: acme,
    role: 'agent',
    availability: 'offline',
    inboxes: ['email', 'whatsapp', 'sms'],
    teams: ['logistics'],
  },
  {
    key: 'emeka',
    name: 'Emeka Obi',
    email: 'emeka@acme.example',
    account: acme,
    role: 'administrator',
    availability: 'offline',
    inboxes: [],
    teams: ['billing'],
  },
  {
    key: 'farah',
    name: 'Farah Aziz',
    email: 'farah@acme.example',
    account: acme,
    role: 'agent',
    availability: 'offline',
    isConfirmed: false,
    inboxes: ['website'],
    teams: [],
  },
  {
    key: 'bruno',
    name: 'Bruno Keller',
    email: 'bruno@beta.example',
    account: beta,
    role: 'administrator',
    availability: 'online',
    inboxes: ['betaWebsite', 'betaWhatsapp'],
    teams: ['sales'],
    token: betaAdmin.token,
  },
]

const labels: readonly (readonly [title: string, description: string, color: string, sidebar?: 0])[] = [
  ['billing', 'Invoices, refunds, payment trouble', '#1f93ff'],
  ['shipping', 'Where is my order', '#47a7f6'],
  ['returns', 'Goods on their way back', '#f6a747'],
  ['vip', 'Answer first', '#d6336c'],
  ['wholesale', 'Cafés, hotels and resellers', '#2b8a3e'],
  ['bug-report', 'Something in shop or app is broken', '#e03131'],
  ['feedback', 'Praise and ideas', '#ae3ec9'],
  ['spam', '', '#868e96', 0],
]

export const seedPeople = (sql: Sql, now: number): void => {
  sql.insert('chatwoot_accounts', { id: acme, name: 'Acme Store', reference_changed_at: now })
  sql.insert('chatwoot_accounts', { id: beta, name: 'Beta Traders', reference_changed_at: now })
  sql.insert('chatwoot_hooks', { account_id: acme, app_id: 'google_translate' })
  sql.insert('chatwoot_agent_bots', {
    id: botId,
    account_id: acme,
    name: 'Acme Assistant',
    description: 'Answers first on the website and in the app',
    outgoing_url: 'https://bot.acme.example/hook',
  })
  sql.insert('chatwoot_access_tokens', { token: bot.token, owner_type: 'AgentBot', owner_id: botId })
  sql.insert('chatwoot_inbox_bots', { inbox_id: inboxIds.website, agent_bot_id: botId })
  for (const [name, description] of [
    ['customer support', 'First line'],
    ['billing', 'Money in, money out'],
    ['logistics', null],
  ] as const) {
    sql.insert('chatwoot_teams', { id: teamIds[name], account_id: acme, name, description })
  }
  sql.insert('chatwoot_teams', { id: teamIds.sales, account_id: beta, name: 'sales', allow_auto_assign: 0 })
  for (const [title, description, color, sidebar = 1] of labels) {
    sql.insert('chatwoot_labels', { account_id: acme, title, description, color, show_on_sidebar: sidebar })
  }
  sql.insert('chatwoot_labels', { account_id: beta, title: 'vip', description: '', color: '#333333' })
  for (const [key, type] of [
    ['order_number', 'text'],
    ['order_total', 'number'],
    ['is_gift', 'checkbox'],
    ['promised_for', 'date'],
  ] as const) {
    sql.insert('chatwoot_custom_attributes', { account_id: acme, attribute_key: key, display_type: type })
  }
  for (const person of people) seedPerson(sql, now, person)
}

const seedPerson = (sql: Sql, now: number, person: Person): void => {
  const id = agentIds[person.key]
  sql.insert('chatwoot_users', {
    id,
    name: person.name,
    display_name: person.displayName ?? null,
    email: person.email,
    confirmed: person.isConfirmed === false ? 0 : 1,
    pubsub_token: `sandbox-pubsub-${person.key}`,
  })
  sql.insert('chatwoot_account_users', {
    account_id: person.account,
    user_id: id,
    role: person.role,
    availability: person.availability,
    active_at: person.isConfirmed === false ? null : now - id * 61_000,
  })
  for (const inbox of person.inboxes) {
    sql.insert('chatwoot_inbox_members', { inbox_id: inboxIds[inbox], user_id: id })
  }
  for (const team of person.teams) {
    sql.insert('chatwoot_team_members', { team_id: teamIds[team], user_id: id })
  }
  if (person.token) {
    sql.insert('chatwoot_access_tokens', { token: person.token, owner_type: 'User', owner_id: id })
  }
}
