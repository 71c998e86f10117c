import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { summarize } from '../src/api/summary.ts';
import { answerOf } from './api-client.ts';
import { startApp } from './app-process.ts';
import { deliver } from './deliver.ts';
import { live } from './live-settings.ts';
import { expectRecount } from './recount.ts';

test('the same callback 50 times at once, to two processes and both frameworks, is one event and 49 repeats', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'statuswire-two-'));
  const environment = { ...live, DATABASE_FILE: join(directory, 'statuswire.sqlite') };
  // Both at once: they also bring the tables up to date at once.
  const apps = [
    startApp(['--port', '0', '--framework', 'express'], environment),
    startApp(['--port', '0', '--framework', 'koa'], environment),
  ] as const;
  try {
    const urls = await Promise.all([apps[0].url('Express'), apps[1].url('Koa')]);
    const answers = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const response = await deliver(urls[index % 2] ?? '', { dialect: 'platform', status: 'delivered' });
        return `${response.status} ${await response.text()}`;
      }),
    );
    expect(new Set(answers)).toEqual(new Set(['200 {}']));
    for (const url of urls) {
      expect(await expectRecount(url)).toMatchObject([{ status: 'delivered', deliveries: { callback: 50, rest: 0 } }]);
      expect(await answerOf(url, summarize)).toMatchObject({ messages: 1, events: 1, repeats: 49 });
    }
    for (const app of apps) app.signal('SIGTERM');
    expect(await Promise.all(apps.map((app) => app.exitCode))).toEqual([0, 0]);
    // What each process has seen with its own eyes.
    const repeats = apps.map((app) => /Callbacks accepted: 25 \((\d+) of them repeats\)/.exec(app.stdout())?.[1]);
    expect(repeats.reduce((sum, amount) => sum + Number(amount), 0)).toBe(49);
  } finally {
    await Promise.all(apps.map((app) => app.kill()));
    await rm(directory, { recursive: true });
  }
});
