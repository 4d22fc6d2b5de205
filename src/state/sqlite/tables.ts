/** Times are milliseconds, ids are ticks. `conversation = ''` stands for none, so that it can be part of a key. */
export const tables = `
CREATE TABLE IF NOT EXISTS account (
  name TEXT PRIMARY KEY,
  epoch TEXT NOT NULL,
  last INTEGER NOT NULL,     -- id of the newest entry ever
  count INTEGER NOT NULL,    -- of all entries ever
  floor INTEGER NOT NULL,    -- everything up to this id is gone
  trimmed INTEGER NOT NULL   -- greatest id that is gone while older ones of other conversations may be kept
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS conversation (
  account TEXT NOT NULL,
  id TEXT NOT NULL,
  last INTEGER NOT NULL,
  count INTEGER NOT NULL,
  trimmed INTEGER NOT NULL,  -- every entry of the conversation up to this id is gone
  PRIMARY KEY (account, id)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS entry (
  account TEXT NOT NULL,
  id INTEGER NOT NULL,
  conversation TEXT NOT NULL,
  at INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,  -- in the account, from 1
  place INTEGER NOT NULL,    -- in the conversation, from 1
  event TEXT NOT NULL,
  PRIMARY KEY (account, id)
) STRICT;
CREATE INDEX IF NOT EXISTS entry_conversation ON entry (account, conversation, id, place);
CREATE TABLE IF NOT EXISTS delivery (
  account TEXT NOT NULL,
  key TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (account, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS delivery_at ON delivery (at);
CREATE TABLE IF NOT EXISTS object (
  account TEXT NOT NULL,
  key TEXT NOT NULL,
  version REAL NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (account, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS object_at ON object (at);
CREATE TABLE IF NOT EXISTS send (
  account TEXT NOT NULL,
  key TEXT NOT NULL,
  state TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  owner TEXT NOT NULL,
  lease_until INTEGER NOT NULL,
  since INTEGER NOT NULL,
  note TEXT NOT NULL,
  result TEXT NOT NULL,
  object_key TEXT,
  PRIMARY KEY (account, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS send_object ON send (account, object_key) WHERE object_key IS NOT NULL;
CREATE INDEX IF NOT EXISTS send_since ON send (since);
CREATE TABLE IF NOT EXISTS cached (
  account TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  until INTEGER NOT NULL,
  PRIMARY KEY (account, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS cached_until ON cached (until);
`
