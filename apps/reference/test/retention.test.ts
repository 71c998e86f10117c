import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLedger, createMemoryStore, type Ledger, type LedgerStore } from '@statuswire/ledger';
import { type PostgresServer, startPostgres } from '@statuswire/postgres';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { summarize } from '../src/api/summary.ts';
import type { DatabaseLocation } from '../src/database/location.ts';
import { openDatabase } from '../src/database/open-database.ts';
import { createMetrics } from '../src/metrics/metrics.ts';
import { createRetention, type Retention, type RetentionPace } from '../src/retention/retention.ts';
import { answerOf } from './api-client.ts';
import { type AppProcess, startApp } from './app-process.ts';
import { deliver } from './deliver.ts';
import { type HistoryOptions, historyOf, recordHistory } from './history.ts';
import { host, hosts } from './hosted.ts';
import { live } from './live-settings.ts';
import { expectRecount } from './recount.ts';

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
}, 60_000);
afterAll(() => server.stop());

const dayMs = 86_400_000;
const quick: RetentionPace = { firstAfterMs: 5, everyMs: 10, batch: 2, pauseMs: 1 };
const days = { messages: 365, texts: 30, quarantined: 14 } as const;

/** A clock that is moved. It begins 400 days ago, which are day 0. */
function createClock() {
  let aheadMs = -400 * dayMs;
  return {
    now: () => new Date(Date.now() + aheadMs),
    moveTo(day: number) {
      aheadMs = (day - 400) * dayMs;
    },
  };
}

const postgres = async (): Promise<DatabaseLocation & { readonly kind: 'postgres' }> => ({
  kind: 'postgres',
  url: await server.createDatabase(),
});

async function openStore(name: 'SQLite' | 'PostgreSQL'): Promise<LedgerStore> {
  const { store, close } = await openDatabase(name === 'SQLite' ? { kind: 'memory' } : await postgres());
  onTestFinished(close);
  await store.migrate();
  return store;
}

/** What `/metrics` counts as deleted and as rounds, by their labels. */
async function countsAt(url: string): Promise<Readonly<Record<string, number>>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const samples = text.matchAll(/^statuswire_retention_\w+_total\{\w+="(\w+)"\} (\d+)$/gm);
  return Object.fromEntries([...samples].map(([, label = '', value]) => [label, Number(value)]));
}

/** Waits until whole rounds have passed since. */
async function roundsPass(url: string): Promise<Readonly<Record<string, number>>> {
  const { completed: before = 0 } = await countsAt(url);
  await expect.poll(async () => (await countsAt(url)).completed ?? 0).toBeGreaterThan(before + 1);
  return await countsAt(url);
}

const subjects = hosts.flatMap(([framework, createHost]) =>
  (['SQLite', 'PostgreSQL'] as const).map((storeName) => ({ framework, createHost, storeName })),
);

