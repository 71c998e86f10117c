// Compiled and never run: every entry's declarations, and what types promise of the schemas, beside a zod of the user's own.
import { type CompatibilityCallback, compatibilityCallbackSchema, normalizeCallback } from '@statuswire/contracts';
import { createLedger, createMemoryStore, type MessageState } from '@statuswire/ledger';
import { createPostgresStore } from '@statuswire/ledger/postgres';
import { createSqliteStore } from '@statuswire/ledger/sqlite';
import { planAppend, type StoredRows } from '@statuswire/ledger/store';
import { storeConformanceCases } from '@statuswire/ledger/testing';
import { type CallbackOutcome, createReceiver, toFetchHandler } from '@statuswire/receiver';
import { receiveFromNode } from '@statuswire/receiver/node';
import { adapterConformanceCases } from '@statuswire/receiver/testing';
import { createReconciler } from '@statuswire/reconciler';
import { createSandbox } from '@statuswire/sandbox';
import { z } from 'zod';

const callback: CompatibilityCallback = compatibilityCallbackSchema.parse({});
const sid: string = callback.MessageSid;
// @ts-expect-error an id is a string
const number: number = callback.MessageSid;
const own = z.object({ name: z.string(), callback: compatibilityCallbackSchema });
const inside: CompatibilityCallback = own.parse({}).callback;

const result = normalizeCallback({}, { receivedAt: new Date() });
const told: string = result.ok ? result.event.key : result.problem.message;

// @ts-expect-error an option that there is not
createReceiver({ signingKeys: 'key', publicUrl: 'https://status.example/', secret: 'key' });

export async function statusOf(): Promise<MessageState['status'] | undefined> {
  const ledger = createLedger({ store: createMemoryStore() });
  return (await ledger.message({ projectId: 'p', messageId: 'm' }))?.status;
}

export const nothingStored: StoredRows = { message: () => null, event: () => null };

export function isAccepted(outcome: CallbackOutcome): boolean {
  switch (outcome.kind) {
    case 'accepted':
      return outcome.event.status === 'delivered';
    case 'unprocessable':
    case 'rejected':
    case 'failed':
      return false;
  }
}

export const entries = [
  createPostgresStore,
  createSqliteStore,
  planAppend,
  storeConformanceCases,
  toFetchHandler,
  receiveFromNode,
  adapterConformanceCases,
  createReconciler,
  createSandbox,
];
export const values = [sid, number, inside, told];
