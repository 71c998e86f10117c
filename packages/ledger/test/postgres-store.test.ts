import { defaultCheckAt } from '@statuswire/ledger';
import { assertRecount, createChance, randomEvents, storeConformanceCases } from '@statuswire/ledger/testing';
import { type PostgresServer, startPostgres } from '@statuswire/postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { postgresSubject } from './postgres/subject.ts';

let server: PostgresServer;
beforeAll(async () => {
  // Nothing here outlives the server, so it need not wait for the disk.
  server = await startPostgres({ settings: ['fsync=off'] });
}, 60_000);
const subject = postgresSubject(() => server.connectionString);
afterAll(async () => {
  await subject.end();
  await server.stop();
});

describe('the PostgreSQL store keeps every promise of a store', () => {
  for (const { name, run } of storeConformanceCases) test(name, { timeout: 120_000 }, () => run(subject));
});

test('what a process remembers is void once another one has deleted it', async () => {
  const { store, reader, another, close } = await subject.open();
  const other = await another();
  const chance = createChance(3);
  const everything = {
    textsBefore: null,
    messagesBefore: '2100-01-01T00:00:00.000Z',
    quarantineBefore: null,
    limit: 100,
  };
  for (let round = 0; round < 10; round += 1) {
    for (const writer of [store, other, store]) {
      const entries = randomEvents(chance, 8).map((event) => ({ event, provenance: null }));
      await writer.append(entries, { checkAt: defaultCheckAt });
      await assertRecount(reader, `round ${round}`);
    }
    const pruned = await (round % 2 === 0 ? store : other).prune(everything);
    expect(pruned.messages).toBeGreaterThan(0);
    expect(await reader.figures()).toEqual([]);
    await assertRecount(reader, `round ${round}, deleted`);
  }
  await close();
});
