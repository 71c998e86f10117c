import { createServer, type Socket } from 'node:net';
import { inspect } from 'node:util';
import { defaultCheckAt, type LedgerStore } from '@statuswire/ledger';
import { createPostgresStore } from '@statuswire/ledger/postgres';
import { makeEvent } from '@statuswire/ledger/testing';
import { type PostgresServer, startPostgres } from '@statuswire/postgres';
import { Pool, type PoolConfig } from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';

vi.setConfig({ testTimeout: 60_000 });
let server: PostgresServer;
let administrator: Pool;
const schema = 'failing';
const pools: Pool[] = [];

beforeAll(async () => {
  server = await startPostgres({ settings: ['fsync=off'] });
  administrator = new Pool({ connectionString: server.connectionString });
  await createPostgresStore({ sql: administrator, schema }).migrate();
}, 60_000);
afterAll(async () => {
  await Promise.all(pools.map((pool) => (pool.ended ? undefined : pool.end())));
  await administrator.end();
  await server.stop();
});

const canary = '+15559998877';
const event = (messageId: string) =>
  makeEvent({ messageId, from: canary, to: canary, body: `text for ${canary}`, status: 'delivered' });

function storeWith(config: PoolConfig, timeoutMs = 20_000) {
  const pool = new Pool({ connectionString: server.connectionString, max: 2, ...config });
  pools.push(pool);
  return { pool, store: createPostgresStore({ sql: pool, schema, timeoutMs }) };
}

const append = (store: LedgerStore, messageId = 'message') =>
  store.append([{ event: event(messageId), provenance: { raw: canary } }], { checkAt: defaultCheckAt });

/** Expects `STATUSWIRE_UNAVAILABLE` with a cause, an advice, and nothing of what was to be recorded. */
async function expectUnavailable(call: Promise<unknown>, advice: RegExp): Promise<void> {
  const error: unknown = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ code: 'STATUSWIRE_UNAVAILABLE', message: expect.stringMatching(advice) });
  expect(inspect(error, { depth: 9 })).not.toContain(canary);
}

function urlWith(change: (url: URL) => void): string {
  const url = new URL(server.connectionString);
  change(url);
  return url.href;
}

