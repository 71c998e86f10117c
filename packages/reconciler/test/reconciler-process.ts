import { createLedger } from '@statuswire/ledger';
import { createPostgresStore } from '@statuswire/ledger/postgres';
import { Pool } from 'pg';
import { createMessagesClient, createReconciler } from '../src/index.ts';

// A process of its own, made to be killed while it asks.
const [connectionString = '', schema = '', baseUrl = '', projectId = '', token = '', instant = ''] =
  process.argv.slice(2);
const now = () => new Date(instant);
const sql = new Pool({ connectionString });
const ledger = createLedger({ store: createPostgresStore({ sql, schema }), now });
const client = createMessagesClient({ baseUrl, projectId, token, now, timeoutMs: 60_000 });
createReconciler({ ledger, client, now, list: false, intervalMs: 10 }).start();
