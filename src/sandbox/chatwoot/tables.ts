/** Times are milliseconds; JSON columns hold text; `priority` is 0 low to 3 urgent; `message_type` as on the wire. */
export const tables = `
CREATE TABLE IF NOT EXISTS chatwoot_accounts (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, status TEXT NOT NULL DEFAULT 'active', reference_changed_at INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS chatwoot_hooks (
  account_id INTEGER NOT NULL, app_id TEXT NOT NULL, PRIMARY KEY (account_id, app_id)
);
CREATE TABLE IF NOT EXISTS chatwoot_users (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL, display_name TEXT, email TEXT NOT NULL UNIQUE,
  confirmed INTEGER NOT NULL DEFAULT 1, pubsub_token TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS chatwoot_account_users (
  account_id INTEGER NOT NULL, user_id INTEGER NOT NULL, role TEXT NOT NULL, availability TEXT NOT NULL,
  auto_offline INTEGER NOT NULL DEFAULT 1, active_at INTEGER, PRIMARY KEY (account_id, user_id)
);
CREATE TABLE IF NOT EXISTS chatwoot_webhooks (
  id INTEGER PRIMARY KEY AUTOINCREMENT, account_id INTEGER NOT NULL, name TEXT, url TEXT NOT NULL,
  subscriptions TEXT NOT NULL, secret TEXT NOT NULL, UNIQUE (account_id, url)
);
CREATE TABLE IF NOT EXISTS chatwoot_agent_bots (
  id INTEGER PRIMARY KEY, account_id INTEGER, name TEXT NOT NULL, description TEXT, outgoing_url TEXT
);
CREATE TABLE IF NOT EXISTS chatwoot_access_tokens (
  token TEXT PRIMARY KEY, owner_type TEXT NOT NULL, owner_id INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS chatwoot_inboxes (
  id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL, name TEXT NOT NULL, channel_type TEXT NOT NULL,
  channel_id INTEGER NOT NULL, settings TEXT NOT NULL DEFAULT '{}'
);
CREATE TABLE IF NOT EXISTS chatwoot_inbox_members (
  inbox_id INTEGER NOT NULL, user_id INTEGER NOT NULL, PRIMARY KEY (inbox_id, user_id)
);
CREATE TABLE IF NOT EXISTS chatwoot_inbox_bots (inbox_id INTEGER PRIMARY KEY, agent_bot_id INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS chatwoot_teams (
  id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL, name TEXT NOT NULL, description TEXT,
  allow_auto_assign INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE IF NOT EXISTS chatwoot_team_members (
  team_id INTEGER NOT NULL, user_id INTEGER NOT NULL, PRIMARY KEY (team_id, user_id)
);
CREATE TABLE IF NOT EXISTS chatwoot_labels (
  id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL, title TEXT NOT NULL, description TEXT,
  color TEXT NOT NULL, show_on_sidebar INTEGER NOT NULL DEFAULT 1
);
CREATE TABLE IF NOT EXISTS chatwoot_custom_attributes (
  account_id INTEGER NOT NULL, attribute_key TEXT NOT NULL, display_type TEXT NOT NULL,
  PRIMARY KEY (account_id, attribute_key)
);
CREATE TABLE IF NOT EXISTS chatwoot_contacts (
  id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL, name TEXT NOT NULL, email TEXT, phone_number TEXT,
  identifier TEXT, blocked INTEGER NOT NULL DEFAULT 0, additional_attributes TEXT NOT NULL DEFAULT '{}',
  custom_attributes TEXT NOT NULL DEFAULT '{}', last_activity_at INTEGER, created_at INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS chatwoot_contact_inboxes (
  id INTEGER PRIMARY KEY, contact_id INTEGER NOT NULL, inbox_id INTEGER NOT NULL, source_id TEXT NOT NULL,
  hmac_verified INTEGER NOT NULL DEFAULT 0, pubsub_token TEXT NOT NULL, created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL, UNIQUE (inbox_id, source_id)
);
CREATE TABLE IF NOT EXISTS chatwoot_conversations (
  id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL, display_id INTEGER NOT NULL, uuid TEXT NOT NULL UNIQUE,
  inbox_id INTEGER NOT NULL, contact_id INTEGER NOT NULL, contact_inbox_id INTEGER NOT NULL,
  assignee_id INTEGER, assignee_agent_bot_id INTEGER, team_id INTEGER, campaign_id INTEGER,
  status TEXT NOT NULL DEFAULT 'open', priority INTEGER, additional_attributes TEXT NOT NULL DEFAULT '{}',
  custom_attributes TEXT NOT NULL DEFAULT '{}', agent_last_seen_at INTEGER, assignee_last_seen_at INTEGER,
  contact_last_seen_at INTEGER, first_reply_created_at INTEGER, waiting_since INTEGER, snoozed_until INTEGER,
  last_activity_at INTEGER NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
  UNIQUE (account_id, display_id)
);
CREATE INDEX IF NOT EXISTS chatwoot_conversations_by_activity
  ON chatwoot_conversations (account_id, last_activity_at);
CREATE TABLE IF NOT EXISTS chatwoot_conversation_labels (
  conversation_id INTEGER NOT NULL, title TEXT NOT NULL, position INTEGER NOT NULL,
  PRIMARY KEY (conversation_id, title)
);
CREATE TABLE IF NOT EXISTS chatwoot_participants (
  conversation_id INTEGER NOT NULL, user_id INTEGER NOT NULL, PRIMARY KEY (conversation_id, user_id)
);
CREATE TABLE IF NOT EXISTS chatwoot_mentions (
  conversation_id INTEGER NOT NULL, user_id INTEGER NOT NULL, PRIMARY KEY (conversation_id, user_id)
);
CREATE TABLE IF NOT EXISTS chatwoot_messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT, account_id INTEGER NOT NULL, conversation_id INTEGER NOT NULL,
  inbox_id INTEGER NOT NULL, message_type INTEGER NOT NULL, content TEXT, content_type TEXT NOT NULL DEFAULT 'text',
  content_attributes TEXT NOT NULL DEFAULT '{}', private INTEGER NOT NULL DEFAULT 0,
  status TEXT NOT NULL DEFAULT 'sent', source_id TEXT, sender_type TEXT, sender_id INTEGER,
  additional_attributes TEXT NOT NULL DEFAULT '{}', created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL
);
CREATE INDEX IF NOT EXISTS chatwoot_messages_by_time ON chatwoot_messages (conversation_id, created_at, id);
CREATE TABLE IF NOT EXISTS chatwoot_blobs (
  id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, filename TEXT NOT NULL, content_type TEXT NOT NULL,
  width INTEGER, height INTEGER, byte_size INTEGER NOT NULL, checksum TEXT NOT NULL, created_at INTEGER NOT NULL,
  data BLOB
);
CREATE TABLE IF NOT EXISTS chatwoot_attachments (
  id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL, message_id INTEGER NOT NULL, file_type TEXT NOT NULL,
  blob_id INTEGER, external_url TEXT, fallback_title TEXT, coordinates_lat REAL, coordinates_long REAL,
  meta TEXT NOT NULL DEFAULT '{}'
);
CREATE INDEX IF NOT EXISTS chatwoot_attachments_by_message ON chatwoot_attachments (message_id);
`
