import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { signedDelivery } from '@statuswire/receiver/testing';
import { afterEach, expect, test } from 'vitest';
import { wholeFeed } from './recount.ts';

const clean: (() => unknown)[] = [];

afterEach(() => {
  for (const act of clean.splice(0)) act();
});

interface Fullness {
  readonly queued: number;
  readonly characters: number;
  readonly retained: number;
}

/** The app in another process, over a store that hangs from the start. */
async function startSlow(framework: 'express' | 'koa', deadlineMs: number) {
  const program = fileURLToPath(new URL('slow-app.ts', import.meta.url));
  const app = fork(program, [framework, String(deadlineMs)], { execArgv: ['--expose-gc'] });
  clean.push(() => app.kill('SIGKILL'));
  const [{ url }] = (await once(app, 'message')) as [{ readonly url: string }];
  return {
    url,
    /** Tells how full it was since it was last asked, and lets the store hang or go on. */
    async fullness({ hangs }: { readonly hangs: boolean }): Promise<Fullness> {
      app.send({ hangs });
      const [fullness] = (await once(app, 'message')) as [Fullness];
      return fullness;
    },
  };
}

interface Answered {
  readonly answer: string;
  readonly tookMs: number;
}

const agent = new Agent({ keepAlive: false });

function post(url: string, messageId: string, bodyLength: number): Promise<Answered> {
  const { method, headers, body } = signedDelivery({
    signingKey: 'PSK-test-key',
    url: 'https://example.com/callbacks/status',
    dialect: 'platform',
    messageId,
    body: 'x'.repeat(bodyLength),
  });
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const sending = request(`${url}/callbacks/status`, { method, headers, agent }, (response) => {
      const answer = `${response.statusCode} ${response.headers['retry-after'] ?? ''}`.trim();
      response.resume().once('end', () => resolve({ answer, tookMs: performance.now() - startedAt }));
    });
    sending.once('error', reject).end(body);
  });
}

const large = 200_000;
const megabyte = 1_000_000;

test.each(['express', 'koa'] as const)(
  'on %s a store that hangs fills no memory: past the bound everybody is told so at once',
  async (framework) => {
    // So long that what waits stays there for the whole test, whatever its sender is told.
    const app = await startSlow(framework, 60_000);
    const { retained: before } = await app.fullness({ hangs: true });

    const answered = new Map<string, string>();
    const waiting = Array.from({ length: 30 }, async (_, index) => {
      const { answer } = await post(app.url, `waiting-${index}`, large);
      answered.set(`waiting-${index}`, answer);
    });
    // Of 4,000,000 characters 19 such callbacks can wait.
    await expect.poll(() => answered.size, { timeout: 10_000 }).toBe(11);
    expect(new Set(answered.values())).toEqual(new Set(['503 1']));

    const refused: Answered[] = [];
    const sender = async (): Promise<void> => {
      while (refused.length < 400) refused.push(await post(app.url, `refused-${refused.length}`, large));
    };
    await Promise.all(Array.from({ length: 8 }, sender));
    expect(new Set(refused.map(({ answer }) => answer))).toEqual(new Set(['503 1']));
    const times = refused.map(({ tookMs }) => tookMs).sort((a, b) => a - b);
    expect(times[Math.floor(times.length / 2)]).toBeLessThan(1_000);

    const { queued, characters, retained } = await app.fullness({ hangs: false });
    expect(queued).toBe(19);
    expect(characters).toBeLessThanOrEqual(4_000_000);
    // 80 MB came in.
    expect(retained - before).toBeLessThan(50 * megabyte);
    await Promise.all(waiting);
    await expect.poll(async () => (await post(app.url, 'after', 10)).answer).toBe('200');
    const recorded = (await wholeFeed(app.url)).map(({ messageId }) => messageId.replace(/\d+$/, ''));
    expect(recorded).toEqual([...Array.from({ length: 19 }, () => 'waiting-'), 'after']);
  },
  30_000,
);

test.each(['express', 'koa'] as const)('on %s nobody who was accepted waits past the deadline', async (framework) => {
  const app = await startSlow(framework, 1_000);
  const answers = await Promise.all(Array.from({ length: 80 }, (_, index) => post(app.url, `message-${index}`, 10)));
  expect(new Set(answers.map(({ answer }) => answer))).toEqual(new Set(['503 1']));
  const waited = answers.filter(({ tookMs }) => tookMs >= 1_000);
  expect(waited.length).toBeGreaterThanOrEqual(60);
  // SignalWire's own limit, with all that a busy machine adds.
  expect(Math.max(...answers.map(({ tookMs }) => tookMs))).toBeLessThan(5_000);
  expect((await app.fullness({ hangs: false })).queued).toBe(60);

  // Whoever was told to try again may do so, and what was written behind their backs is written once.
  const again = await Promise.all(Array.from({ length: 50 }, (_, index) => post(app.url, `message-${index}`, 10)));
  expect(new Set(again.map(({ answer }) => answer))).toEqual(new Set(['200']));
  const recorded = (await wholeFeed(app.url)).map(({ messageId }) => messageId);
  expect(recorded).toHaveLength(new Set(recorded).size);
  expect(recorded).toEqual(expect.arrayContaining(again.map((_, index) => `message-${index}`)));
});
