import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StatusWireError } from '@statuswire/contracts';
import { createSqliteStore } from '@statuswire/ledger/sqlite';
import type { Database } from './database.ts';

/**
 * How long a commit waits for a lock, in milliseconds. Who comes during one such wait is in the next, and still answered
 * before SignalWire's time is up.
 */
const busyTimeoutMs = 1_500;

/** How long to wait for a lock while nobody is served yet, in milliseconds. */
const openingTimeoutMs = 5_000;

/**
 * SQLite's own bounds are those of a phone: a commit of a few hundred callbacks overflows its 2 MB of pages, and its log is
 * copied into the file, which takes two more waits for the disk, after nearly every one. 64 MB of pages; a log of 64 MB, which
 * fills in about twenty such commits.
 */
const tuning = 'PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 16000';

// Else what was deleted stays readable in the file until something else is written there.
const deletesForGood = 'PRAGMA secure_delete = ON';

function unopened(file: string, cause: unknown): StatusWireError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new StatusWireError(
    'STATUSWIRE_UNAVAILABLE',
    `The database ${file} cannot be opened: ${reason}. Let this user write it and its directory, or give another file with --database FILE.`,
    { cause },
  );
}

/** Opens a SQLite file, made with its directories where it does not exist, for this user's eyes only. */
export function openSqlite(file: string): Database {
  const path = resolve(file);
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // SQLite would make it readable for everybody, and it makes its log as readable as the file.
    closeSync(openSync(path, 'a', 0o600));
    // Another process may be making the file at this very moment.
    const handle = new DatabaseSync(path, { timeout: openingTimeoutMs });
    // A commit that was answered survives a loss of power, too.
    handle.exec('PRAGMA synchronous = FULL');
    handle.exec(deletesForGood);
    handle.exec(tuning);
    const store = createSqliteStore({ database: handle, busyTimeoutMs });
    // From here on the store waits for locks, without standing still as SQLite does.
    handle.exec('PRAGMA busy_timeout = 0');
    return {
      store,
      place: `SQLite, ${file}`,
      close: async () => handle.close(),
    };
  } catch (error) {
    throw unopened(file, error);
  }
}

/** Opens SQLite on a fresh file in the system's directory for temporary ones; it goes when the service ends. */
export function openTemporarySqlite(): Database {
  const directory = mkdtempSync(join(tmpdir(), 'statuswire-'));
  const remove = (): void => rmSync(directory, { recursive: true, force: true });
  // However the process ends, unless it is killed.
  process.once('exit', remove);
  const database = openSqlite(join(directory, 'statuswire.sqlite'));
  return {
    ...database,
    place: 'SQLite, a temporary file that goes with the demo',
    async close() {
      await database.close();
      remove();
      process.off('exit', remove);
    },
  };
}
