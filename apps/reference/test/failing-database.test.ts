import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { listMessages } from '../src/api/messages.ts';
import { answerOf } from './api-client.ts';
import { type AppProcess, startApp } from './app-process.ts';
import { deliver } from './deliver.ts';
import { live } from './live-settings.ts';
import { holdLock } from './lock.ts';
import { expectRecount } from './recount.ts';

const clean: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const act of clean.splice(0).reverse()) await act();
});

async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'statuswire-failing-'));
  clean.push(() => rm(directory, { recursive: true }));
  return directory;
}

function start(name: 'Express' | 'Koa', file: string, program?: string): AppProcess {
  const app = startApp(['--port', '0', '--framework', name.toLowerCase()], { ...live, DATABASE_FILE: file }, program);
  clean.push(() => app.kill());
  return app;
}

/** An answer to a callback, as far as it matters to its sender. */
async function answered(delivery: Promise<Response>): Promise<readonly [number, string | null]> {
  const response = await delivery;
  await response.arrayBuffer();
  return [response.status, response.headers.get('retry-after')];
}

test.each(['Express', 'Koa'] as const)(
  'on %s a locked database means 503, and the log says what to do',
  async (name) => {
    const file = join(await temporaryDirectory(), 'statuswire.sqlite');
    const app = start(name, file);
    const url = await app.url(name);
    expect(await answered(deliver(url, { messageId: 'before' }))).toEqual([200, null]);

    const release = await holdLock(file);
    clean.push(release);
    const startedAt = performance.now();
    const during = ['1', '2', '3'].map((messageId) => answered(deliver(url, { messageId })));
    const unreadable = answered(deliver(url, { fields: { NumSegments: 'many' } }));
    // Nobody stands still meanwhile: what only reads is answered.
    expect(await answerOf(url, listMessages)).toMatchObject({ items: [{ messageId: 'before' }] });
    expect(performance.now() - startedAt).toBeLessThan(1_500);
    for (const answer of [...during, unreadable]) expect(await answer).toEqual([503, '1']);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
    await app.printed(/✗ failed +503 +STATUSWIRE_UNAVAILABLE: .*locked\. Find what writes to it/);

    await release();
    for (const messageId of ['1', '2', '3']) expect(await answered(deliver(url, { messageId }))).toEqual([200, null]);
    expect((await expectRecount(url)).map(({ messageId }) => messageId).sort()).toEqual(['1', '2', '3', 'before']);
    expect(app.stderr()).toBe('');
  },
);

const run = promisify(execFile);

/** A small file system of its own; `null` where this user may not mount one. */
async function smallDisk(): Promise<string | null> {
  const directory = await mkdtemp(join(tmpdir(), 'statuswire-disk-'));
  const mounted = await run('mount', ['-t', 'tmpfs', '-o', 'size=768k', 'tmpfs', directory]).then(
    () => true,
    () => false,
  );
  if (!mounted) {
    await rm(directory, { recursive: true });
    return null;
  }
  clean.push(async () => {
    await run('umount', [directory]);
    await rm(directory, { recursive: true });
  });
  return directory;
}

const limited = fileURLToPath(new URL('limited-app.ts', import.meta.url));
const mayMount = (await smallDisk()) !== null;
for (const act of clean.splice(0).reverse()) await act();

interface FullDisk {
  readonly file: string;
  readonly program?: string;
  /** Makes room. */
  free(app: AppProcess): Promise<unknown>;
}

/** Where this user may not mount, only SQLite's own limit of pages is tried. */
const fullDisks: readonly (readonly [string, () => Promise<FullDisk>])[] = [
  [
    "SQLite's max_page_count",
    async () => ({
      file: join(await temporaryDirectory(), 'statuswire.sqlite'),
      program: limited,
      free: async (app) => app.signal('SIGUSR2'),
    }),
  ],
  ...(mayMount
    ? ([
        [
          'a tmpfs of 768 KiB',
          async () => {
            const directory = (await smallDisk()) ?? '';
            const free = () => run('mount', ['-o', 'remount,size=32m', directory]);
            return { file: join(directory, 'statuswire.sqlite'), free };
          },
        ],
      ] as const)
    : []),
];

describe.each(fullDisks)('a full disk, by %s', (_, fill) => {
  test.each(['Express', 'Koa'] as const)(
    'on %s means 503, and it goes on by itself once there is room',
    async (name) => {
      const { file, program, free } = await fill();
      const app = start(name, file, program);
      const url = await app.url(name);
      const acknowledged: string[] = [];
      let refused = 0;
      for (let index = 0; refused < 3; index += 1) {
        const messageId = `message-${index}`;
        const answer = await answered(deliver(url, { messageId, body: 'x'.repeat(8_000) }));
        if (answer[0] === 200) acknowledged.push(messageId);
        else {
          expect(answer).toEqual([503, '1']);
          refused += 1;
        }
        expect(index).toBeLessThan(500);
      }
      expect(acknowledged.length).toBeGreaterThan(3);
      await app.printed(/✗ failed +503 +STATUSWIRE_UNAVAILABLE: .*disk is full\. Free space/);
      // What was promised can still be read.
      expect((await expectRecount(url)).map(({ messageId }) => messageId)).toEqual(acknowledged);

      await free(app);
      await expect
        .poll(() => answered(deliver(url, { messageId: 'after', body: 'x'.repeat(8_000) })))
        .toEqual([200, null]);
      const recorded = (await expectRecount(url)).map(({ messageId }) => messageId);
      expect(recorded).toEqual([...acknowledged, 'after']);
      app.signal('SIGTERM');
      expect([await app.exitCode, app.stderr()]).toEqual([0, '']);
    },
  );
});
