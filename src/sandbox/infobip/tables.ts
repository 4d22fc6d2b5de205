/** Times are milliseconds; `content` and `metadata` are JSON. A tenant's rows are seen with that tenant's credentials only. */
export const tables = `
CREATE TABLE IF NOT EXISTS infobip_conversations (
  id TEXT PRIMARY KEY,
  tenant TEXT NOT NULL,
  topic TEXT,
  summary TEXT,
  status TEXT NOT NULL,
  priority TEXT NOT NULL,
  queueId TEXT,
  agentId TEXT,
  metadata TEXT NOT NULL DEFAULT '{}',
  createdAt INTEGER NOT NULL,
  updatedAt INTEGER NOT NULL,
  closedAt INTEGER
) STRICT;
CREATE INDEX IF NOT EXISTS infobip_conversations_created ON infobip_conversations (tenant, createdAt);
CREATE INDEX IF NOT EXISTS infobip_conversations_updated ON infobip_conversations (tenant, updatedAt);

CREATE TABLE IF NOT EXISTS infobip_messages (
  id TEXT PRIMARY KEY,
  conversationId TEXT NOT NULL REFERENCES infobip_conversations (id),
  channel TEXT NOT NULL,
  sender TEXT NOT NULL,
  recipient TEXT NOT NULL,
  direction TEXT NOT NULL,
  authorId TEXT,
  authorType TEXT,
  contentType TEXT NOT NULL,
  content TEXT NOT NULL,
  hasMedia INTEGER NOT NULL DEFAULT 0,
  createdAt INTEGER NOT NULL,
  updatedAt INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS infobip_messages_created ON infobip_messages (conversationId, createdAt);

CREATE TABLE IF NOT EXISTS infobip_notes (
  id TEXT PRIMARY KEY,
  conversationId TEXT NOT NULL REFERENCES infobip_conversations (id),
  agentId TEXT,
  type TEXT NOT NULL,
  content TEXT NOT NULL,
  hasMedia INTEGER NOT NULL DEFAULT 0,
  createdAt INTEGER NOT NULL,
  updatedAt INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS infobip_notes_created ON infobip_notes (conversationId, createdAt);

CREATE TABLE IF NOT EXISTS infobip_agents (
  id TEXT PRIMARY KEY,
  displayName TEXT NOT NULL,
  title TEXT,
  status TEXT NOT NULL,
  availability TEXT NOT NULL,
  role TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  email TEXT,
  createdAt INTEGER NOT NULL,
  updatedAt INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS infobip_queues (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  isAutoAssignmentEnabled INTEGER NOT NULL,
  workingHoursId TEXT,
  externalId TEXT,
  createdAt INTEGER NOT NULL,
  updatedAt INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS infobip_agent_queues (
  agentId TEXT NOT NULL REFERENCES infobip_agents (id),
  queueId TEXT NOT NULL REFERENCES infobip_queues (id),
  PRIMARY KEY (agentId, queueId)
) STRICT;

CREATE TABLE IF NOT EXISTS infobip_bots (
  id TEXT PRIMARY KEY,
  displayName TEXT NOT NULL,
  channel TEXT NOT NULL,
  destination TEXT NOT NULL,
  webhookUrl TEXT NOT NULL,
  messagePersistencePolicy TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  sessionTimeoutInSec INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS infobip_tags (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  createdAt INTEGER NOT NULL,
  updatedAt INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS infobip_conversation_tags (
  conversationId TEXT NOT NULL REFERENCES infobip_conversations (id),
  tagName TEXT NOT NULL REFERENCES infobip_tags (name),
  PRIMARY KEY (conversationId, tagName)
) STRICT;

CREATE TABLE IF NOT EXISTS infobip_templates (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  language TEXT NOT NULL,
  languageCode TEXT NOT NULL,
  channel TEXT NOT NULL,
  contentType TEXT NOT NULL,
  content TEXT NOT NULL,
  createdAt INTEGER NOT NULL,
  updatedAt INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS infobip_subscriptions (
  id TEXT PRIMARY KEY,
  tenant TEXT NOT NULL,
  channel TEXT NOT NULL,
  name TEXT,
  events TEXT NOT NULL,
  profile TEXT NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS infobip_media (
  id TEXT PRIMARY KEY,
  conversationId TEXT NOT NULL REFERENCES infobip_conversations (id),
  name TEXT NOT NULL,
  contentType TEXT NOT NULL,
  bytes BLOB NOT NULL
) STRICT;
`
