import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createPostgresStore } from '@statuswire/ledger/postgres';
import { type PostgresServer, startPostgres } from '@statuswire/postgres';
import { Pool } from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { assertConsistent, ledgerOn, startLoad } from './postgres/load.ts';

vi.setConfig({ testTimeout: 240_000 });
let server: PostgresServer;
let pool: Pool;
const children = new Set<ChildProcess>();

beforeAll(async () => {
  server = await startPostgres();
  pool = new Pool({ connectionString: server.connectionString, max: 4 });
}, 60_000);
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await pool.end();
  await server.stop();
});

const script = fileURLToPath(new URL('./postgres/writer.ts', import.meta.url));

/** Another process that records: what it said so far, and how to wait for its end. */
function startWriter(schema: string, name: string, messages: number, timeoutMs = 30_000) {
  const args = [script, server.connectionString, schema, name, String(messages), String(timeoutMs)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.add(child);
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = once(child, 'close').then(([code, signal]) => {
    children.delete(child);
    return (signal ?? code) as string | number;
  });
  return {
    child,
    ended,
    began: Promise.race([once(child.stdout, 'data'), ended]),
    // The last line may have been cut off by a kill: it was said in part, and acknowledged to nobody.
    said: () =>
      said
        .split('\n')
        .slice(0, -1)
        .map((line) => line.split(' ', 1).concat(line.slice(line.indexOf(' ') + 1))),
  };
}

// What a killed process sent before its end is still done by its server processes: a commit, say.
async function serverIsDoneWithWriters(): Promise<void> {
  const select = `SELECT true FROM pg_stat_activity WHERE application_name = 'writer'`;
  while ((await pool.query(select)).rowCount !== 0) await setTimeout(5);
}

test('of the same fact from two processes one is new; a reader that follows the feed misses nothing', async () => {
  const schema = 'together';
  const store = createPostgresStore({ sql: pool, schema });
  await store.migrate();
  const messages = 300;
  const writers = [startWriter(schema, 'one', messages), startWriter(schema, 'two', messages)];

  let writing = true;
  const written = Promise.all(writers.map(({ ended }) => ended)).finally(() => {
    writing = false;
  });
  const seen: string[] = [];
  for (let after: string | null = null, last = false; ; ) {
    const page: Awaited<ReturnType<typeof store.feed>> = await store.feed({ after, limit: 100 });
    seen.push(...page.events.map(({ key }) => key));
    after = page.cursor;
    if (page.events.length > 0) continue;
    if (last) break;
    last = !writing;
    await setTimeout(1);
  }
  expect(await written).toEqual([0, 0]);

  const said = writers.flatMap((writer) => writer.said());
  const fresh = said.filter(([word]) => word === 'new').map(([, key]) => key ?? '');
  expect(said.length).toBe(2 * 2 * 3 * messages);
  expect(fresh.length, 'each fact is new once').toBe(3 * 3 * messages);
  expect(new Set(fresh).size).toBe(fresh.length);
  expect(seen.length, 'the feed was followed without gaps').toBe(fresh.length);
  expect(new Set(seen)).toEqual(new Set(fresh));
  await assertConsistent(pool, schema, fresh, 'two processes');
  await store.close();
});

test('writers killed with SIGKILL lose nothing they acknowledged, and leave nothing half done', async () => {
  const schema = 'crashes';
  await createPostgresStore({ sql: pool, schema }).migrate();
  const acknowledged: string[] = [];
  for (let round = 0; round < 10; round += 1) {
    const writers = ['a', 'b'].map((name) => startWriter(schema, `${name}${round}`, Number.POSITIVE_INFINITY));
    await Promise.all(
      writers.map(async ({ child, began, ended }) => {
        await began;
        await setTimeout(20 + Math.random() * 150);
        child.kill('SIGKILL');
        expect(await ended, 'a writer must die by the signal, not by itself').toBe('SIGKILL');
      }),
    );
    await serverIsDoneWithWriters();
    acknowledged.push(...writers.flatMap((writer) => writer.said().map(([, key]) => key ?? '')));
    await assertConsistent(pool, schema, acknowledged, `round ${round}`);
  }
  expect(new Set(acknowledged).size).toBeGreaterThan(500);
});

test('a process that stands still holds up the others for its time at most, and goes on when it wakes', async () => {
  const schema = 'paused';
  const timeoutMs = 500;
  const ledger = await ledgerOn(pool, schema, timeoutMs);
  const writer = startWriter(schema, 'paused', Number.POSITIVE_INFINITY, timeoutMs);
  await writer.began;
  const load = startLoad(ledger, 'm', 8);
  // Where it stops is chance: often enough it is while it holds the lock.
  for (let round = 0; round < 10; round += 1) {
    await setTimeout(Math.random() * 50);
    writer.child.kill('SIGSTOP');
    await load.progress(2);
    const before = writer.said().length;
    writer.child.kill('SIGCONT');
    while (writer.said().length === before) await setTimeout(5);
  }
  writer.child.kill('SIGKILL');
  await writer.ended;
  await serverIsDoneWithWriters();
  await load.stop();
  const acknowledged = [...load.acknowledged, ...writer.said().map(([, key]) => key ?? '')];
  await assertConsistent(pool, schema, acknowledged, 'a process that stood still');
  await ledger.close();
});
