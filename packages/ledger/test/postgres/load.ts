import { setTimeout } from 'node:timers/promises';
import { createLedger, type Ledger } from '@statuswire/ledger';
import { createPostgresStore } from '@statuswire/ledger/postgres';
import { assertRecount, makeEvent } from '@statuswire/ledger/testing';
import type { Pool } from 'pg';
import { expect } from 'vitest';
import { postgresReader } from './subject.ts';

/** Senders that do what SignalWire does: send, and send again what was not acknowledged. */
export interface Load {
  /** Keys of the facts that were acknowledged so far. */
  readonly acknowledged: ReadonlySet<string>;
  /** Codes of what went wrong meanwhile. */
  readonly failures: ReadonlySet<unknown>;
  /** Resolves once every sender has had this many more acknowledged. */
  progress(facts: number): Promise<void>;
  /** Ends the load; resolves once every sender is done. */
  stop(): Promise<void>;
}

const statuses = ['queued', 'sent', 'delivered'] as const;

/** Lets senders send without end. */
export function startLoad(ledger: Ledger, name: string, senders = 24): Load {
  const acknowledged = new Set<string>();
  const failures = new Set<unknown>();
  const counts = new Map<number, number>();
  let running = true;
  const send = async (sender: number) => {
    for (let index = 0; running; index += 1) {
      const messageId = `${name} ${sender} ${Math.floor(index / 3)}`;
      const event = makeEvent({ messageId, status: statuses[index % 3] ?? 'sent' });
      for (let sent = false; running && !sent; ) {
        try {
          await ledger.record(event);
          acknowledged.add(event.key);
          counts.set(sender, (counts.get(sender) ?? 0) + 1);
          sent = true;
        } catch (error) {
          failures.add((error as { readonly code?: unknown }).code ?? error);
          await setTimeout(20);
        }
      }
    }
  };
  const all = Promise.all(Array.from({ length: senders }, (_, sender) => send(sender)));
  return {
    acknowledged,
    failures,
    async progress(facts) {
      const before = new Map(counts);
      const behind = (sender: number) => (counts.get(sender) ?? 0) < (before.get(sender) ?? 0) + facts;
      while (Array.from({ length: senders }, (_, sender) => sender).some(behind)) await setTimeout(5);
    },
    async stop() {
      running = false;
      await all;
    },
  };
}

/** A ledger on tables of its own, over a pool. */
export async function ledgerOn(sql: Pool, schema: string, timeoutMs = 30_000): Promise<Ledger> {
  const store = createPostgresStore({ sql, schema, timeoutMs });
  await store.migrate();
  return createLedger({ store, deadlineMs: 20_000 });
}

/** Fails unless all that was acknowledged is recorded once, and feed and figures agree with the event log. */
export async function assertConsistent(
  pool: Pool,
  schema: string,
  acknowledged: Iterable<string>,
  because: string,
): Promise<void> {
  const reader = postgresReader(pool, schema);
  const recorded = (await reader.events()).map(({ record }) => record.key);
  const kept = new Set(recorded);
  expect(kept.size, `${because}: a fact is recorded twice`).toBe(recorded.length);
  expect(
    [...acknowledged].filter((key) => !kept.has(key)),
    `${because}: acknowledged, then lost`,
  ).toEqual([]);
  await assertRecount(reader, because);
  const store = createPostgresStore({ sql: pool, schema });
  const { events } = await store.feed({ after: null, limit: recorded.length + 1 });
  expect(
    events.map(({ key }) => key),
    `${because}: the feed differs from the event log`,
  ).toEqual(recorded);
  await store.close();
}
