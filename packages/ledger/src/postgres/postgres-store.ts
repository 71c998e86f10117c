import { StatusWireError } from '@statuswire/contracts';
import { assertInteger, assertKnownOptions } from '../options.ts';
import type { LedgerStore } from '../store.ts';
import { appendBatch } from './append.ts';
import { leaseDue, plan, settle } from './checks.ts';
import { advance, forgetSetAside, lease, listSetAside, release } from './consumers.ts';
import { createDatabase } from './database.ts';
import { createDictionary } from './dictionary.ts';
import { listMessages } from './list.ts';
import { assertMigrated, migrate } from './migrate.ts';
import type { PostgresPool } from './pool.ts';
import { holdAll, listQuarantined, readQuarantined, resolveHeldDelivery } from './quarantine.ts';
import { readFeed, readFeedEnd, readMessage, readTimeline } from './queries.ts';
import { prune } from './retention.ts';
import { summarize } from './summary.ts';
import { addToTallies } from './tallies.ts';
import { createWriting } from './writing.ts';

/** Options of `createPostgresStore`. */
export interface PostgresStoreOptions {
  /** A `Pool` of the package `pg`. It stays the user's: the store never ends it. */
  readonly sql: PostgresPool;
  /** The schema of the tables. @default 'statuswire' */
  readonly schema?: string;
  /**
   * Longest that one call may take, waiting for a connection and for locks included, in milliseconds; `migrate` may take
   * longer. Past it the connection is closed and the call rejects with `STATUSWIRE_UNAVAILABLE`. @default 30,000
   */
  readonly timeoutMs?: number;
}

const knownOptions = ['sql', 'schema', 'timeoutMs'] as const satisfies readonly (keyof PostgresStoreOptions)[];

/**
 * A store on PostgreSQL 14 or later, for any number of processes at once: uniqueness, the join and the order of the feed are
 * the database's. Throws `STATUSWIRE_INVALID_OPTIONS` for options that are unknown or out of bounds.
 */
export function createPostgresStore(options: PostgresStoreOptions): LedgerStore {
  assertKnownOptions('createPostgresStore', options, knownOptions);
  const { sql, schema = 'statuswire', timeoutMs = 30_000 } = options;
  if (typeof sql?.connect !== 'function') {
    throw new StatusWireError('STATUSWIRE_INVALID_OPTIONS', 'sql must be a Pool of the package pg.');
  }
  // Plain names need no quotes anywhere else, in psql say.
  if (!/^(?!pg_)[a-z_][a-z0-9_]{0,62}$/.test(schema)) {
    throw new StatusWireError(
      'STATUSWIRE_INVALID_OPTIONS',
      'schema must be 1 to 63 of a to z, 0 to 9 and _, begin with none of the digits, and not with pg_.',
    );
  }
  assertInteger('timeoutMs', timeoutMs, 1, 3_600_000);

  const database = createDatabase({ pool: sql, schema, timeoutMs });
  const writing = createWriting(database, timeoutMs);
  const dictionary = createDictionary();
  // Asked once; tables do not grow older.
  let migrated: Promise<void> | null = null;
  const whenMigrated = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    migrated ??= assertMigrated(database);
    try {
      await migrated;
    } catch (error) {
      migrated = null;
      throw error;
    }
    return work();
  };

  return {
    migrate: () => migrate(database, schema),
    append: (entries, appendOptions) => whenMigrated(() => appendBatch(writing, dictionary, entries, appendOptions)),
    message: (identity) => whenMigrated(() => readMessage(database, identity)),
    timeline: (identity) => whenMigrated(() => readTimeline(database, identity)),
    list: (query) => whenMigrated(() => listMessages(database, query)),
    summary: (query) => whenMigrated(() => summarize(database, query)),
    feed: (query) => whenMigrated(() => readFeed(database, query)),
    feedEnd: () => whenMigrated(() => readFeedEnd(database)),
    due: (request) => whenMigrated(() => leaseDue(database, request)),
    settleCheck: (check) => whenMigrated(() => settle(database, check)),
    planCheck: (identity, nextCheckAt) => whenMigrated(() => plan(database, identity, nextCheckAt)),
    quarantine: (entries) => whenMigrated(() => holdAll(writing, entries)),
    quarantined: (query) => whenMigrated(() => listQuarantined(database, query)),
    quarantinedDelivery: (id) => whenMigrated(() => readQuarantined(database, id)),
    resolveQuarantined: (id, state, at) => whenMigrated(() => resolveHeldDelivery(database, id, state, at)),
    tally: (entries) => whenMigrated(() => addToTallies(database, entries)),
    prune: (request) => whenMigrated(() => prune(writing, dictionary, request)),
    leaseConsumer: (request) => whenMigrated(() => lease(database, request)),
    advanceConsumer: (request) => whenMigrated(() => advance(database, request)),
    releaseConsumer: (name, owner) => whenMigrated(() => release(database, name, owner)),
    setAside: (query) => whenMigrated(() => listSetAside(database, query)),
    forgetSetAside: (name, cursor) => whenMigrated(() => forgetSetAside(database, name, cursor)),
    close: () => database.close(),
  };
}
