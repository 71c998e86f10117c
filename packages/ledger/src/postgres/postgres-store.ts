import { assertInteger, assertKnownOptions, StatusWireError } from '@statuswire/contracts';
import type { LedgerStore } from '../ledger-store.ts';
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
  /**
   * A `Pool` of the package `pg`. It stays the user's: the store never ends it. Worth setting on it:
   * `connectionTimeoutMillis`, so that a server that does not answer takes up no connection for long, and `keepAlive`.
   */
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
      'schema must be 1 to 63 characters of a to z, 0 to 9 and _, and begin with neither a digit nor pg_.',
    );
  }
  assertInteger('timeoutMs', timeoutMs, 1, 3_600_000);

  const database = createDatabase({ pool: sql, schema, timeoutMs });
  const writing = createWriting(database, timeoutMs);
  const dictionary = createDictionary();
  const underWay = new Set<Promise<unknown>>();
  let closed = false;
  const run = <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (closed) {
      return Promise.reject(
        new StatusWireError('STATUSWIRE_CLOSED', 'The store is closed. Make a new one on the same pool.'),
      );
    }
    const result = work();
    const forget = () => void underWay.delete(result);
    underWay.add(result);
    result.then(forget, forget);
    return result;
  };
  // Asked once; tables do not grow older.
  let migrated: Promise<void> | null = null;
  const onTables = <Result>(work: () => Promise<Result>): Promise<Result> =>
    run(async () => {
      migrated ??= assertMigrated(database);
      try {
        await migrated;
      } catch (error) {
        migrated = null;
        throw error;
      }
      return work();
    });

  return {
    migrate: () => run(() => migrate(database, schema)),
    append: (entries, appendOptions) => onTables(() => appendBatch(writing, dictionary, entries, appendOptions)),
    message: (identity) => onTables(() => readMessage(database, identity)),
    timeline: (identity) => onTables(() => readTimeline(database, identity)),
    list: (query) => onTables(() => listMessages(database, query)),
    summary: (query) => onTables(() => summarize(database, query)),
    feed: (query) => onTables(() => readFeed(database, query)),
    feedEnd: () => onTables(() => readFeedEnd(database)),
    due: (request) => onTables(() => leaseDue(database, request)),
    settleCheck: (check) => onTables(() => settle(database, check)),
    planCheck: (identity, nextCheckAt) => onTables(() => plan(database, identity, nextCheckAt)),
    quarantine: (entries) => onTables(() => holdAll(writing, entries)),
    quarantined: (query) => onTables(() => listQuarantined(database, query)),
    quarantinedDelivery: (id) => onTables(() => readQuarantined(database, id)),
    resolveQuarantined: (id, state, at) => onTables(() => resolveHeldDelivery(database, id, state, at)),
    tally: (entries) => onTables(() => addToTallies(database, entries)),
    prune: (request) => onTables(() => prune(writing, dictionary, request)),
    leaseConsumer: (request) => onTables(() => lease(database, request)),
    advanceConsumer: (request) => onTables(() => advance(database, request)),
    releaseConsumer: (name, owner) => onTables(() => release(database, name, owner)),
    setAside: (query) => onTables(() => listSetAside(database, query)),
    forgetSetAside: (name, cursor) => onTables(() => forgetSetAside(database, name, cursor)),
    async close() {
      closed = true;
      await Promise.allSettled(underWay);
      database.close();
    },
  };
}