describe.each(subjects)('by age, on $framework and $storeName', ({ framework, createHost, storeName }) => {
  test('texts go first, then messages, and of the quarantine what was dealt with', { timeout: 60_000 }, async () => {
    const clock = createClock();
    const hosted = await host({
      framework,
      createHost,
      store: await openStore(storeName),
      now: clock.now,
      retention: { days, pace: quick },
    });
    onTestFinished(() => hosted.close());
    const { ledger, url } = hosted;
    const canary = { from: '+12065550143', to: '+13035550186', body: 'canary-text', projectId: 'a-project' } as const;
    const messages = async () => (await ledger.list({})).items.map(({ messageId }) => messageId).sort();
    const withTexts = async () => {
      const facts = await Promise.all(
        (await messages()).map((messageId) => ledger.timeline({ projectId: 'a-project', messageId })),
      );
      const wordy = facts.flat().filter(({ body, provenance }) => body !== null || provenance !== null);
      return [...new Set(wordy.map(({ messageId }) => messageId))].sort();
    };
    const inQuarantine = async (state: 'held' | 'discarded') => (await ledger.quarantined({ state })).items.length;

    for (const messageId of ['m-1', 'm-2', 'm-3']) {
      for (const status of ['sent', 'delivered']) await hosted.deliver({ ...canary, messageId, status });
    }
    await hosted.deliver({ ...canary, messageId: 'm-4', status: 'sent' });
    await hosted.deliver({ ...canary, fields: { NumMedia: 'canary-count' } });
    const [unreadable] = (await ledger.quarantined({})).items;
    expect(await ledger.discardQuarantined(unreadable?.id ?? '')).toBe(true);
    await hosted.deliver({ ...canary, fields: { NumMedia: 'another-count' } });
    clock.moveTo(13.9);
    // One of the old ones is heard of again.
    await hosted.deliver({ ...canary, messageId: 'm-4' });

    expect(await roundsPass(url)).toMatchObject({ messages: 0, events: 0, texts: 0, quarantined: 0 });
    expect(hosted.notices).toEqual([]);
    expect(await withTexts()).toEqual(['m-1', 'm-2', 'm-3', 'm-4']);

    clock.moveTo(14.1);
    expect(await roundsPass(url)).toMatchObject({ messages: 0, texts: 0, quarantined: 1 });
    expect([await inQuarantine('held'), await inQuarantine('discarded')]).toEqual([1, 0]);

    clock.moveTo(30.1);
    expect(await roundsPass(url)).toMatchObject({ messages: 0, texts: 3, quarantined: 1 });
    expect(await withTexts()).toEqual(['m-4']);
    expect(await messages()).toEqual(['m-1', 'm-2', 'm-3', 'm-4']);
    expect(await ledger.message({ projectId: 'a-project', messageId: 'm-1' })).toMatchObject({ status: 'delivered' });

    clock.moveTo(365.1);
    expect(await roundsPass(url)).toMatchObject({ messages: 3, events: 6, texts: 4, quarantined: 1 });
    expect([await messages(), await withTexts()]).toEqual([['m-4'], []]);
    expect((await ledger.feed({})).events).toMatchObject([{ status: 'sent' }, { status: 'delivered' }]);

    clock.moveTo(3_650);
    expect(await roundsPass(url)).toMatchObject({ messages: 4, events: 8, texts: 4, quarantined: 1 });
    expect(await countsAt(url)).not.toHaveProperty('failed');
    expect([await messages(), await inQuarantine('held')]).toEqual([[], 1]);

    expect(hosted.notices).toEqual([
      'Deleted by age: whole messages 0 (events 0), texts of messages 0, resolved deliveries of the quarantine 1.',
      'Deleted by age: whole messages 0 (events 0), texts of messages 3, resolved deliveries of the quarantine 0.',
      'Deleted by age: whole messages 3 (events 6), texts of messages 1, resolved deliveries of the quarantine 0.',
      'Deleted by age: whole messages 1 (events 2), texts of messages 0, resolved deliveries of the quarantine 0.',
    ]);
    expect(hosted.problems).toEqual([]);
  });

  test('callbacks are recorded while there is much to delete', { timeout: 60_000 }, async () => {
    const clock = createClock();
    const store = await openStore(storeName);
    const old = { seed: 5, messages: 1_500, until: clock.now().getTime(), hours: 24 };
    await recordHistory(createLedger({ store, now: clock.now }), old);
    clock.moveTo(400);
    const pace = { ...quick, batch: 50 };
    const hosted = await host({ framework, createHost, store, now: clock.now, retention: { days, pace } });
    onTestFinished(() => hosted.close());

    let sent = 0;
    let longestMs = 0;
    for (let left = 1; left > 0; sent += 10) {
      const startedAt = performance.now();
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, index) => hosted.deliver({ messageId: `new-${sent + index}` })),
      );
      longestMs = Math.max(longestMs, performance.now() - startedAt);
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      left = old.messages - ((await countsAt(hosted.url)).messages ?? 0);
    }
    expect(longestMs).toBeLessThan(2_000);
    expect(await answerOf(hosted.url, summarize, { query: {} })).toMatchObject({ messages: sent, events: sent });
    expect(await expectRecount(hosted.url)).toHaveLength(sent);
  });
});

test('a SQLite file holds nothing any more of a text that was deleted', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'statuswire-retention-'));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const file = join(directory, 'deleted.sqlite');
  async function onFile(work: (ledger: Ledger) => Promise<unknown>): Promise<string> {
    const { store, close } = await openDatabase({ kind: 'sqlite', file });
    await store.migrate();
    const ledger = createLedger({ store });
    await work(ledger);
    await ledger.close();
    // Brings what stands in the write-ahead log into the file, too.
    await close();
    return readFileSync(file, 'latin1');
  }
  const full = await onFile((ledger) =>
    recordHistory(ledger, { seed: 7, messages: 300, until: Date.now() - 40 * dayMs, hours: 2 }),
  );
  const texts = /Your parcel is out|Your table for two|Tap water in/;
  expect(texts.test(full)).toBe(true);
  const emptied = await onFile((ledger) => ledger.prune({ textsBefore: new Date() }));
  expect(emptied.length).toBeGreaterThan(100_000);
  expect(texts.test(emptied)).toBe(false);
});

/** Retention of a store of the test's own, with what it says. */
function retentionOf(store: Pick<LedgerStore, 'prune'>, pace: Partial<RetentionPace>, now: () => Date) {
  const said = { notices: [] as string[], problems: [] as string[], rounds: [] as string[] };
  const metrics = createMetrics({ processDefaults: false });
  const retention: Retention = createRetention({
    store,
    days,
    now,
    pace: { ...quick, ...pace },
    log: { notice: (text) => said.notices.push(text), problem: (text) => said.problems.push(text) },
    observer: { deleted: metrics.deleted, retentionRound: (result) => said.rounds.push(result) },
  });
  onTestFinished(() => retention.stop());
  return { ...retention, said };
}

async function oldStore(clock: ReturnType<typeof createClock>): Promise<LedgerStore> {
  const store = createMemoryStore();
  await recordHistory(createLedger({ store }), { seed: 6, messages: 30, until: clock.now().getTime(), hours: 2 });
  clock.moveTo(400);
  return store;
}

