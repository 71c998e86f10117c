// Every entry of every package, and a record that a repetition does not spoil. `/sqlite` says what it needs where Node is older.
import { normalizeCallback } from '@statuswire/contracts';
import { createLedger, createMemoryStore } from '@statuswire/ledger';
import * as postgres from '@statuswire/ledger/postgres';
import { planAppend } from '@statuswire/ledger/store';
import { storeConformanceCases } from '@statuswire/ledger/testing';
import { signCallback } from '@statuswire/receiver';
import { receiveFromNode } from '@statuswire/receiver/node';
import { adapterConformanceCases } from '@statuswire/receiver/testing';
import { createReconciler } from '@statuswire/reconciler';
import { createSandbox } from '@statuswire/sandbox';

async function stores() {
  const memory = [createMemoryStore()];
  try {
    const { createSqliteStore } = await import('@statuswire/ledger/sqlite');
    const { DatabaseSync } = await import('node:sqlite');
    return { sqlite: 'works', stores: [...memory, createSqliteStore({ database: new DatabaseSync(':memory:') })] };
  } catch (error) {
    return { sqlite: error.message, stores: memory };
  }
}

const read = normalizeCallback(
  { MessageSid: 'm', AccountSid: 'p', MessageStatus: 'delivered', From: '+15550001', To: '+15550002' },
  { receivedAt: new Date() },
);
const { sqlite, stores: opened } = await stores();
const recorded = [];
for (const store of opened) {
  await store.migrate();
  const ledger = createLedger({ store });
  const first = await ledger.record(read.event);
  const again = await ledger.record(read.event);
  recorded.push([first.inserted, again.inserted, again.message.status]);
}
const refused = normalizeCallback(
  { MessageSid: 'm', AccountSid: 7, MessageStatus: 'sent' },
  { receivedAt: new Date() },
);
const functions = { createReconciler, createSandbox, planAppend, receiveFromNode, signCallback, ...postgres };
console.log(
  JSON.stringify({
    recorded,
    sqlite,
    issues: refused.problem.issues,
    functions: Object.keys(functions).filter((name) => typeof functions[name] === 'function'),
    kits: [storeConformanceCases.length > 10, adapterConformanceCases.length > 10],
  }),
);
