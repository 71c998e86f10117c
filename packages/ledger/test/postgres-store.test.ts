import { storeConformanceCases } from '@statuswire/ledger/testing';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { type PostgresServer, startPostgres } from './postgres/server.ts';
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
