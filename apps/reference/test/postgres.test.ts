import { createChance } from '@statuswire/ledger/testing';
import { type PostgresServer, startPostgres } from '@statuswire/postgres';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { listMessages } from '../src/api/messages.ts';
import { summarize } from '../src/api/summary.ts';
import { answerOf, ask } from './api-client.ts';
import { type AppProcess, startApp } from './app-process.ts';
import { deliver } from './deliver.ts';
import { live } from './live-settings.ts';
import { createLoad } from './load.ts';
import { expectNothingLost, expectRecount } from './recount.ts';

/** Another seed kills at other moments. */
const seed = Number(process.env.CRASH_SEED ?? 20_261_121);
const kills = 20;

let server: PostgresServer;
let environment: Readonly<Record<string, string>>;
const apps: AppProcess[] = [];

beforeAll(async () => {
  server = await startPostgres();
}, 60_000);

beforeEach(async () => {
  environment = { ...live, DATABASE_URL: await server.createDatabase() };
});

afterEach(async () => {
  await Promise.all(apps.splice(0).map((app) => app.kill()));
});

afterAll(() => server.stop());

async function start(name: 'Express' | 'Koa'): Promise<AppProcess & { readonly at: string }> {
  const app = startApp(['--port', '0', '--framework', name.toLowerCase()], environment);
  apps.push(app);
  return { ...app, at: await app.url(name) };
}

test('the same callback 50 times at once, to two processes and both frameworks, is one event and 49 repeats', async () => {
  const [express, koa] = await Promise.all([start('Express'), start('Koa')]);
  const answers = await Promise.all(
    Array.from({ length: 50 }, async (_, index) => {
      const { at } = index % 2 === 0 ? express : koa;
      return (await deliver(at, { dialect: 'platform', status: 'delivered' })).status;
    }),
  );
  expect(new Set(answers)).toEqual(new Set([200]));
  for (const { at } of [express, koa]) {
    expect(await expectRecount(at)).toMatchObject([{ status: 'delivered', deliveries: { callback: 50, rest: 0 } }]);
    expect(await answerOf(at, summarize)).toMatchObject({ messages: 1, events: 1, repeats: 49 });
  }
  for (const app of apps) app.signal('SIGTERM');
  expect(await Promise.all(apps.map((app) => app.exitCode))).toEqual([0, 0]);
  const repeats = apps.map((app) => /Callbacks accepted: 25 \((\d+) of them repeats\)/.exec(app.stdout())?.[1]);
  expect(repeats.reduce((sum, amount) => sum + Number(amount), 0)).toBe(49);
}, 30_000);

test(`what was answered 200 survives ${kills} kills of PostgreSQL at any moment (seed ${seed})`, async () => {
  const two = await Promise.all([start('Express'), start('Koa')]);
  const chance = createChance(seed);
  const load = createLoad(seed);
  const target = (): string => chance.pick(two).at;
  const stop = new AbortController();
  const sending = load.run(target, 16, stop.signal);
  for (let round = 0; round < kills; round += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100 + chance.below(300)));
    await server.kill();
    // Down for long enough to be noticed.
    await new Promise((resolve) => setTimeout(resolve, 80));
    const target = chance.pick(two).at;
    for (const { status, headers } of await Promise.all([deliver(target), ask(target, listMessages)])) {
      expect([status, headers.get('retry-after')]).toEqual([503, '1']);
    }
    await server.start();
  }
  await new Promise((resolve) => setTimeout(resolve, 300));
  stop.abort();
  await sending;

  // The apps were not touched: they went on by themselves.
  await load.settle(target);
  await expectNothingLost(two[0].at, load);
  await expectNothingLost(two[1].at, load);
  expect([...load.answers.keys()].sort()).toEqual([200, 503]);
  expect(load.odd).toMatchObject([{ status: 503, retryAfter: '1' }]);
  expect(load.answers.get(503)).toBeGreaterThan(kills);
  expect(load.slowestMs()).toBeLessThan(5_000);
  for (const app of two) {
    expect(app.stdout()).toMatch(/✗ failed +503 +STATUSWIRE_UNAVAILABLE: PostgreSQL cannot be reached, .* Check that/);
    expect(app.stdout()).not.toMatch(/\+1555\d{4}/);
    expect(app.stderr()).toBe('');
    app.signal('SIGTERM');
    expect(await app.exitCode).toBe(0);
  }
}, 240_000);

test('a lock that somebody holds for too long means 503 in time, and the log says what to do', async () => {
  const app = await start('Koa');
  expect((await deliver(app.at, { messageId: 'before' })).status).toBe(200);
  const holder = new Client({ connectionString: environment.DATABASE_URL });
  await holder.connect();
  try {
    await holder.query('BEGIN');
    await holder.query('SELECT FROM statuswire.head FOR UPDATE');
    const startedAt = performance.now();
    const during = ['1', '2'].map((messageId) => deliver(app.at, { messageId }));
    // Who only reads waits for no lock.
    expect(await answerOf(app.at, listMessages)).toMatchObject({ items: [{ messageId: 'before' }] });
    for (const { status, headers } of await Promise.all(during)) {
      expect([status, headers.get('retry-after')]).toEqual([503, '1']);
    }
    // SignalWire's own limit.
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    await app.printed(/✗ failed +503 +STATUSWIRE_UNAVAILABLE: PostgreSQL took longer than .* who holds locks/);
    await holder.query('ROLLBACK');
    for (const messageId of ['1', '2']) expect((await deliver(app.at, { messageId })).status).toBe(200);
    expect((await expectRecount(app.at)).map(({ messageId }) => messageId).sort()).toEqual(['1', '2', 'before']);
    expect(app.stderr()).toBe('');
  } finally {
    await holder.end();
  }
}, 30_000);

test('where PostgreSQL cannot be used the app says why, and shows no password', async () => {
  const { port } = new URL(environment.DATABASE_URL ?? '');
  const starts: readonly (readonly [string, RegExp])[] = [
    [
      `postgres://postgres:canary@127.0.0.1:${port}/postgres`,
      /^Cannot start: PostgreSQL refused the credentials\. Check/,
    ],
    [`postgres://postgres:postgres@127.0.0.1:${port}/canary`, /^Cannot start: The database does not exist/],
    ['postgres://postgres:canary@127.0.0.1:1/postgres', /^Cannot start: PostgreSQL cannot be reached/],
  ];
  for (const [url, text] of starts) {
    const app = startApp(['--port', '0'], { ...live, DATABASE_URL: url });
    apps.push(app);
    expect(await app.exitCode).toBe(1);
    expect(app.stderr()).toMatch(text);
    expect(app.stdout() + app.stderr()).not.toMatch(/canary|^ +at /m);
  }
}, 30_000);

test('the demo records where it is told to', async () => {
  const app = startApp(['--demo', '--port', '0', '--pace', '25', '--database', environment.DATABASE_URL ?? '']);
  apps.push(app);
  const url = await app.url('Koa');
  expect(app.stdout()).toMatch(/Recorded in +PostgreSQL, 127\.0\.0\.1:\d+\/\w+ \(tables are up to date\)/);
  await app.printed(/ 3 delivered /);
  expect((await answerOf(url, listMessages)).items.length).toBeGreaterThan(0);
  app.signal('SIGTERM');
  expect([await app.exitCode, app.stderr(), await app.filesLeft]).toEqual([0, '', []]);
});