test('stopping waits for the transaction that is under way, and for nothing else', async () => {
  const clock = createClock();
  const store = await oldStore(clock);
  let asked = 0;
  const counting: Pick<LedgerStore, 'prune'> = {
    prune(request) {
      asked += 1;
      return store.prune(request);
    },
  };
  const { start, stop, said } = retentionOf(counting, { batch: 5, pauseMs: 600_000 }, clock.now);
  start();
  await expect.poll(() => asked).toBe(1);
  await stop();
  expect(asked).toBe(1);
  expect(said.rounds).toEqual([]);
  expect(said.notices).toEqual([expect.stringMatching(/^Deleted by age: whole messages 5 \(events \d+\), texts/)]);
  expect((await createLedger({ store }).list({ limit: 100 })).items).toHaveLength(25);

  const early = retentionOf(counting, { firstAfterMs: 600_000 }, clock.now);
  early.start();
  await early.stop();
  expect(asked).toBe(1);
});

test('what fails is told without a word of it, keeps nothing else from being deleted, and is tried again', async () => {
  const clock = createClock();
  const store = await oldStore(clock);
  let away = true;
  const failing: Pick<LedgerStore, 'prune'> = {
    async prune(request) {
      if (away && request.messagesBefore !== null) throw new Error('canary-text of +12065550143');
      return await store.prune(request);
    },
  };
  const { start, said } = retentionOf(failing, {}, clock.now);
  start();
  await expect.poll(() => said.rounds[0]).toBe('failed');
  expect(said.problems[0]).toBe('What is old was not all deleted, and is looked for again later: Error');
  expect(said.notices).toEqual([expect.stringMatching(/whole messages 0 \(events 0\), texts of messages 30,/)]);
  away = false;
  await expect.poll(() => said.rounds.at(-1)).toBe('completed');
  expect(said.notices.at(-1)).toMatch(/whole messages 30 /);
});

const program = fileURLToPath(new URL('retaining-app.ts', import.meta.url));

describe.each(['SQLite', 'PostgreSQL'] as const)('two processes at once on %s', (storeName) => {
  test('delete together what one would, while both record', { timeout: 60_000 }, async () => {
    const directory = mkdtempSync(join(tmpdir(), 'statuswire-retention-'));
    onTestFinished(() => rmSync(directory, { recursive: true }));
    const file = join(directory, 'old.sqlite');
    const location = storeName === 'SQLite' ? ({ kind: 'sqlite', file } as const) : await postgres();
    const where = location.kind === 'sqlite' ? location.file : location.url;
    const database = await openDatabase(location);
    await database.store.migrate();
    const ledger = createLedger({ store: database.store });
    // A recount can tell callbacks only.
    const toldOf = (history: HistoryOptions) => [...historyOf(history)].filter(({ source }) => source === 'callback');
    const factsOf = (history: HistoryOptions) => new Set(toldOf(history).map(({ key }) => key)).size;
    const old = { seed: 8, messages: 800, until: Date.now() - 400 * dayMs, hours: 24 };
    await Promise.all(toldOf(old).map((event) => ledger.record(event)));
    const young = { seed: 9, messages: 40, until: Date.now() - 40 * dayMs, hours: 24 };
    await Promise.all(toldOf(young).map((event) => ledger.record(event)));
    await ledger.close();
    await database.close();

    const apps: AppProcess[] = ['express', 'koa'].map((framework) =>
      startApp(['--port', '0', '--framework', framework, '--database', where], live, program),
    );
    onTestFinished(async () => {
      await Promise.all(apps.map((app) => app.kill()));
    });
    const urls = await Promise.all([apps[0]?.url('Express') ?? '', apps[1]?.url('Koa') ?? '']);
    const together = async () => {
      const counts = await Promise.all(urls.map(countsAt));
      return (name: string) => counts.reduce((sum, each) => sum + (each[name] ?? 0), 0);
    };
    let sent = 0;
    for (let deleted = 0; deleted < old.messages; sent += 10) {
      const answers = await Promise.all(
        Array.from({ length: 10 }, (_, index) => deliver(urls[index % 2] ?? '', { messageId: `new-${sent + index}` })),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      deleted = (await together())('messages');
    }
    await Promise.all(urls.map(roundsPass));

    const of = await together();
    expect(of('messages')).toBe(old.messages);
    expect(of('events')).toBe(factsOf(old));
    expect(of('texts')).toBe(young.messages);
    expect(of('failed')).toBe(0);
    for (const at of urls) expect(await expectRecount(at)).toHaveLength(factsOf(young) + sent);

    for (const app of apps) app.signal('SIGTERM');
    expect(await Promise.all(apps.map((app) => app.exitCode))).toEqual([0, 0]);
    const told = apps.map((app) => app.stdout()).join('');
    expect(told).toMatch(/^Deleted by age: whole messages \d+/m);
    expect(told).not.toMatch(/Your table|\+1206555|\+14155550117/);
    expect(apps.map((app) => app.stderr())).toEqual(['', '']);
  });
});
