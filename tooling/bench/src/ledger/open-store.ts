import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { LedgerStore } from '@statuswire/ledger';
import { createPostgresStore } from '@statuswire/ledger/postgres';
import { createSqliteStore } from '@statuswire/ledger/sqlite';
import { type PostgresServer, startPostgres } from '@statuswire/postgres';
import pg from 'pg';
import type { DatabaseName } from './databases.ts';

/** A store over an empty database of its own. */
export interface OpenStore {
  readonly store: LedgerStore;
  /** Closes the database and deletes it. */
  close(): Promise<void>;
}

/** Opens stores of one kind. */
export interface StoreOpener {
  open(): Promise<OpenStore>;
  close(): Promise<void>;
}

/** Gets ready to open stores: PostgreSQL is started for it, on a free port, with its data in a temporary directory. */
export async function createStoreOpener(database: DatabaseName): Promise<StoreOpener> {
  if (database === 'sqlite') return { open: openSqlite, close: async () => {} };
  const server = await startPostgres();
  return { open: () => openPostgres(server), close: () => server.stop() };
}

/** Opens a new SQLite file. */
export function openHandle(): { readonly handle: DatabaseSync; close(): void } {
  const directory = mkdtempSync(join(tmpdir(), 'statuswire-bench-'));
  const handle = new DatabaseSync(join(directory, 'ledger.sqlite'));
  // As the reference app opens it, and the same for whoever is measured: apps/reference/src/database/sqlite.ts says why.
  handle.exec('PRAGMA synchronous = FULL; PRAGMA secure_delete = ON');
  handle.exec('PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 16000');
  return {
    handle,
    close() {
      handle.close();
      rmSync(directory, { recursive: true });
    },
  };
}

async function openSqlite(): Promise<OpenStore> {
  const { handle, close } = openHandle();
  const store = createSqliteStore({ database: handle });
  await store.migrate();
  return {
    store,
    async close() {
      await store.close();
      close();
    },
  };
}

async function openPostgres(server: PostgresServer): Promise<OpenStore> {
  const pool = new pg.Pool({ connectionString: await server.createDatabase() });
  // The server says goodbye to connections that are closing already. Without a listener that would end this process.
  pool.on('error', () => {});
  // With a thousand callers in line for ten connections, a transaction for each takes its time.
  const store = createPostgresStore({ sql: pool, timeoutMs: 120_000 });
  await store.migrate();
  return {
    store,
    async close() {
      await store.close();
      await pool.end();
    },
  };
}
