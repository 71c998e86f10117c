import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import { StatusWireError } from '@statuswire/contracts';
import { millisecondsOf } from '../instant.ts';
import { isBusy, isMissingTable, translated } from './errors.ts';
import { migrations, schemaVersion } from './migrations.ts';

/** A row as `node:sqlite` gives it; what its columns hold is known where it is selected. */
export type Row = Record<string, unknown>;

/** What the parts of the store work with: prepared statements on the user's handle, in transactions. */
export interface Connection {
  /** A statement, prepared once. Only within `read` and `write`. */
  statement(sql: string): StatementSync;
  /** Runs several reads on one state of the database. */
  read<Result>(work: () => Result): Promise<Result>;
  /**
   * Runs reads and writes as one durable transaction: nothing else writes between its beginning and its end. `settled` is told
   * what became of it, before anything else is read or written here.
   */
  write<Result>(work: () => Result, settled: (committed: boolean) => void): Promise<Result>;
  migrate(): Promise<void>;
  close(): void;
}

/** Options of `createConnection`. */
export interface ConnectionOptions {
  readonly database: DatabaseSync;
  readonly busyTimeoutMs: number;
}

// Waits between attempts to get the lock, in milliseconds; the last is repeated. Waiting here, and not in SQLite, lets the
// process answer other requests meanwhile.
const lockWaits = [1, 2, 5, 10, 20, 50] as const;

/** Wraps the user's handle. */
export function createConnection({ database, busyTimeoutMs }: ConnectionOptions): Connection {
  const statements = new Map<string, StatementSync>();
  let migrated = false;
  let closed = false;

  function assertOpen(): void {
    if (closed) {
      throw new StatusWireError('STATUSWIRE_CLOSED', 'The store is closed. Make a new one on the same handle.');
    }
  }

  function statement(sql: string): StatementSync {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const prepared = database.prepare(sql);
    statements.set(sql, prepared);
    return prepared;
  }

  function storedVersion(): number {
    try {
      const row = database.prepare('SELECT max(version) AS version FROM statuswire_schema').get();
      return Number(row?.version ?? 0);
    } catch (error) {
      if (isMissingTable(error)) return 0;
      throw error;
    }
  }

  function assertMigrated(): void {
    if (migrated) return;
    assertDurable(database);
    const version = storedVersion();
    if (version === schemaVersion) migrated = true;
    else throw notMigrated(version);
  }

  /** Tries again while somebody else holds the lock, without blocking this process. */
  async function withPatience<Result>(attempt: () => Result): Promise<Result> {
    const deadline = performance.now() + busyTimeoutMs;
    for (let index = 0; ; index += 1) {
      assertOpen();
      try {
        return attempt();
      } catch (error) {
        if (!isBusy(error) || performance.now() >= deadline) throw translated(error);
      }
      await new Promise((resolve) => setTimeout(resolve, lockWaits[Math.min(index, lockWaits.length - 1)]));
    }
  }

  function inTransaction<Result>(begin: string, work: () => Result, settled?: (committed: boolean) => void): Result {
    let result: Result;
    database.exec(begin);
    try {
      result = work();
      database.exec('COMMIT');
    } catch (error) {
      rollBack();
      settled?.(false);
      throw error;
    }
    settled?.(true);
    return result;
  }

  function rollBack(): void {
    try {
      database.exec('ROLLBACK');
    } catch {
      // SQLite has rolled back by itself, as it does when the disk is full; the error to tell is the first one.
    }
  }

  return {
    statement,
    read: (work) =>
      withPatience(() => {
        assertMigrated();
        return inTransaction('BEGIN', work);
      }),
    write: (work, settled) =>
      withPatience(() => {
        assertMigrated();
        return inTransaction('BEGIN IMMEDIATE', work, settled);
      }),
    async migrate() {
      await withPatience(() => {
        assertDurable(database);
        const mode = database.prepare('PRAGMA journal_mode').get()?.journal_mode;
        // Kept in the file. Databases in memory have no log to choose.
        if (mode !== 'wal' && mode !== 'memory') database.exec('PRAGMA journal_mode = WAL');
      });
      await withPatience(() =>
        inTransaction('BEGIN IMMEDIATE', () => {
          database.exec('CREATE TABLE IF NOT EXISTS statuswire_schema (version INTEGER PRIMARY KEY) STRICT');
          if (storedVersion() > schemaVersion) throw notMigrated(storedVersion());
        }),
      );
      for (const { version, sql } of migrations) {
        await withPatience(() =>
          inTransaction('BEGIN IMMEDIATE', () => {
            if (storedVersion() >= version) return;
            database.exec(sql);
            database.prepare('INSERT INTO statuswire_schema (version) VALUES (?)').run(version);
          }),
        );
      }
    },
    close() {
      closed = true;
      statements.clear();
    },
  };
}

// Not when the store is made: the file may be locked then, as it is while SQLite recovers it after a crash.
function assertDurable(database: DatabaseSync): void {
  const level = Number(database.prepare('PRAGMA synchronous').get()?.synchronous);
  if (level >= 2) return;
  throw new StatusWireError(
    'STATUSWIRE_INVALID_OPTIONS',
    'The SQLite handle has synchronous below FULL: a callback would be answered before its record is durable. Run PRAGMA synchronous = FULL on it.',
  );
}

function notMigrated(version: number): StatusWireError {
  const problem =
    version > schemaVersion
      ? `The tables are of version ${version}, newer than this code knows (${schemaVersion}): update @statuswire/ledger.`
      : `The tables are missing or of an old version (${version} of ${schemaVersion}): call store.migrate() at start.`;
  return new StatusWireError('STATUSWIRE_NOT_MIGRATED', problem);
}

/** An instant as it is stored. */
export function toInstant(time: string): number {
  return millisecondsOf(time);
}

/** An instant as it is stored, or none. */
export function toOptionalInstant(time: string | null): number | null {
  return time === null ? null : millisecondsOf(time);
}

/** A stored instant. */
export function fromInstant(value: unknown): string {
  return new Date(Number(value)).toISOString();
}

/** A stored instant, or none. */
export function fromOptionalInstant(value: unknown): string | null {
  return value === null ? null : fromInstant(value);
}

/** What may stand for a question mark. */
export type Parameter = SQLInputValue;
