/** One step of the schema: run once, in a transaction of its own. */
export interface Migration {
  readonly version: number;
  readonly sql: string;
}

// Instants are milliseconds since 1970. Texts that people or providers wrote are encoded by encodeText, so that any string
// survives; what is JSON needs no encoding. Released steps are never changed: add one.

/** Every step of the schema, in order. */
export const migrations: readonly Migration[] = [
  {
    version: 1,
    sql: `
-- What messages can be counted and filtered by; each combination once.
CREATE TABLE statuswire_series (
  id INTEGER PRIMARY KEY,
  project_id TEXT NOT NULL,
  dialect TEXT NOT NULL,
  kind TEXT NOT NULL,
  number TEXT NOT NULL,
  prefix TEXT NOT NULL,
  status TEXT NOT NULL,
  error_code TEXT NOT NULL,
  conflicted INTEGER NOT NULL,
  healed INTEGER NOT NULL,
  sources TEXT NOT NULL,
  UNIQUE (project_id, number, status, error_code, prefix, kind, dialect, conflicted, healed, sources)
) STRICT;

-- What latencies can be counted and filtered by; each combination once.
CREATE TABLE statuswire_lines (
  id INTEGER PRIMARY KEY,
  project_id TEXT NOT NULL,
  number TEXT NOT NULL,
  dialect TEXT NOT NULL,
  kind TEXT NOT NULL,
  UNIQUE (project_id, number, dialect, kind)
) STRICT;

-- The projection: one row per message. What the series says as well stands here for the indexes.
CREATE TABLE statuswire_messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  message_id TEXT NOT NULL,
  project_id TEXT NOT NULL,
  series INTEGER NOT NULL,
  status TEXT NOT NULL,
  error_code TEXT,             -- of failures only; empty where none was told
  ours TEXT NOT NULL,
  theirs TEXT NOT NULL,
  first_seen_at INTEGER NOT NULL,
  last_seen_at INTEGER NOT NULL,
  awaited_since INTEGER,       -- of SMS at sent only: when they were sent
  conflicted INTEGER NOT NULL,
  healed INTEGER NOT NULL,
  has_texts INTEGER NOT NULL,
  events INTEGER NOT NULL,
  deliveries INTEGER NOT NULL,
  late INTEGER NOT NULL,
  evidence TEXT NOT NULL,      -- JSON
  next_check_at INTEGER,
  check_attempts INTEGER NOT NULL DEFAULT 0,
  check_gone INTEGER NOT NULL DEFAULT 0,
  lease_owner TEXT,
  lease_until INTEGER,
  UNIQUE (message_id, project_id)
) STRICT;
CREATE INDEX statuswire_messages_first_seen ON statuswire_messages (first_seen_at);
CREATE INDEX statuswire_messages_last_seen ON statuswire_messages (last_seen_at);
CREATE INDEX statuswire_messages_project ON statuswire_messages (project_id, first_seen_at);
CREATE INDEX statuswire_messages_status ON statuswire_messages (status, first_seen_at);
CREATE INDEX statuswire_messages_ours ON statuswire_messages (ours, first_seen_at);
CREATE INDEX statuswire_messages_theirs ON statuswire_messages (theirs, first_seen_at);
CREATE INDEX statuswire_messages_error ON statuswire_messages (error_code, first_seen_at) WHERE error_code IS NOT NULL;
CREATE INDEX statuswire_messages_conflicted ON statuswire_messages (first_seen_at) WHERE conflicted = 1;
CREATE INDEX statuswire_messages_healed ON statuswire_messages (first_seen_at) WHERE healed = 1;
-- Covers what a summary asks of it.
CREATE INDEX statuswire_messages_awaited
  ON statuswire_messages (awaited_since, first_seen_at, series, events, deliveries, late) WHERE awaited_since IS NOT NULL;
-- By a time that does not change, unlike last_seen_at, which every event would move here as well.
CREATE INDEX statuswire_messages_texts ON statuswire_messages (first_seen_at) WHERE has_texts = 1;
CREATE INDEX statuswire_messages_due ON statuswire_messages (conflicted DESC, next_check_at) WHERE next_check_at IS NOT NULL;

-- The event log and feed: one row per fact. AUTOINCREMENT, so that no position is given out twice.
CREATE TABLE statuswire_events (
  sequence INTEGER PRIMARY KEY AUTOINCREMENT,
  message INTEGER NOT NULL,
  fact TEXT NOT NULL,          -- the key, without what all keys of the message share
  record TEXT NOT NULL,        -- JSON
  UNIQUE (message, fact)
) STRICT;

-- Values of custom variables, for search.
CREATE TABLE statuswire_variables (
  value TEXT NOT NULL,
  message INTEGER NOT NULL,
  PRIMARY KEY (value, message)
) STRICT, WITHOUT ROWID;

-- Rollups. grain 0: hours since 1970; grain 1: days. The status stands here again, so that a timeline reads rows in order.
CREATE TABLE statuswire_figures (
  grain INTEGER NOT NULL,
  bucket INTEGER NOT NULL,
  status TEXT NOT NULL,
  series INTEGER NOT NULL,
  messages INTEGER NOT NULL,
  events INTEGER NOT NULL,
  repeats INTEGER NOT NULL,
  late INTEGER NOT NULL,
  PRIMARY KEY (grain, bucket, status, series)
) STRICT, WITHOUT ROWID;
CREATE TABLE statuswire_latencies (
  grain INTEGER NOT NULL,
  bucket INTEGER NOT NULL,
  line INTEGER NOT NULL,
  measure TEXT NOT NULL,
  clock TEXT NOT NULL,
  step INTEGER NOT NULL,
  readings INTEGER NOT NULL,
  PRIMARY KEY (grain, bucket, line, measure, clock, step)
) STRICT, WITHOUT ROWID;
-- Counts up with every change to a day's rollups, so that a process knows which of the days it remembers are still so.
CREATE TABLE statuswire_days (
  day INTEGER PRIMARY KEY,
  version INTEGER NOT NULL
) STRICT;
CREATE TABLE statuswire_activity (
  minute INTEGER NOT NULL,
  project_id TEXT NOT NULL,
  source TEXT NOT NULL,
  deliveries INTEGER NOT NULL,
  PRIMARY KEY (minute, project_id, source)
) STRICT, WITHOUT ROWID;
CREATE TABLE statuswire_last_callbacks (
  project_id TEXT PRIMARY KEY,
  at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE statuswire_tallies (
  hour INTEGER NOT NULL,
  project_id TEXT NOT NULL,
  name TEXT NOT NULL,
  amount INTEGER NOT NULL,
  PRIMARY KEY (hour, project_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE statuswire_quarantine (
  id TEXT PRIMARY KEY,
  state TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  last_received_at INTEGER NOT NULL,
  resolved_at INTEGER,
  deliveries INTEGER NOT NULL,
  reason TEXT NOT NULL,
  message TEXT NOT NULL,
  content_type TEXT NOT NULL,
  details TEXT NOT NULL,       -- JSON
  raw_body BLOB NOT NULL
) STRICT;
CREATE INDEX statuswire_quarantine_state ON statuswire_quarantine (state, received_at, id);

CREATE TABLE statuswire_consumers (
  name TEXT PRIMARY KEY,
  position INTEGER,            -- a sequence of the event log; null for the beginning
  lease_owner TEXT,
  lease_until INTEGER
) STRICT, WITHOUT ROWID;
CREATE TABLE statuswire_set_aside (
  name TEXT NOT NULL,
  sequence INTEGER NOT NULL,
  reason TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (name, sequence)
) STRICT, WITHOUT ROWID;
`,
  },
];

/** The version of the schema that this code needs. */
export const schemaVersion = migrations.length;
