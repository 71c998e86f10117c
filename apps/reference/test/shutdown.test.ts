import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { openDatabase } from '../src/database/open-database.ts';
import { type AppProcess, startApp } from './app-process.ts';
import { live } from './live-settings.ts';
import { createLoad } from './load.ts';

const clean: (() => unknown)[] = [];
afterEach(async () => {
  for (const act of clean.splice(0).reverse()) await act();
});

function start(args: readonly string[], environment: Readonly<Record<string, string>>): AppProcess {
  const app = startApp(args, environment);
  clean.push(() => app.kill());
  return app;
}

/** Every fact in a file. */
async function factsIn(file: string): Promise<Set<string>> {
  const { store, close } = await openDatabase({ kind: 'sqlite', file });
  const facts = new Set<string>();
  for (let after: string | null = null; ; ) {
    const page: Awaited<ReturnType<typeof store.feed>> = await store.feed({ after, limit: 1_000 });
    if (page.events.length === 0) break;
    for (const { messageId, status } of page.events) facts.add(`${messageId} ${status}`);
    after = page.cursor;
  }
  await store.close();
  await close();
  return facts;
}

test.each(['Express', 'Koa'] as const)(
  'on %s SIGTERM under load cuts nobody off: all that was accepted is answered, and all that was answered is recorded',
  async (name) => {
    const directory = mkdtempSync(join(tmpdir(), 'statuswire-stop-'));
    clean.push(() => rmSync(directory, { recursive: true }));
    const file = join(directory, 'stopped.sqlite');
    const app = start(['--port', '0', '--framework', name.toLowerCase()], { ...live, DATABASE_FILE: file });
    const url = await app.url(name);
    const load = createLoad(4);
    const stop = new AbortController();
    const running = load.run(() => url, 32, stop.signal);
    await expect.poll(() => load.answers.get(200) ?? 0, { timeout: 20_000 }).toBeGreaterThan(300);

    app.signal('SIGTERM');
    expect(await app.exitCode).toBe(0);
    stop.abort();
    await running;
    // Refused is who came afterwards; nobody was let in and then cut off.
    expect([...load.answers.keys()].filter((status) => status !== 200)).toEqual(['none']);
    expect([...load.faults.keys()]).toEqual(['ECONNREFUSED']);
    const acknowledged = load.facts.filter((fact) => fact.acknowledged > 0);
    expect(acknowledged.length).toBeGreaterThan(200);
    const recorded = await factsIn(file);
    expect(acknowledged.filter(({ messageId, status }) => !recorded.has(`${messageId} ${status}`))).toEqual([]);
    expect(app.stdout()).toContain(`Callbacks accepted: ${load.answers.get(200)} (`);
    expect(app.stderr()).toBe('');
  },
);

test('what cannot be closed is told, and all else is closed: nothing hangs', async () => {
  const program = fileURLToPath(new URL('unclosable-app.ts', import.meta.url));
  const app = startApp(['--port', '0'], live, program);
  clean.push(() => app.kill());
  await app.url('Express');
  app.signal('SIGTERM');
  expect(await app.exitCode).toBe(1);
  expect(app.stderr()).toBe('Not everything could be closed: Error ECONNRESET\n');
  expect(app.stdout()).toMatch(/The handle is closed\.\n(?:.*\n)*.*Stopped\. Callbacks accepted: 0/);
});

function ask(url: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { agent: false }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode));
    })
      .on('error', reject)
      .end();
  });
}

test('with DRAIN_SECONDS it says that it is not ready before it stops to listen', async () => {
  const app = start(['--port', '0', '--database', ':memory:'], { ...live, DRAIN_SECONDS: '2' });
  const url = await app.url('Express');
  expect(await ask(`${url}/readyz`)).toBe(200);
  app.signal('SIGTERM');
  await app.printed(/^Stopping/m);
  expect(await ask(`${url}/readyz`)).toBe(503);
  expect(await ask(`${url}/healthz`)).toBe(200);
  expect(await app.exitCode).toBe(0);
});
