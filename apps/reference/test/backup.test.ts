import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AppProcess, startApp } from './app-process.ts';
import { live } from './live-settings.ts';
import { createLoad } from './load.ts';
import { expectRecount } from './recount.ts';

const program = fileURLToPath(new URL('../src/backup/main.ts', import.meta.url));
let directory: string;
let file: string;
const clean: (() => unknown)[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'statuswire-backup-'));
  file = join(directory, 'live.sqlite');
});
afterEach(async () => {
  for (const act of clean.splice(0).reverse()) await act();
  rmSync(directory, { recursive: true });
});

function start(database: string): AppProcess {
  const app = startApp(['--port', '0'], { ...live, DATABASE_FILE: database });
  clean.push(() => app.kill());
  return app;
}

/** Runs the command as an operator does. */
async function command(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [program, ...args], {
    cwd: directory,
    env: { PATH: process.env.PATH ?? '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let told = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      told += text;
    });
  }
  const [code] = await once(child, 'close');
  return { code, told };
}

describe('while callbacks come in', () => {
  test('a backup is a moment of the record: nothing acknowledged before is missing, figures fit, and nobody waits', async () => {
    const app = start(file);
    const url = await app.url('Express');
    const load = createLoad(9);
    const stop = new AbortController();
    const running = load.run(() => url, 16, stop.signal);
    await expect.poll(() => load.answers.get(200) ?? 0, { timeout: 20_000 }).toBeGreaterThan(500);

    const acknowledgedBefore = load.facts.filter(({ acknowledged }) => acknowledged > 0);
    const to = join(directory, 'backup.sqlite');
    expect(await command(['backup', '--to', to], { DATABASE_FILE: file })).toEqual({
      code: 0,
      told: expect.stringMatching(/^Backed up to .*: \d+ messages, \d+ events, \d+ bytes, checked\.\n$/),
    });
    const acknowledgedMeanwhile = load.facts.filter(({ acknowledged }) => acknowledged > 0).length;
    stop.abort();
    await running;
    expect([...load.answers.keys()]).toEqual([200]);
    expect(load.slowestMs()).toBeLessThan(4_500);
    expect(acknowledgedMeanwhile).toBeGreaterThan(acknowledgedBefore.length);
    expect(statSync(to).mode & 0o777).toBe(0o600);

    // Restored on another machine: the service starts on it, and its figures are those of its events.
    const elsewhere = join(directory, 'elsewhere.sqlite');
    expect((await command(['restore', '--from', to, '--database', elsewhere])).code).toBe(0);
    const restored = start(elsewhere);
    const restoredUrl = await restored.url('Express');
    const events = await expectRecount(restoredUrl);
    const recorded = new Set(events.map(({ messageId, status }) => `${messageId} ${status}`));
    expect(acknowledgedBefore.filter(({ messageId, status }) => !recorded.has(`${messageId} ${status}`))).toEqual([]);
  }, 60_000);

  test('a database in use is not replaced; afterwards it is, and what was there stays beside it', async () => {
    const app = start(file);
    const url = await app.url('Express');
    const load = createLoad(10);
    const stop = new AbortController();
    const running = load.run(() => url, 8, stop.signal);
    await expect.poll(() => load.answers.get(200) ?? 0, { timeout: 20_000 }).toBeGreaterThan(50);
    const to = join(directory, 'backup.sqlite');
    expect((await command(['backup', '--to', to, '--database', file])).code).toBe(0);
    const refused = await command(['restore', '--from', to, '--database', file]);
    expect(refused).toEqual({ code: 1, told: expect.stringContaining('is in use: stop the service first.') });
    expect(load.answers.size).toBe(1);
    stop.abort();
    await running;
    app.signal('SIGTERM');
    expect(await app.exitCode).toBe(0);

    expect((await command(['restore', '--from', to, '--database', file])).code).toBe(0);
    expect(existsSync(`${file}.before-restore`)).toBe(true);
    const again = await command(['restore', '--from', to, '--database', file]);
    expect(again.told).toContain('is there from the last time');
    const restored = start(file);
    await expectRecount(await restored.url('Express'));
  }, 60_000);
});

test('what is damaged, is none of ours or would be lost is refused, and nothing is left behind', async () => {
  const app = start(file);
  await app.url('Express');
  app.signal('SIGTERM');
  await app.exitCode;
  const good = join(directory, 'good.sqlite');
  expect((await command(['backup', '--to', good, '--database', file])).code).toBe(0);
  expect((await command(['backup', '--to', good, '--database', file])).told).toContain('exists already');
  const cases = {
    'other.sqlite': () => writeFileSync(join(directory, 'other.sqlite'), 'a text, and no database '.repeat(500)),
    'empty.sqlite': () => writeFileSync(join(directory, 'empty.sqlite'), ''),
    'missing.sqlite': () => {},
  };
  for (const [name, make] of Object.entries(cases)) {
    make();
    const from = join(directory, name);
    expect([name, (await command(['restore', '--from', from, '--database', file])).code]).toEqual([name, 1]);
  }
  truncateSync(good, 8_192);
  const cut = await command(['restore', '--from', good, '--database', file]);
  expect(cut).toEqual({ code: 1, told: expect.stringMatching(/cannot be restored .* Nothing was changed\.\n$/) });
  expect(readdirSync(directory).filter((name) => /partial|before/.test(name))).toEqual([]);
  const still = start(file);
  expect((await fetch(`${await still.url('Express')}/readyz`)).status).toBe(200);
});

test('what is restored belongs to whom the database belonged, or its directory where there was none', async () => {
  const app = start(file);
  await app.url('Express');
  app.signal('SIGTERM');
  await app.exitCode;
  const to = join(directory, 'backup.sqlite');
  expect((await command(['backup', '--to', to, '--database', file])).code).toBe(0);
  // Nobody but root has a choice.
  const [mine, theirs] = process.getuid?.() === 0 ? [4_321, 4_322] : [process.getuid?.(), process.getuid?.()];
  chownSync(file, Number(mine), -1);
  chownSync(directory, Number(theirs), -1);
  const owner = (path: string) => [statSync(path).uid, statSync(path).mode & 0o777];
  const elsewhere = join(directory, 'elsewhere.sqlite');
  for (const database of [file, elsewhere]) {
    expect((await command(['restore', '--from', to, '--database', database])).code).toBe(0);
  }
  expect([owner(file), owner(elsewhere)]).toEqual([
    [mine, 0o600],
    [theirs, 0o600],
  ]);
});

test.each([
  [[]],
  [['backup']],
  [['restore', '--to', 'x']],
  [['backup', '--too', 'x']],
  [['backup', '--to', 'x', '--database', ':memory:']],
])('%j says how it is used', async (args) => {
  const { code, told } = await command(args);
  expect(code).toBe(2);
  expect(told).toContain('npx -y pnpm@12 run backup -- --to FILE');
});

test.each([
  { DATABASE_URL: 'postgres://u:secret@h/d' },
  // Beside a file of before, which the service records in no longer.
  { DATABASE_URL_FILE: '/run/secrets/database-url', DATABASE_FILE: 'live.sqlite' },
])('PostgreSQL has tools of its own: %j', async (environment) => {
  for (const args of [
    ['backup', '--to', 'x'],
    ['restore', '--from', 'x'],
  ]) {
    const { code, told } = await command(args, environment);
    const [name] = Object.keys(environment);
    expect([code, told]).toEqual([2, `${name} is set: a PostgreSQL database is backed up with pg_dump.\n`]);
  }
});
