/** One step of the tables' history. Never changed once it is released: a later one is added instead. */
export interface Migration {
  readonly version: number;
  readonly sql: string;
}

/**
 * The tables, step by step. `statuswire.` stands for the schema that the store was given. Conventions:
 *
 * - Instants are milliseconds since 1970, hours and days are counted since 1970 too; all of them UTC.
 * - Text that came from outside is encoded by `encodeText`, and compares by its bytes (`COLLATE "C"`).
 * - JSON is text, written by `encodeEvidence` and `encodeEvent`: `jsonb` would refuse NUL, which texts may hold.
 * - A digest is the first 128 bits of a SHA-256, kept as `uuid`, which is 16 bytes: the keys themselves do not fit an index.
 */
export const migrations: readonly Migration[] = [
  {
    version: 1,
    sql: `
-- One row. Whoever writes facts or figures locks it until the commit, so that the feed's positions become visible in
-- their order, and figures are never added up twice at once.
CREATE TABLE statuswire.head (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  last_position bigint NOT NULL,
  last_message_id bigint NOT NULL,
  -- Counts how often rows of lines and series were deleted: what a process remembers of them is void then.
  dictionary_version bigint NOT NULL
);
INSERT INTO statuswire.head (last_position, last_message_id, dictionary_version) VALUES (0, 0, 0);

CREATE TABLE statuswire.messages (
  id bigint PRIMARY KEY,
  -- Of messageKey().
  digest uuid NOT NULL UNIQUE,
  project_id text COLLATE "C" NOT NULL,
  message_id text COLLATE "C" NOT NULL,
  evidence text NOT NULL,
  event_count bigint NOT NULL,
  delivery_count bigint NOT NULL,
  -- What follows is read off the evidence, for queries.
  series_id integer NOT NULL,
  first_seen_at bigint NOT NULL,
  last_seen_at bigint NOT NULL,
  conflicted boolean NOT NULL,
  -- When an SMS at "sent" was sent: its receipt is awaited for a while.
  awaited_since bigint,
  -- One of its events has a text or provenance.
  has_texts boolean NOT NULL,
  late_count bigint NOT NULL,
  -- The next check with SignalWire.
  next_check_at bigint,
  check_attempts bigint NOT NULL DEFAULT 0,
  gone boolean NOT NULL DEFAULT false,
  lease_owner text COLLATE "C",
  lease_until bigint
) WITH (autovacuum_vacuum_scale_factor = 0.05, autovacuum_analyze_scale_factor = 0.05);
CREATE INDEX messages_by_first_seen ON statuswire.messages (first_seen_at, id);
CREATE INDEX messages_by_last_seen ON statuswire.messages (last_seen_at, id);
CREATE INDEX messages_by_series ON statuswire.messages (series_id, first_seen_at, id);
CREATE INDEX messages_awaited ON statuswire.messages (awaited_since) WHERE awaited_since IS NOT NULL;
CREATE INDEX messages_to_check ON statuswire.messages (conflicted DESC, next_check_at) WHERE next_check_at IS NOT NULL;
CREATE INDEX messages_with_texts ON statuswire.messages (last_seen_at) WHERE has_texts;

-- The event log, in order of the feed.
CREATE TABLE statuswire.events (
  position bigint PRIMARY KEY,
  message_id bigint NOT NULL,
  -- Of the event's key.
  digest uuid NOT NULL,
  -- The key, without what its message says already: encodeKey().
  fact text NOT NULL,
  record text NOT NULL
);
CREATE UNIQUE INDEX events_of_message ON statuswire.events (message_id, digest);

-- What a search finds a message by: a letter for the kind (m for its id, n for a number, v for a variable), then the text.
CREATE TABLE statuswire.search_terms (
  term text COLLATE "C" NOT NULL,
  message_id bigint NOT NULL,
  PRIMARY KEY (term, message_id)
);

-- What latencies can be split by.
CREATE TABLE statuswire.lines (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  digest uuid NOT NULL UNIQUE,
  project_id text COLLATE "C" NOT NULL,
  dialect text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  number text COLLATE "C" NOT NULL
);

-- What messages can be split by.
CREATE TABLE statuswire.series (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  digest uuid NOT NULL UNIQUE,
  line_id integer NOT NULL REFERENCES statuswire.lines (id),
  prefix text COLLATE "C" NOT NULL,
  status text COLLATE "C" NOT NULL,
  error_code text COLLATE "C" NOT NULL,
  conflicted boolean NOT NULL,
  healed boolean NOT NULL,
  sources text COLLATE "C" NOT NULL
);
CREATE INDEX series_of_line ON statuswire.series (line_id);

-- Grain 0 counts by hour, grain 1 by day: the same figures, so that long ranges read few rows.
CREATE TABLE statuswire.message_figures (
  grain smallint NOT NULL,
  bucket integer NOT NULL,
  series_id integer NOT NULL,
  messages bigint NOT NULL,
  events bigint NOT NULL,
  repeats bigint NOT NULL,
  late bigint NOT NULL,
  PRIMARY KEY (grain, bucket, series_id)
) WITH (fillfactor = 70);

CREATE TABLE statuswire.latency_figures (
  grain smallint NOT NULL,
  bucket integer NOT NULL,
  line_id integer NOT NULL,
  measure text COLLATE "C" NOT NULL,
  clock text COLLATE "C" NOT NULL,
  step smallint NOT NULL,
  readings bigint NOT NULL,
  PRIMARY KEY (grain, bucket, line_id, measure, clock, step)
) WITH (fillfactor = 70);

CREATE TABLE statuswire.activity_figures (
  minute bigint NOT NULL,
  project_id text COLLATE "C" NOT NULL,
  source text COLLATE "C" NOT NULL,
  deliveries bigint NOT NULL,
  PRIMARY KEY (minute, project_id, source)
) WITH (fillfactor = 70);

CREATE TABLE statuswire.last_callbacks (
  project_id text COLLATE "C" PRIMARY KEY,
  received_at bigint NOT NULL
);

CREATE TABLE statuswire.tallies (
  hour integer NOT NULL,
  project_id text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  amount bigint NOT NULL,
  PRIMARY KEY (hour, project_id, name)
);

CREATE TABLE statuswire.quarantine (
  id text COLLATE "C" PRIMARY KEY,
  state text COLLATE "C" NOT NULL,
  received_at bigint NOT NULL,
  last_received_at bigint NOT NULL,
  resolved_at bigint,
  deliveries bigint NOT NULL,
  reason text NOT NULL,
  message text NOT NULL,
  content_type text NOT NULL,
  -- JSON.
  details text NOT NULL,
  raw_body bytea NOT NULL
);
CREATE INDEX quarantine_by_state ON statuswire.quarantine (state, received_at, id);
CREATE INDEX quarantine_resolved ON statuswire.quarantine (last_received_at) WHERE state <> 'held';

CREATE TABLE statuswire.consumers (
  name text COLLATE "C" PRIMARY KEY,
  -- Everything up to this position of the feed is done; null at the beginning.
  position bigint,
  lease_owner text COLLATE "C",
  lease_until bigint
);

CREATE TABLE statuswire.set_aside (
  consumer text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  reason text NOT NULL,
  attempts bigint NOT NULL,
  noted_at bigint NOT NULL,
  PRIMARY KEY (consumer, position)
);
`,
  },
];

/** The version that the code needs. */
export const latestVersion = Math.max(...migrations.map(({ version }) => version));
