import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createChance } from '@statuswire/ledger/testing';
import { afterEach, expect, test } from 'vitest';
import { type AppProcess, startApp } from './app-process.ts';
import { live } from './live-settings.ts';
import { createLoad } from './load.ts';
import { expectNothingLost } from './recount.ts';

/** Another seed kills at other moments. */
const seed = Number(process.env.CRASH_SEED ?? 20_261_121);
const kills = 20;
const killsAtStart = 5;

const clean: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const act of clean.splice(0).reverse()) await act();
});

test(`what was answered 200 survives ${kills + killsAtStart} kills of the app at any moment (seed ${seed})`, async () => {
  const directory = await mkdtemp(join(tmpdir(), 'statuswire-crash-'));
  clean.push(() => rm(directory, { recursive: true }));
  const file = join(directory, 'statuswire.sqlite');
  const chance = createChance(seed);
  const load = createLoad(seed);

  function spawn(name: 'Express' | 'Koa'): AppProcess {
    const app = startApp(['--port', '0', '--framework', name.toLowerCase()], { ...live, DATABASE_FILE: file });
    clean.push(() => app.kill());
    return app;
  }

  async function start(round: number): Promise<AppProcess & { readonly at: string }> {
    const name = round % 2 === 0 ? 'Express' : 'Koa';
    const app = spawn(name);
    return { ...app, at: await app.url(name) };
  }

  // While it makes the file and its tables.
  for (let round = 0; round < killsAtStart; round += 1) {
    const app = spawn('Koa');
    await new Promise((resolve) => setTimeout(resolve, 100 + chance.below(300)));
    await app.kill();
    expect(app.stderr()).toBe('');
  }

  for (let round = 0; round < kills; round += 1) {
    const app = await start(round);
    const stop = new AbortController();
    const sending = load.run(() => app.at, 24, stop.signal);
    await new Promise((resolve) => setTimeout(resolve, 5 + chance.below(200)));
    await app.kill();
    stop.abort();
    await sending;
    expect(app.stderr()).toBe('');
  }

  const { at, kill } = await start(kills);
  const acknowledgedBefore = load.facts.filter(({ acknowledged }) => acknowledged > 0).length;
  await expectNothingLost(at, load);
  await load.settle(() => at);
  await expectNothingLost(at, load);
  await kill();

  const database = new DatabaseSync(file);
  expect(database.prepare('PRAGMA integrity_check').all()).toEqual([{ integrity_check: 'ok' }]);
  database.close();
  // Kills that hit nothing would have proved nothing.
  expect(load.answers.get('none')).toBeGreaterThan(kills);
  expect(acknowledgedBefore).toBeGreaterThan(kills * 10);
  expect([...load.answers.keys()].sort()).toEqual([200, 'none']);
}, 240_000);
