import { DatabaseSync } from 'node:sqlite';
import type { LedgerStore } from '@statuswire/ledger';
import { createPostgresStore } from '@statuswire/ledger/postgres';
import { createSqliteStore } from '@statuswire/ledger/sqlite';
import { type PostgresServer, startPostgres } from '@statuswire/postgres';
import { Pool } from 'pg';

/** The databases on which the pages are shown. */
export const databases = ['SQLite', 'PostgreSQL'] as const;

/** A database on which the pages are shown. */
export type DatabaseName = (typeof databases)[number];

/** An empty database of a test's own. */
export interface TestDatabase {
  readonly store: LedgerStore;
  /** After the store was closed. */
  close(): Promise<void>;
}

/** Opens empty databases; PostgreSQL is started with the first that is wanted. */
export interface DatabaseOpener {
  open(name: DatabaseName): Promise<TestDatabase>;
  stop(): Promise<void>;
}

/** Makes a way to open empty databases. */
export function createDatabaseOpener(): DatabaseOpener {
  let server: Promise<PostgresServer> | null = null;
  return {
    async open(name) {
      if (name === 'SQLite') {
        const database = new DatabaseSync(':memory:');
        return { store: createSqliteStore({ database }), close: async () => database.close() };
      }
      server ??= startPostgres();
      const pool = new Pool({ connectionString: await (await server).createDatabase() });
      return { store: createPostgresStore({ sql: pool }), close: () => pool.end() };
    },
    async stop() {
      await (await server)?.stop();
    },
  };
}
