import type { DatabaseSync } from 'node:sqlite'
import { uuidOf } from './ids.ts'
import { days } from './script.ts'
import { agents, bot, queues, tagNames, templates } from './staff.ts'

const minute = 60_000

/** Agents, queues, tags, templates and the bot, who were all there long before the conversations of this month. */
export const insertStaff = (db: DatabaseSync, now: number): void => {
  const ago = (minutes: number) => now - minutes * minute
  const createdAt = ago(days(2500))

  const addAgent = db.prepare('INSERT INTO infobip_agents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const addQueue =
    db.prepare(`INSERT INTO infobip_queues (id, name, isAutoAssignmentEnabled, workingHoursId, createdAt, updatedAt)
     VALUES (?, ?, ?, ?, ?, ?)`)
  const addMember = db.prepare('INSERT INTO infobip_agent_queues VALUES (?, ?)')
  const addTag = db.prepare('INSERT INTO infobip_tags VALUES (?, ?, ?, ?)')
  const addTemplate = db.prepare('INSERT INTO infobip_templates VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)')

  for (const queue of Object.values(queues)) {
    addQueue.run(
      queue.id,
      queue.name,
      queue.isAutoAssignmentEnabled,
      queue.workingHoursId,
      createdAt,
      createdAt,
    )
  }
  Object.values(agents).forEach((agent, index) => {
    const { id, displayName, title, status, availability, role, enabled, email } = agent
    const hired = ago(days(2400 - index * 250))
    const times = [hired, ago(days(index * 9) + 300)]
    addAgent.run(id, displayName, title, status, availability, role, enabled, email, ...times)
    for (const queue of agent.queues) addMember.run(id, queues[queue].id)
  })
  tagNames.forEach((name, index) => {
    const created = ago(days(900 - index * 60))
    addTag.run(uuidOf(`tag ${name}`), name, created, created)
  })
  templates.forEach((template, index) => {
    const { id, name, language, languageCode, channel, contentType, content } = template
    const created = ago(days(400 - index * 80))
    addTemplate.run(id, name, language, languageCode, channel, contentType, content, created, created)
  })
  db.prepare('INSERT INTO infobip_bots VALUES (?, ?, ?, ?, ?, ?, ?, ?)').run(
    bot.id,
    bot.displayName,
    bot.channel,
    bot.destination,
    bot.webhookUrl,
    bot.messagePersistencePolicy,
    bot.enabled,
    bot.sessionTimeoutInSec,
  )
}
