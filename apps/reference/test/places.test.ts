import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { createMemoryStore, type LedgerStore } from '@statuswire/ledger';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { exportMessages } from '../src/api/export.ts';
import { listMessages } from '../src/api/messages.ts';
import { streamFeed } from '../src/api/stream.ts';
import { createPlaces } from '../src/places.ts';
import { answerOf, expectDescribed } from './api-client.ts';
import { type Hosted, host, hosts } from './hosted.ts';

const closing: (() => Promise<unknown> | undefined)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** An answer of which the head is read, and nothing of the body. */
async function open(url: string, headers: Readonly<Record<string, string>> = {}): Promise<IncomingMessage> {
  const [response] = (await once(get(url, { headers, agent: false }), 'response')) as [IncomingMessage];
  closing.push(async () => response.destroy());
  response.on('error', () => {});
  return response;
}

describe.each(hosts)('what may be open at once on %s', (framework, createHost) => {
  async function start(
    openAnswers: { readonly streams: number; readonly exports: number },
    options: Partial<Pick<Parameters<typeof host>[0], 'store' | 'access'>> = {},
  ): Promise<Hosted> {
    const hosted = await host({ framework, createHost, store: createMemoryStore(), openAnswers, ...options });
    closing.push(hosted.close);
    return hosted;
  }

  async function metric({ url }: Hosted, name: string): Promise<number> {
    const text = await (await fetch(`${url}/metrics`)).text();
    return Number(new RegExp(`^${name} (\\d+)$`, 'm').exec(text)?.[1]);
  }

  /** Far more than sockets hold, so that an export which nobody reads does not end. */
  async function record({ ledger }: Hosted): Promise<void> {
    const body = 'x'.repeat(20_000);
    const messages = Array.from({ length: 1_500 }, (_, n) => ({
      projectId: 'p',
      messageId: `m-${n}`,
      from: '',
      to: '',
      body,
    }));
    for (let at = 0; at < messages.length; at += 500) {
      await Promise.all(messages.slice(at, at + 500).map((message) => ledger.expect(message)));
    }
  }

  const places = [
    {
      kind: 'streams',
      path: streamFeed.path,
      refused: 'statuswire_feed_clients_refused_total',
      open: 'statuswire_feed_clients',
    },
    {
      kind: 'exports',
      path: `${exportMessages.path}?format=jsonl&texts=true`,
      refused: 'statuswire_exports_refused_total',
      open: 'statuswire_exports',
    },
  ] as const;

  test.each(places)(
    '$kind: past the bound 503 says when to come again; callbacks and all else go on',
    async ({ path, ...names }) => {
      const hosted = await start({ streams: 3, exports: 3 });
      await record(hosted);
      const url = hosted.url + path;
      const first = [await open(url), await open(url), await open(url)];
      expect(first.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200]);

      for (let time = 0; time < 2; time += 1) {
        const refused = await fetch(url);
        expect([refused.status, refused.headers.get('content-type')]).toEqual([503, 'application/problem+json']);
        expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
        const problem = await refused.json();
        expect(problem).toMatchObject({ status: 503, detail: expect.stringMatching(/ as may be \(MAX_[A-Z]+\)/) });
        const [place] = path.split('?');
        expectDescribed(
          problem,
          ['paths', place ?? '', 'get', 'responses', '503', 'content', 'application/problem+json', 'schema'],
          'a refusal',
        );
      }
      expect([await metric(hosted, names.open), await metric(hosted, names.refused)]).toEqual([3, 2]);
      // Of a head nothing stays open.
      expect((await fetch(url, { method: 'HEAD' })).status).toBe(200);
      const callbacks = Array.from({ length: 20 }, (_, n) => hosted.deliver({ messageId: `meanwhile-${n}` }));
      expect((await Promise.all(callbacks)).every(({ status }) => status === 200)).toBe(true);
      expect((await answerOf(hosted.url, listMessages)).items.length).toBeGreaterThan(0);

      first[1]?.destroy();
      await vi.waitFor(async () => expect(await metric(hosted, names.open)).toBe(2), { timeout: 5_000 });
      expect((await open(url)).statusCode).toBe(200);
      expect((await fetch(url)).status).toBe(503);
    },
  );

  test('an export that has ended, was refused or failed leaves its place', async () => {
    const store = createMemoryStore();
    let away = false;
    const failing: LedgerStore = {
      ...store,
      async summary(query) {
        if (away) throw new Error('away');
        return await store.summary(query);
      },
    };
    const hosted = await start({ streams: 1, exports: 1 }, { store: failing });
    await hosted.deliver();
    const url = hosted.url + exportMessages.path;
    const statusOf = async (query: string) => {
      const response = await fetch(url + query);
      await response.text();
      return response.status;
    };
    for (let time = 0; time < 3; time += 1) {
      expect(await statusOf('?format=csv')).toBe(200);
      await vi.waitFor(async () => expect(await metric(hosted, 'statuswire_exports')).toBe(0));
      expect(await statusOf('?format=xml')).toBe(400);
      away = true;
      expect(await statusOf('?format=csv')).toBe(500);
      away = false;
    }
    expect(await metric(hosted, 'statuswire_exports_refused_total')).toBe(0);
  });

  test('who goes away before an export begins does not hold a place for ever', async () => {
    const store = createMemoryStore();
    const asked = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<void>();
    const slow: LedgerStore = {
      ...store,
      async summary(query) {
        asked.resolve();
        await answered.promise;
        return await store.summary(query);
      },
    };
    const hosted = await start({ streams: 1, exports: 1 }, { store: slow });
    const request = get(hosted.url + exportMessages.path, { agent: false });
    request.on('error', () => {});
    await asked.promise;
    request.destroy();
    // Until the service has seen it.
    await new Promise((resolve) => setTimeout(resolve, 100));
    answered.resolve();
    await vi.waitFor(async () => expect((await fetch(hosted.url + exportMessages.path)).status).toBe(200));
  });

  test('who may not read takes no place', async () => {
    const credentials = [{ name: 'anna', secret: 'a-secret-of-some-length', rights: ['read'] }] as const;
    const hosted = await start({ streams: 1, exports: 1 }, { access: { credentials } });
    for (let time = 0; time < 3; time += 1) {
      expect((await open(hosted.url + streamFeed.path)).statusCode).toBe(401);
    }
    const headers = { authorization: 'Bearer a-secret-of-some-length' };
    expect((await open(hosted.url + streamFeed.path, headers)).statusCode).toBe(200);
    expect((await open(hosted.url + streamFeed.path, headers)).statusCode).toBe(503);
  });
});

test('requests that come at the same moment take no more places than there are', async () => {
  const places = createPlaces({ most: 2, full: 'Full.', retryAfterSeconds: 7 });
  const route = places.bound({
    method: 'GET',
    path: '/slow',
    async answer() {
      await new Promise((resolve) => setTimeout(resolve, 10));
      return { status: 200, headers: {}, start: () => {} };
    },
  });
  const request = { parameters: {}, query: {}, headers: {}, incoming: { method: 'GET' } as IncomingMessage };
  const replies = await Promise.all(Array.from({ length: 6 }, () => route.answer(request)));
  expect(replies.map(({ status }) => status)).toEqual([200, 200, 503, 503, 503, 503]);
  expect([places.takenCount(), places.refusedCount()]).toEqual([2, 4]);
  expect(replies[5]?.headers['retry-after']).toBe('7');
});
