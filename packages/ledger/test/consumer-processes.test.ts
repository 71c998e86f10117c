import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createLedger, type LedgerStore } from '@statuswire/ledger';
import { createPostgresStore } from '@statuswire/ledger/postgres';
import { createSqliteStore } from '@statuswire/ledger/sqlite';
import { type PostgresServer, startPostgres } from '@statuswire/postgres';
import { Pool } from 'pg';
import { afterEach, expect, test } from 'vitest';
import { eventOf } from './events.ts';

const script = fileURLToPath(new URL('./consumer-process.ts', import.meta.url));
const statuses = ['queued', 'sending', 'sent', 'delivered'] as const;
const messages = 120;
const kills = 8;

const clean: (() => unknown)[] = [];
afterEach(async () => {
  for (const act of clean.splice(0).reverse()) await act();
});

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'statuswire-consumers-'));
  clean.push(() => rmSync(directory, { recursive: true }));
  return directory;
}

/** A store of this process, and the text by which others find its database. */
async function onSqlite(): Promise<readonly [LedgerStore, string]> {
  const file = join(temporaryDirectory(), 'ledger.db');
  const database = new DatabaseSync(file);
  clean.push(() => database.close());
  return [createSqliteStore({ database, busyTimeoutMs: 20_000 }), file];
}

async function onPostgres(): Promise<readonly [LedgerStore, string]> {
  const server: PostgresServer = await startPostgres();
  clean.push(() => server.stop());
  const pool = new Pool({ connectionString: server.connectionString });
  clean.push(() => pool.end());
  return [createPostgresStore({ sql: pool }), server.connectionString];
}

async function startConsumer(database: string, log: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [script, database, log], { stdio: ['ignore', 'pipe', 'inherit'] });
  clean.push(() => child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  expect(await ended).toEqual([null, 'SIGKILL']);
}

test.each([
  ['SQLite', onSqlite],
  ['PostgreSQL', onPostgres],
] as const)(
  `on %s consumers that are killed, or stand still, hand out every fact at least once, those of a message in order`,
  async (_, open) => {
    const [store, database] = await open();
    await store.migrate();
    const ledger = createLedger({ store, deadlineMs: 60_000 });
    const log = join(temporaryDirectory(), 'handled');
    writeFileSync(log, '');
    const recording = (async () => {
      for (const status of statuses) {
        for (let index = 0; index < messages; index += 1) {
          await ledger.record(eventOf(`m${index}`, { status }));
          await setTimeout(5);
        }
      }
    })();

    const two = await Promise.all([startConsumer(database, log), startConsumer(database, log)]);
    for (let round = 0; round < kills; round += 1) {
      await setTimeout(50 + Math.random() * 300);
      const index = round % 2;
      const child = two[index] as ChildProcess;
      if (round % 4 === 3) {
        // For longer than its lease: the other one takes over, and this one must notice when it wakes.
        child.kill('SIGSTOP');
        await setTimeout(900);
        child.kill('SIGCONT');
      } else {
        await kill(child);
        two[index] = await startConsumer(database, log);
      }
    }
    await recording;

    const { events } = await ledger.feed({ limit: 10_000 });
    expect(events).toHaveLength(messages * statuses.length);
    const handled = () =>
      readFileSync(log, 'utf8')
        .split('\n')
        .slice(0, -1)
        .map((line) => line.split(' ')[0] ?? '');
    await expect.poll(() => new Set(handled()).size, { timeout: 60_000, interval: 100 }).toBe(events.length);
    await Promise.all(two.map(kill));

    // Whatever was handed out again: nothing of a message was ever handled before what came before it.
    const first = new Set(handled());
    const messageOf = new Map(events.map(({ cursor, messageId }) => [cursor, messageId]));
    const inOrder = new Map<string, string[]>();
    for (const cursor of first) {
      const messageId = messageOf.get(cursor) ?? '';
      inOrder.set(messageId, [...(inOrder.get(messageId) ?? []), cursor]);
    }
    for (const [messageId, cursors] of inOrder) {
      expect(cursors, messageId).toEqual(
        events.flatMap((event) => (event.messageId === messageId ? event.cursor : [])),
      );
    }
    expect((await ledger.setAside({ name: 'mail' })).items).toEqual([]);
  },
  120_000,
);
