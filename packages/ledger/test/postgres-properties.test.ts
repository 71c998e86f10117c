import { statusRank } from '@statuswire/contracts';
import { createMemoryStore, defaultCheckAt } from '@statuswire/ledger';
import { messageKey } from '@statuswire/ledger/store';
import { assertRecount, assertStates } from '@statuswire/ledger/testing';
import { type PostgresServer, startPostgres } from '@statuswire/postgres';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { anyEventOfMany, anyOperation } from './postgres/operations.ts';
import { postgresSubject } from './postgres/subject.ts';

vi.setConfig({ testTimeout: 240_000 });
let server: PostgresServer;
const subject = postgresSubject(() => server.connectionString);
beforeAll(async () => {
  server = await startPostgres({ settings: ['fsync=off'] });
}, 60_000);
afterAll(async () => {
  await subject.end();
  await server.stop();
});

const anyArrivals = fc.array(anyEventOfMany, { minLength: 1, maxLength: 15 }).chain((events) =>
  fc.record({
    events: fc.constant(events),
    arrivals: fc.array(fc.nat(events.length - 1), { maxLength: 10 }).chain((again) => {
      const all = [...events, ...again.flatMap((index) => events[index] ?? [])];
      return fc.shuffledSubarray(all, { minLength: all.length });
    }),
    sizes: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1 }),
  }),
);

describe('on PostgreSQL', () => {
  test('any order, repetition and batching of any events ends in the pure join, and never moves down', async () => {
    await fc.assert(
      fc.asyncProperty(anyArrivals, async ({ events, arrivals, sizes }) => {
        const { store, reader, close } = await subject.open();
        try {
          const ranks = new Map<string, number>();
          for (let from = 0, batch = 0; from < arrivals.length; batch += 1) {
            const size = sizes[batch % sizes.length] ?? 1;
            const entries = arrivals.slice(from, from + size).map((event) => ({ event, provenance: null }));
            from += size;
            for (const { message } of await store.append(entries, { checkAt: defaultCheckAt })) {
              const rank = statusRank(message.status) ?? -1;
              expect(rank).toBeGreaterThanOrEqual(ranks.get(messageKey(message)) ?? -1);
              ranks.set(messageKey(message), rank);
            }
          }
          await assertStates(store, events, 'any arrivals');
          await assertRecount(reader, 'any arrivals');
        } finally {
          await close();
        }
      }),
      { numRuns: 300 },
    );
  });

  test('any calls are answered as the memory store answers them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyOperation, { minLength: 5, maxLength: 40, size: 'max' }), async (operations) => {
        const { store, reader, close } = await subject.open();
        const measure = createMemoryStore();
        try {
          for (const { name, run } of operations) {
            const plain = (value: unknown) => JSON.parse(JSON.stringify(value ?? null)) as unknown;
            expect(plain(await run(store)), name).toEqual(plain(await run(measure)));
          }
          await assertRecount(reader, 'any calls');
        } finally {
          await close();
        }
      }),
      { numRuns: 250 },
    );
  });
});
