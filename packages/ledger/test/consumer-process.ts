import { appendFileSync, writeSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { createLedger } from '@statuswire/ledger';
import { createPostgresStore } from '@statuswire/ledger/postgres';
import { createSqliteStore } from '@statuswire/ledger/sqlite';
import { Pool } from 'pg';

// A process of its own that consumes until somebody kills it, and writes down what it has handled.
const [database = '', log = ''] = process.argv.slice(2);
const store = database.startsWith('postgres:')
  ? createPostgresStore({ sql: new Pool({ connectionString: database, max: 2 }) })
  : createSqliteStore({ database: new DatabaseSync(database), busyTimeoutMs: 20_000 });
await store.migrate();
createLedger({ store }).consume(
  'mail',
  async ({ cursor, messageId }) => {
    await setTimeout(1 + Math.random() * 4);
    appendFileSync(log, `${cursor} ${messageId}\n`);
  },
  { leaseMs: 400, pollMs: 20, window: 30, concurrency: 4 },
);
writeSync(1, 'ready\n');
