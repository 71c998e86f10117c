import { setTimeout } from 'node:timers/promises';
import { type PostgresServer, startPostgres } from '@statuswire/postgres';
import { Pool } from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { assertConsistent, ledgerOn, startLoad } from './postgres/load.ts';

vi.setConfig({ testTimeout: 120_000 });
let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.stop());

const poolOf = (name: string) =>
  new Pool({ connectionString: server.connectionString, max: 4, application_name: name });

test('connections that the server ends under load cost no acknowledged fact, and all goes on by itself', async () => {
  const pool = poolOf('victim');
  const administrator = poolOf('administrator');
  const ledger = await ledgerOn(pool, 'terminated');
  const load = startLoad(ledger, 'm');
  for (let round = 0; round < 60; round += 1) {
    await setTimeout(Math.random() * 40);
    await administrator.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'victim'`,
    );
  }
  await load.progress(3);
  await load.stop();
  expect([...load.failures], 'nothing but unavailable').toEqual(['STATUSWIRE_UNAVAILABLE']);
  await assertConsistent(administrator, 'terminated', load.acknowledged, 'terminated connections');
  await ledger.close();
  expect((await pool.query('SELECT 1')).rowCount, 'the pool is still the user’s').toBe(1);
  await Promise.all([pool.end(), administrator.end()]);
});

test('a server killed under load, and started again, has lost nothing that was acknowledged', async () => {
  const pool = poolOf('app');
  const ledger = await ledgerOn(pool, 'killed');
  const load = startLoad(ledger, 'm');
  for (let round = 0; round < 6; round += 1) {
    await load.progress(1 + Math.floor(Math.random() * 5));
    await server.kill();
    await setTimeout(Math.random() * 300);
    await server.start();
  }
  await load.progress(3);
  await load.stop();
  for (const code of load.failures) expect(['STATUSWIRE_UNAVAILABLE', 'STATUSWIRE_OVERLOADED']).toContain(code);
  const reader = poolOf('reader');
  await assertConsistent(reader, 'killed', load.acknowledged, 'a killed server');
  await ledger.close();
  await Promise.all([pool.end(), reader.end()]);
});

test('a connection that is lost while nobody uses it ends no process', async () => {
  const pool = poolOf('idle');
  const administrator = poolOf('administrator');
  const ledger = await ledgerOn(pool, 'idle');
  await ledger.list();
  const lost = new Promise((resolve) => pool.once('remove', resolve));
  await administrator.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'idle'`);
  await lost;
  expect((await ledger.list()).items).toEqual([]);
  await ledger.close();
  expect(pool.listenerCount('error'), 'a closed store leaves no listener').toBe(0);
  await Promise.all([pool.end(), administrator.end()]);
});
