import { defaultCheckAt, type LedgerStore } from '@statuswire/ledger';
import { createPostgresStore } from '@statuswire/ledger/postgres';
import { makeEvent } from '@statuswire/ledger/testing';
import { type PostgresServer, startPostgres } from '@statuswire/postgres';
import { Pool, type PoolConfig } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';

vi.setConfig({ testTimeout: 60_000 });
let server: PostgresServer;
let administrator: Pool;
const pools: Pool[] = [];

beforeAll(async () => {
  server = await startPostgres({ settings: ['fsync=off'] });
  administrator = new Pool({ connectionString: server.connectionString });
}, 60_000);
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  await administrator.end();
  await server.stop();
});

function poolOf(config: PoolConfig = {}, change: (url: URL) => void = () => {}): Pool {
  const url = new URL(server.connectionString);
  change(url);
  const pool = new Pool({ connectionString: url.href, max: 4, ...config });
  pools.push(pool);
  return pool;
}

const stores: LedgerStore[] = [];
afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()));
});

function storeOn(sql: Pool, schema?: string): LedgerStore {
  const store = createPostgresStore({ sql, ...(schema === undefined ? {} : { schema }) });
  stores.push(store);
  return store;
}

const append = (sql: Pool, schema: string) =>
  storeOn(sql, schema).append([{ event: makeEvent({}), provenance: null }], { checkAt: defaultCheckAt });

test('lines and series go by the same digests for ever: by others, each would be there twice', async () => {
  await storeOn(administrator, 'digests').migrate();
  await append(administrator, 'digests');
  const { rows } = await administrator.query(
    'SELECT line.digest AS line, series.digest AS series FROM digests.series series JOIN digests.lines line ON line.id = series.line_id',
  );
  expect(rows).toEqual([
    { line: '2c657a02-550c-ae49-8679-ca5dfb4229d3', series: 'f3bff748-c4af-3b94-a254-4951c0c551a2' },
  ]);
});

describe('migration', () => {
  test('by many processes at once, on an empty database, comes to the same tables once', async () => {
    const crowd = Array.from({ length: 8 }, () => storeOn(poolOf({ max: 1 }), 'crowd'));
    await Promise.all(crowd.map((store) => store.migrate()));
    const { rows } = await administrator.query('SELECT version FROM crowd.migrations ORDER BY version');
    expect(rows.map(({ version }) => version)).toEqual([...new Set(rows.map(({ version }) => version))]);
    expect(rows.length).toBeGreaterThan(0);
    expect((await administrator.query('SELECT * FROM crowd.head')).rowCount).toBe(1);
  });

  test('leaves nothing behind where it fails half way', async () => {
    await administrator.query('CREATE SCHEMA half; CREATE TABLE half.search_terms (in_the_way integer)');
    await expect(storeOn(administrator, 'half').migrate()).rejects.toThrow();
    const { rows } = await administrator.query(
      `SELECT tablename FROM pg_tables WHERE schemaname = 'half' ORDER BY tablename`,
    );
    expect(rows.map(({ tablename }) => tablename)).toEqual(['migrations', 'search_terms']);
    await administrator.query('DROP TABLE half.search_terms');
    await storeOn(administrator, 'half').migrate();
    expect((await append(administrator, 'half'))[0]?.inserted).toBe(true);
  });

  test('refuses tables of a newer version, and so does every call of a store made then', async () => {
    const newer = { code: 'STATUSWIRE_NOT_MIGRATED', message: expect.stringMatching(/newer/) };
    await storeOn(administrator, 'newer').migrate();
    await administrator.query('INSERT INTO newer.migrations (version) VALUES (1000)');
    const store = storeOn(administrator, 'newer');
    await expect(store.migrate()).rejects.toMatchObject(newer);
    await expect(store.feedEnd()).rejects.toMatchObject(newer);
  });

  test('tables that are dropped under a running store are missed by name', async () => {
    const store = storeOn(administrator, 'dropped');
    await store.migrate();
    await append(administrator, 'dropped');
    await store.feedEnd();
    await administrator.query('DROP SCHEMA dropped CASCADE');
    await expect(store.feedEnd()).rejects.toMatchObject({ code: 'STATUSWIRE_NOT_MIGRATED' });
    await store.migrate();
    expect(await store.feedEnd()).toBe('0');
  });

  test('needs no right to create anything where an administrator has migrated', async () => {
    await storeOn(administrator, 'granted').migrate();
    await administrator.query(
      `CREATE ROLE app LOGIN PASSWORD 'p';
       GRANT USAGE ON SCHEMA granted TO app;
       GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA granted TO app;
       GRANT USAGE ON ALL SEQUENCES IN SCHEMA granted TO app`,
    );
    const sql = poolOf({}, (url) => {
      url.username = 'app';
      url.password = 'p';
    });
    await storeOn(sql, 'granted').migrate();
    expect((await append(sql, 'granted'))[0]?.inserted).toBe(true);
  });

  test('sends the client no notices', async () => {
    const notices: unknown[] = [];
    const sql = poolOf({ max: 1 });
    sql.on('connect', (client) => client.on('notice', (notice) => notices.push(notice)));
    const store = storeOn(sql, 'quiet');
    await store.migrate();
    await store.migrate();
    await append(sql, 'quiet');
    expect(notices).toEqual([]);
  });

  test('refuses a database that cannot hold every text', async () => {
    await administrator.query(`CREATE DATABASE latin ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0`);
    const sql = poolOf({}, (url) => {
      url.pathname = '/latin';
    });
    await expect(storeOn(sql).migrate()).rejects.toMatchObject({
      code: 'STATUSWIRE_INVALID_OPTIONS',
      message: expect.stringMatching(/UTF8/),
    });
  });
});

