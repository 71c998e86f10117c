import { storeConformanceCases } from '@statuswire/ledger/testing';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { type PostgresServer, startPostgres } from './postgres/server.ts';
import { postgresSubject } from './postgres/subject.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.stop());

describe('the PostgreSQL store keeps every promise of a store', () => {
  const subject = postgresSubject(() => server.connectionString);
  for (const { name, run } of storeConformanceCases) test(name, { timeout: 120_000 }, () => run(subject));
});
