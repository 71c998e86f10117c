import { writeSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { createLedger } from '@statuswire/ledger';
import { createSqliteStore } from '@statuswire/ledger/sqlite';
import { makeEvent } from '@statuswire/ledger/testing';

// Records without end, and says of each fact that it is recorded once it is: until somebody kills this process.
const [file = '', name = ''] = process.argv.slice(2);
const store = createSqliteStore({ database: new DatabaseSync(file), busyTimeoutMs: 20_000 });
await store.migrate();
const ledger = createLedger({ store, deadlineMs: 60_000 });
const statuses = ['queued', 'sent', 'delivered'] as const;

async function recordOn(lane: number): Promise<void> {
  for (let index = 0; ; index += 1) {
    const messageId = `${name} ${lane} ${Math.floor(index / 3)}`;
    const event = makeEvent({ messageId, status: statuses[index % 3] ?? 'sent' });
    const { inserted } = await ledger.record(event);
    writeSync(1, `${inserted ? '' : 'again '}${event.key}\n`);
  }
}
await Promise.all(Array.from({ length: 32 }, (_, lane) => recordOn(lane)));
