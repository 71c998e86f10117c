import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createMemoryStore, type LedgerStore } from '@statuswire/ledger';
import { createSqliteStore } from '@statuswire/ledger/sqlite';
import { onTestFinished } from 'vitest';

/** A store on SQLite, in a file that goes when the test is over. */
export async function sqliteStore(): Promise<LedgerStore> {
  const directory = await mkdtemp(join(tmpdir(), 'statuswire-reconciler-'));
  const database = new DatabaseSync(join(directory, 'ledger.db'));
  onTestFinished(async () => {
    database.close();
    await rm(directory, { recursive: true });
  });
  const store = createSqliteStore({ database });
  await store.migrate();
  return store;
}

/** Stores that need no server. */
export const quickStores = [
  ['memory', async () => createMemoryStore()],
  ['SQLite', sqliteStore],
] as const satisfies readonly (readonly [string, () => Promise<LedgerStore>])[];