describe('options', () => {
  test('two ledgers live in one database side by side', async () => {
    const left = storeOn(administrator, 'left');
    const right = storeOn(administrator, 'right');
    await left.migrate();
    await right.migrate();
    await append(administrator, 'left');
    expect([await left.feedEnd(), await right.feedEnd()]).toEqual(['1', '0']);
  });

  test('what is unknown, malformed or no pool is refused', () => {
    const refused = expect.objectContaining({ code: 'STATUSWIRE_INVALID_OPTIONS' });
    const make = (options: object) => () => createPostgresStore({ sql: administrator, ...options });
    expect(make({ shcema: 'x' })).toThrow(refused);
    for (const schema of ['', 'A', '1a', 'a-b', 'a"b', 'pg_own', 'a'.repeat(64)]) {
      expect(make({ schema }), schema).toThrow(refused);
    }
    for (const timeoutMs of [0, 1.5, Number.NaN]) expect(make({ timeoutMs })).toThrow(refused);
    expect(() => createPostgresStore({ sql: 'postgres://localhost' as never })).toThrow(refused);
  });
});

describe('a pool is taken as its user set it up', () => {
  const handles: Readonly<Record<string, PoolConfig>> = {
    'that begins transactions as SERIALIZABLE': { options: '-c default_transaction_isolation=serializable' },
    'that begins transactions as read-only': { options: '-c default_transaction_read_only=on' },
    'without a search path': { options: '-c search_path=' },
    'in another time zone and style of dates': { options: '-c TimeZone=Asia/Kathmandu -c DateStyle=German' },
    'with one connection': { max: 1 },
    'that sends ahead': { pipeline: true } as PoolConfig,
    'that reads types in its own way': {
      types: { getTypeParser: (oid: number) => (text: string) => (oid === 20 ? BigInt(text) : `<${text}>`) } as never,
    },
  };
  for (const [name, config] of Object.entries(handles)) {
    test(name, async () => {
      const schema = `handle_${Object.keys(handles).indexOf(name)}`;
      await storeOn(administrator, schema).migrate();
      const first = storeOn(poolOf(config), schema);
      const second = storeOn(poolOf(config), schema);
      await first.migrate();
      const events = Array.from({ length: 20 }, (_, index) => makeEvent({ messageId: `message-${index % 5}` }));
      const results = await Promise.all(
        events.map((event, index) =>
          (index % 2 === 0 ? first : second).append([{ event, provenance: null }], { checkAt: defaultCheckAt }),
        ),
      );
      expect(results.flat().filter(({ inserted }) => inserted).length).toBe(5);
      const cutoff = makeEvent({}).receivedAt;
      const page = await first.list({
        filter: { conflicted: false, healed: false },
        sort: 'firstSeenAt',
        order: 'ascending',
        limit: 3,
        after: null,
        receiptCutoff: cutoff,
      });
      expect(page.items.map(({ messageId }) => messageId).length).toBe(3);
      expect(page.next).not.toBeNull();
      const figures = await second.summary({
        filter: {},
        interval: 'hour',
        receiptCutoff: cutoff,
        recentSince: cutoff,
        now: cutoff,
      });
      expect(figures.totals).toMatchObject([{ messages: 5, repeats: 15, series: { conflicted: false } }]);
      expect((await first.feed({ after: null, limit: 10 })).events.length).toBe(5);
    });
  }
});