describe('a database that cannot be had is said to be unavailable, with what to do', () => {
  test('nobody listens', async () => {
    const { store } = storeWith({ connectionString: 'postgres://u:p@127.0.0.1:1/none' });
    await expectUnavailable(append(store), /cannot be reached/);
    await expectUnavailable(store.migrate(), /cannot be reached/);
  });

  test('somebody listens and says nothing', async () => {
    const sockets: Socket[] = [];
    const silent = createServer((socket) => void sockets.push(socket)).listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    const address = silent.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const { store } = storeWith({ connectionString: `postgres://u:p@127.0.0.1:${port}/none` }, 200);
    await expectUnavailable(append(store), /took longer than 200 ms/);
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => silent.close(resolve));
  });

  test('the password is wrong, or the database is not there', async () => {
    const wrong = storeWith({ connectionString: urlWith((url) => (url.password = 'wrong')) });
    await expectUnavailable(append(wrong.store), /credentials/);
    const missing = storeWith({ connectionString: urlWith((url) => (url.pathname = '/missing')) });
    await expectUnavailable(append(missing.store), /does not exist/);
  });

  test('there are too many connections', async () => {
    await administrator.query(`CREATE ROLE limited LOGIN PASSWORD 'p' CONNECTION LIMIT 0`);
    const { store } = storeWith({
      connectionString: urlWith((url) => {
        url.username = 'limited';
        url.password = 'p';
      }),
    });
    await expectUnavailable(append(store), /no more connections/);
  });

  test('a lock is held: the call gives up after its time, and the next one goes on', async () => {
    const { store } = storeWith({}, 2_000);
    await append(store, 'before');
    const holder = await administrator.connect();
    await holder.query(`BEGIN; SELECT * FROM ${schema}.head FOR UPDATE`);
    await expectUnavailable(append(store, 'held up'), /took longer than 2000 ms/);
    await holder.query('COMMIT');
    holder.release();
    const [result] = await append(store, 'held up');
    expect(result?.inserted, 'what was given up was not recorded behind its back').toBe(true);
  });

  test('a lock or a statement takes longer than the server allows', async () => {
    const locks = storeWith({ lock_timeout: 100 });
    const statements = storeWith({ statement_timeout: 100 });
    const holder = await administrator.connect();
    await holder.query(`BEGIN; SELECT * FROM ${schema}.head FOR UPDATE`);
    await expectUnavailable(append(locks.store), /lock/);
    await expectUnavailable(append(statements.store), /statement_timeout/);
    await holder.query('COMMIT');
    holder.release();
  });

  test('a process that is paused while it holds the lock is put out by the server, and others go on', async () => {
    const { store: paused } = storeWith({}, 400);
    const { store: other } = storeWith({}, 10_000);
    await append(other, 'warm');
    // It holds the lock while `checkAt` is asked, and stays there for longer than its time.
    const stuck = paused.append([{ event: event('paused'), provenance: null }], {
      checkAt: () => {
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1_500);
        return null;
      },
    });
    await expectUnavailable(stuck, /took longer|left waiting|ended the connection|cannot be reached/);
    expect((await append(other, 'other'))[0]?.inserted).toBe(true);
  });

  test('the disk is full', async () => {
    const { store } = storeWith({});
    await append(store, 'before the disk is full');
    await administrator.query(
      `CREATE FUNCTION ${schema}.fail() RETURNS trigger LANGUAGE plpgsql AS $$
         BEGIN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full', DETAIL = 'for ${canary}'; END $$;
       CREATE TRIGGER full_disk BEFORE INSERT ON ${schema}.message_figures EXECUTE FUNCTION ${schema}.fail()`,
    );
    await expectUnavailable(append(store, 'on a full disk'), /disk space/);
    expect(await store.message(event('on a full disk')), 'nothing of it is recorded').toBeNull();
    await administrator.query(`DROP TRIGGER full_disk ON ${schema}.message_figures`);
    expect((await append(store, 'on a full disk'))[0]?.inserted).toBe(true);
  });

  test('the pool was ended by its user', async () => {
    const { pool, store } = storeWith({});
    await append(store);
    await pool.end();
    await expectUnavailable(append(store), /cannot be reached/);
  });
});

test('closing waits for what is under way', async () => {
  const { store, pool } = storeWith({});
  const recorded = append(store, 'under way');
  await store.close();
  await pool.end();
  expect((await recorded)[0]?.inserted).toBe(true);
});

test('what is recorded is durable where the database would not wait for its disk', async () => {
  await administrator.query(
    `CREATE ROLE hasty LOGIN SUPERUSER PASSWORD 'p'; ALTER ROLE hasty SET synchronous_commit = off`,
  );
  const { store } = storeWith({
    connectionString: urlWith((url) => {
      url.username = 'hasty';
      url.password = 'p';
    }),
  });
  await administrator.query(
    `CREATE TABLE ${schema}.seen AS SELECT current_setting('synchronous_commit') AS value;
     CREATE FUNCTION ${schema}.note() RETURNS trigger LANGUAGE plpgsql AS $$
       BEGIN UPDATE ${schema}.seen SET value = current_setting('synchronous_commit'); RETURN NULL; END $$;
     CREATE TRIGGER note AFTER INSERT ON ${schema}.events EXECUTE FUNCTION ${schema}.note()`,
  );
  await append(store, 'hasty');
  expect((await administrator.query(`SELECT value FROM ${schema}.seen`)).rows).toEqual([{ value: 'on' }]);
  await administrator.query(`DROP TRIGGER note ON ${schema}.events`);
});
