import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createLedger, joinEvents } from '@statuswire/ledger';
import { createSqliteStore } from '@statuswire/ledger/sqlite';
import { assertRecount } from '@statuswire/ledger/testing';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { assertSqliteRuntime } from '../src/sqlite/runtime.ts';
import { anyFields, keyed } from './arbitraries.ts';
import { eventOf } from './events.ts';
import { sqliteReader } from './sqlite-subject.ts';

let directory = '';
let handles: DatabaseSync[] = [];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'statuswire-'));
});
afterEach(() => {
  for (const handle of handles) if (handle.isOpen) handle.close();
  handles = [];
  rmSync(directory, { recursive: true });
});

function open(): DatabaseSync {
  const database = new DatabaseSync(join(directory, 'ledger.db'));
  handles.push(database);
  return database;
}

async function openLedger(busyTimeoutMs = 2_000) {
  const database = open();
  const store = createSqliteStore({ database, busyTimeoutMs });
  await store.migrate();
  return { database, store, ledger: createLedger({ store }) };
}

const identity = (messageId: string) => ({ projectId: 'project-1', messageId });

describe('SQLite', () => {
  test('ends in the state of the pure join for any events, in any order and batching', async () => {
    const { store, ledger } = await openLedger();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyFields, { minLength: 1, maxLength: 12 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 5 })),
        async (fields, sizes) => {
          run += 1;
          const events = fields.map((field) => keyed({ ...field, projectId: `project ${run}` }));
          const arrivals = [...events, ...[...events].reverse()];
          while (arrivals.length > 0) {
            const batch = arrivals.splice(0, sizes.next().value).map((event) => ({ event, provenance: null }));
            await store.append(batch, { checkAt: () => null });
          }
          const message = { projectId: `project ${run}`, messageId: 'message-1' };
          expect(await ledger.message(message)).toEqual(joinEvents(events));
        },
      ),
      { numRuns: 300 },
    );
    await assertRecount(sqliteReader(open()), '300 runs');
  }, 60_000);

  test('a database that another process holds locked is waited for without blocking, then said to be unavailable', async () => {
    const { ledger } = await openLedger(60);
    const other = open();
    other.exec('BEGIN IMMEDIATE');
    let turns = 0;
    const counting = setInterval(() => {
      turns += 1;
    }, 1);
    const error: unknown = await ledger.record(eventOf('a')).catch((thrown: unknown) => thrown);
    clearInterval(counting);
    expect(error).toMatchObject({ code: 'STATUSWIRE_UNAVAILABLE', cause: { code: 'ERR_SQLITE_ERROR' } });
    expect(String(error)).toMatch(/locked.*Find what/s);
    expect(turns).toBeGreaterThan(3);
    const patient = createLedger({ store: createSqliteStore({ database: open(), busyTimeoutMs: 10_000 }) });
    const waiting = patient.record(eventOf('b'));
    other.exec('COMMIT');
    await expect(waiting).resolves.toMatchObject({ inserted: true });
    await expect(ledger.record(eventOf('a'))).resolves.toMatchObject({ inserted: true });
  });

  test('a full disk is said to be full, records nothing, and is got over', async () => {
    const { database, ledger } = await openLedger();
    await ledger.record(eventOf('before'));
    const { page_count: pages } = database.prepare('PRAGMA page_count').get() ?? {};
    database.exec(`PRAGMA max_page_count = ${Number(pages) + 2}`);
    const events = Array.from({ length: 50 }, (_, index) => eventOf(`m${index}`, { body: 'x'.repeat(5_000) }));
    const outcomes = await Promise.allSettled(events.map((event) => ledger.record(event)));
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'STATUSWIRE_UNAVAILABLE' } });
    }
    expect(String(outcomes[0]?.status === 'rejected' && outcomes[0].reason)).toMatch(/disk is full.*Free space/s);
    expect(await ledger.message(identity('m0'))).toBeNull();
    await assertRecount(sqliteReader(open()), 'a full disk');
    database.exec('PRAGMA max_page_count = 1073741823');
    const again = await Promise.all(events.map((event) => ledger.record(event)));
    expect(again.every(({ inserted }) => inserted)).toBe(true);
    await assertRecount(sqliteReader(open()), 'after the disk was full');
  });

  test('a handle that is closed, and one that is read only, are said to be so', async () => {
    const { database, ledger } = await openLedger();
    const readOnly = new DatabaseSync(join(directory, 'ledger.db'), { readOnly: true });
    handles.push(readOnly);
    const reading = createLedger({ store: createSqliteStore({ database: readOnly }) });
    await expect(reading.record(eventOf('a'))).rejects.toThrow(/cannot be written/);
    expect(await reading.message(identity('a'))).toBeNull();
    database.close();
    await expect(ledger.record(eventOf('a'))).rejects.toMatchObject({ code: 'STATUSWIRE_UNAVAILABLE' });
    await expect(ledger.message(identity('a'))).rejects.toThrow(/handle .* is closed/);
  });

  test('a handle that would acknowledge what is not durable is refused', async () => {
    const database = open();
    database.exec('PRAGMA synchronous = NORMAL');
    await expect(createSqliteStore({ database }).migrate()).rejects.toThrow(/synchronous = FULL/);
    await expect(createSqliteStore({ database }).feedEnd()).rejects.toThrow(/synchronous = FULL/);
    database.exec('PRAGMA synchronous = EXTRA');
    await expect(createSqliteStore({ database }).migrate()).resolves.toBeUndefined();
    const misspelt = { database, busyTimeout: 5 } as unknown as Parameters<typeof createSqliteStore>[0];
    expect(() => createSqliteStore(misspelt)).toThrow(/busyTimeoutMs/);
  });

  test('migration turns on the write-ahead log, leaves other tables alone, and refuses a newer version', async () => {
    const database = open();
    database.exec('CREATE TABLE messages (id INTEGER)');
    const store = createSqliteStore({ database });
    await store.migrate();
    expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    const names = database
      .prepare("SELECT name FROM sqlite_schema WHERE type = 'table'")
      .all()
      .map(({ name }) => String(name));
    expect(names.filter((name) => !/^(statuswire|sqlite)_/.test(name))).toEqual(['messages']);
    database.exec('INSERT INTO statuswire_schema (version) VALUES (1000)');
    const older = createSqliteStore({ database });
    await expect(older.migrate()).rejects.toThrow(/newer/);
    await expect(older.message(identity('a'))).rejects.toMatchObject({ code: 'STATUSWIRE_NOT_MIGRATED' });
  });

  test('works in memory too, and beside the transactions of its user', async () => {
    const database = new DatabaseSync(':memory:');
    handles.push(database);
    const store = createSqliteStore({ database });
    await store.migrate();
    const ledger = createLedger({ store });
    await expect(ledger.record(eventOf('a'))).resolves.toMatchObject({ inserted: true });
    database.exec('CREATE TABLE mine (id INTEGER); BEGIN; INSERT INTO mine VALUES (1); COMMIT');
    await expect(ledger.record(eventOf('a'))).resolves.toMatchObject({ inserted: false });
  });

  test('a list under a filter that hardly anything passes comes in short pages, and finds it all the same', async () => {
    const { store, ledger } = await openLedger();
    const at = (index: number) => new Date(Date.parse('2026-03-01T10:00:00.000Z') + index).toISOString();
    const events = Array.from({ length: 12_000 }, (_, index) =>
      eventOf(`m${index}`, { receivedAt: at(index), source: index % 5_999 === 100 ? 'rest' : 'callback' }),
    );
    for (let from = 0; from < events.length; from += 2_000) {
      const batch = events.slice(from, from + 2_000).map((event) => ({ event, provenance: null }));
      await store.append(batch, { checkAt: () => null });
    }
    const found: string[] = [];
    let pages = 0;
    for (let after: string | null = null; ; pages += 1) {
      const page: Awaited<ReturnType<typeof ledger.list>> = await ledger.list({ filter: { source: 'rest' }, after });
      found.push(...page.items.map(({ messageId }) => messageId));
      if (page.next === null) break;
      after = page.next;
    }
    expect(found).toEqual(['m6099', 'm100']);
    expect(pages).toBeGreaterThan(1);
    const search = { filter: { search: 'message text' }, limit: 1_000 };
    expect(await ledger.list(search)).toEqual({ items: [], next: null });
    const common = await ledger.list({ filter: { search: '+1555' }, limit: 1_000 });
    expect(common.items).toHaveLength(1_000);
    expect(common.items[0]?.messageId).toBe('m11999');
  }, 60_000);

  test('says which Node it needs', () => {
    for (const version of ['20.19.0', '22.12.9', '18.0.0']) {
      expect(() => assertSqliteRuntime(version)).toThrow(/22\.13 or later.*@statuswire\/ledger\/postgres/s);
    }
    for (const version of ['22.13.0', '23.0.0', '26.10.0']) expect(() => assertSqliteRuntime(version)).not.toThrow();
  });
});
