import { writeSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { createLedger } from '@statuswire/ledger';
import { createPostgresStore } from '@statuswire/ledger/postgres';
import { makeEvent } from '@statuswire/ledger/testing';
import { Pool } from 'pg';

// A process of its own that records until it has recorded enough, or somebody kills it. Of each fact it says whether it was
// new, once it is recorded; facts of messages called "shared" are recorded by every writer.
const [connectionString = '', schema = '', name = '', messages = 'Infinity', timeoutMs = '30000'] =
  process.argv.slice(2);
const pool = new Pool({ connectionString, max: 4, application_name: 'writer' });
const store = createPostgresStore({ sql: pool, schema, timeoutMs: Number(timeoutMs) });
await store.migrate();
const ledger = createLedger({ store, deadlineMs: 60_000 });
const statuses = ['queued', 'sent', 'delivered'] as const;
const lanes = 32;

async function recordOn(lane: number): Promise<void> {
  for (let index = lane; index < Number(messages); index += lanes) {
    for (const status of statuses) {
      for (const messageId of [`shared ${index}`, `${name} ${index}`]) {
        const event = makeEvent({ messageId, status });
        writeSync(1, `${(await recordSurely(event)) ? 'new' : 'known'} ${event.key}\n`);
      }
    }
  }
}

async function recordSurely(event: Parameters<typeof ledger.record>[0]): Promise<boolean> {
  for (;;) {
    try {
      return (await ledger.record(event)).inserted;
    } catch {
      await setTimeout(10);
    }
  }
}

await Promise.all(Array.from({ length: lanes }, (_, lane) => recordOn(lane)));
await ledger.close();
await pool.end();
