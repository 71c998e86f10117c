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

/** The app in another process, over a store that takes so long for each commit; `null` stands for ever. */
async function startSlow(framework: 'express' | 'koa', delayMs: number) {
  const app = fork(fileURLToPath(new URL('slow-app.ts', import.meta.url)), [framework, String(delayMs)], {
    execArgv: ['--expose-gc'],
  });
  clean.push(() => app.kill('SIGKILL'));
  const [{ url }] = (await once(app, 'message')) as [{ readonly url: string }];
  return {
    url,
    /** Changes the pace, and tells how full it was since it was last asked. */
    async pace(next?: number | null): Promise<Fullness> {
      app.send({ delayMs: next });
      const [fullness] = (await once(app, 'message')) as [Fullness];
      return fullness;
    },
  };
}

interface Answered {
  readonly messageId: string;
  readonly status: number | undefined;
  readonly retryAfter: string | undefined;
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
      response.resume().once('end', () => {
        const { statusCode: status, headers: told } = response;
        resolve({ messageId, status, retryAfter: told['retry-after'], tookMs: performance.now() - startedAt });
      });
    });
    sending.once('error', reject).end(body);
  });
}

/** Posts at a pace, whatever becomes of those before: SignalWire does not wait either. */
async function flood(url: string, name: string, { count, each }: { count: number; each: number }): Promise<Answered[]> {
  const answers: Promise<Answered>[] = [];
  for (let index = 0; index < count; index += 1) {
    answers.push(post(url, `${name}-${index}`, each));
    if (index % 10 === 9) await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return await Promise.all(answers);
}

/** The child's deadline, and what a busy machine may add to it. */
const deadlineMs = 1_000;
const slackMs = 2_000;
const megabyte = 1_000_000;

test.each(['express', 'koa'] as const)(
  'on %s a store that hangs fills neither memory nor time',
  async (framework) => {
    const app = await startSlow(framework, 0);
    const warm = await flood(app.url, 'warm', { count: 50, each: 200_000 });
    expect(new Set(warm.map(({ status }) => status))).toEqual(new Set([200]));
    const { retained: before } = await app.pace(null);

    // 160 MB, were all of it kept until it is written.
    const stuck = await flood(app.url, 'stuck', { count: 800, each: 200_000 });
    expect(new Set(stuck.map(({ status, retryAfter }) => `${status} ${retryAfter}`))).toEqual(new Set(['503 1']));
    const waited = stuck.filter(({ tookMs }) => tookMs >= deadlineMs * 0.9);
    const atOnce = stuck.length - waited.length;
    // Of 4,000,000 characters, 20 such texts can wait; each wait is over at its deadline, and others wait then.
    expect(waited.length).toBeGreaterThanOrEqual(10);
    expect(atOnce).toBeGreaterThan(stuck.length * 0.8);
    expect(Math.max(...stuck.map(({ tookMs }) => tookMs))).toBeLessThan(deadlineMs + slackMs);
    const { queued, characters, retained } = await app.pace(0);
    expect(queued).toBeLessThanOrEqual(60);
    expect(characters).toBeLessThanOrEqual(4_000_000);
    expect(retained - before).toBeLessThan(70 * megabyte);

    const after = await flood(app.url, 'after', { count: 20, each: 100 });
    expect(new Set(after.map(({ status }) => status))).toEqual(new Set([200]));
  },
  30_000,
);

test.each(['express', 'koa'] as const)(
  'on %s what a slow store accepts it records in time, and what is past the bound is told so at once',
  async (framework) => {
    const app = await startSlow(framework, 100);
    const answers = await flood(app.url, 'slow', { count: 800, each: 1_000 });
    const accepted = answers.filter(({ status }) => status === 200);
    const refused = answers.filter(({ status }) => status === 503);
    expect(accepted.length + refused.length).toBe(answers.length);
    expect(accepted.length).toBeGreaterThan(60);
    expect(refused.length).toBeGreaterThan(60);
    expect(new Set(refused.map(({ retryAfter }) => retryAfter))).toEqual(new Set(['1']));
    expect(Math.max(...answers.map(({ tookMs }) => tookMs))).toBeLessThan(deadlineMs + slackMs);
    const median = refused.map(({ tookMs }) => tookMs).sort((a, b) => a - b)[Math.floor(refused.length / 2)];
    expect(median).toBeLessThan(200);
    expect((await app.pace()).queued).toBeLessThanOrEqual(60);
    const recorded = new Set((await wholeFeed(app.url)).map(({ messageId }) => messageId));
    expect(accepted.filter(({ messageId }) => !recorded.has(messageId))).toEqual([]);
  },
  30_000,
);
