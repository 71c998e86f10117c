import type { DatabaseSync } from 'node:sqlite';
import { assertInteger, assertKnownOptions } from '@statuswire/contracts';
import { hourOf } from '../figures.ts';
import type { LedgerStore } from '../ledger-store.ts';
import { stateOf } from '../message-state.ts';
import { encodeText } from '../storable-text.ts';
import { append } from './append.ts';
import { due, planCheck, settleCheck } from './checks.ts';
import { createConnection } from './connection.ts';
import { advanceConsumer, forgetSetAside, leaseConsumer, releaseConsumer, setAside } from './consumers.ts';
import { isDuplicate } from './errors.ts';
import { feed, feedEnd, timeline } from './events.ts';
import { list } from './list.ts';
import { createMemory } from './memory.ts';
import { findMessage } from './messages.ts';
import { prune } from './prune.ts';
import { quarantine, quarantined, quarantinedDelivery, resolveQuarantined } from './quarantine.ts';
import { summary } from './summary.ts';

/** Options of `createSqliteStore`. */
export interface SqliteStoreOptions {
  /** An open handle, yours to open, tune and close. Leave its `timeout` at 0: waiting in SQLite stops the whole process. */
  readonly database: DatabaseSync;
  /** How long to wait for another process that holds the lock, in milliseconds, without blocking. @default 2,000 */
  readonly busyTimeoutMs?: number;
}

const knownOptions = ['database', 'busyTimeoutMs'] as const satisfies readonly (keyof SqliteStoreOptions)[];

/**
 * A store in an SQLite database, in a file or in memory, with tables of its own (`statuswire_…`) beside any others. Call
 * `migrate` at start; it also turns on the write-ahead log, which the file then keeps. Several processes may share a file.
 * Throws `STATUSWIRE_INVALID_OPTIONS` for options that are wrong; `migrate` does for a handle that would acknowledge what
 * is not durable (`synchronous` below FULL). Source: docs/ledger.md, "SQLite".
 */
export function createSqliteStore(options: SqliteStoreOptions): LedgerStore {
  assertKnownOptions('createSqliteStore', options, knownOptions);
  const { database, busyTimeoutMs = 2_000 } = options;
  assertInteger('busyTimeoutMs', busyTimeoutMs, 0, 600_000);
  const connection = createConnection({ database, busyTimeoutMs });
  const memory = createMemory(connection);
  const { read, statement } = connection;
  const write = <Result>(work: () => Result): Promise<Result> =>
    connection.write(() => {
      memory.look();
      const result = work();
      memory.end();
      return result;
    }, memory.settle);

  return {
    migrate: () => connection.migrate(),
    async append(entries, appendOptions) {
      const appendEntries = (thorough: boolean) =>
        write(() => append(connection, memory, entries, { ...appendOptions, thorough }));
      try {
        return await appendEntries(false);
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        return appendEntries(true);
      }
    },
    message: (identity) =>
      read(() => {
        const row = findMessage(connection, identity);
        return row === null ? null : stateOf(row.message.evidence, row.message.eventCount);
      }),
    timeline: (identity) => read(() => timeline(connection, identity)),
    list: (query) => read(() => list(connection, memory.index, query)),
    summary: (query) => read(() => summary(connection, memory, query)),
    feed: (query) => read(() => feed(connection, query)),
    feedEnd: () => read(() => feedEnd(connection)),
    due: (request) => write(() => due(connection, request)),
    settleCheck: (check) => write(() => settleCheck(connection, check)),
    planCheck: (identity, nextCheckAt) => write(() => planCheck(connection, identity, nextCheckAt)),
    quarantine: (entries) => write(() => quarantine(connection, entries)),
    quarantined: (query) => read(() => quarantined(connection, query)),
    quarantinedDelivery: (id) => read(() => quarantinedDelivery(connection, id)),
    resolveQuarantined: (id, state, at) => write(() => resolveQuarantined(connection, id, state, at)),
    tally: (entries) =>
      write(() => {
        for (const { name, at, projectId, amount } of entries) {
          statement(
            `INSERT INTO statuswire_tallies (hour, project_id, name, amount) VALUES (?, ?, ?, ?)
             ON CONFLICT DO UPDATE SET amount = amount + excluded.amount`,
          ).run(hourOf(at), encodeText(projectId), name, amount);
        }
      }),
    prune: (request) => write(() => prune(connection, memory, request)),
    leaseConsumer: (request) => write(() => leaseConsumer(connection, request)),
    advanceConsumer: (request) => write(() => advanceConsumer(connection, request)),
    releaseConsumer: (name, owner) => write(() => releaseConsumer(connection, name, owner)),
    setAside: (query) => read(() => setAside(connection, query)),
    forgetSetAside: (name, cursor) => write(() => forgetSetAside(connection, name, cursor)),
    close: async () => connection.close(),
  };
}
