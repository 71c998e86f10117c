import { request } from 'node:http';
import { type SignedDeliveryOptions, signedDelivery } from '@statuswire/receiver/testing';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CreateHost, callbackPath, type Framework, type Reply } from '../src/host.ts';
import { createExpressHost } from '../src/host-express.ts';
import { createKoaHost } from '../src/host-koa.ts';
import { type HttpServer, listen } from '../src/http-server.ts';
import { type CallbackRow, errorText } from '../src/log/callback-row.ts';
import { errorReply, methodNotAllowed, notFound } from '../src/problem-reply.ts';
import { createReceiving, type Receiving } from '../src/receiving.ts';
import { createRecentEvents } from '../src/recent-events.ts';
import { createRoutes } from '../src/routes.ts';

const publicUrl = 'https://example.com/callbacks/status';
const signingKey = 'PSK-test-key';
const secret = 'what-a-thrown-error-says';

const hosts: readonly (readonly [Framework, CreateHost])[] = [
  ['express', createExpressHost],
  ['koa', createKoaHost],
];

describe.each(hosts)('hosted by %s', (framework, createHost) => {
  let server: HttpServer;
  let receiving: Receiving;
  let rows: CallbackRow[];
  let thrown: unknown[];

  beforeEach(async () => {
    rows = [];
    thrown = [];
    const events = createRecentEvents({ capacity: 10 });
    receiving = createReceiving({
      publicUrl,
      signingKeys: [signingKey],
      events,
      show: (row) => rows.push(row),
      now: () => new Date(),
    });
    const routes = [
      ...createRoutes({ events }),
      {
        path: '/broken',
        answer: (): Reply => {
          throw new Error(secret);
        },
      },
    ];
    const answerError = (error: unknown): Reply => {
      thrown.push(error);
      return errorReply(error);
    };
    const callbacks = receiving.optionsFor(framework);
    server = await listen(createHost({ callbacks, routes, notFound, methodNotAllowed, answerError }), {
      host: '127.0.0.1',
      port: 0,
    });
  });

  afterEach(() => server.close());

  async function deliver(options: Partial<SignedDeliveryOptions> = {}): Promise<Response> {
    const { method, headers, body } = signedDelivery({ signingKey, url: publicUrl, ...options });
    return await fetch(server.url + callbackPath, { method, headers, body });
  }

  async function storedEvents(query = ''): Promise<{ events: Record<string, unknown>[] }> {
    const response = await fetch(`${server.url}/api/events${query}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(response.headers.get('cache-control')).toBe('no-store');
    return (await response.json()) as { events: Record<string, unknown>[] };
  }

  async function problem(response: Response): Promise<Record<string, unknown>> {
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const body = (await response.json()) as Record<string, unknown>;
    expect(body).toMatchObject({ type: 'about:blank', status: response.status, title: response.statusText });
    return body;
  }

  test('a callback of either dialect is accepted and can be seen', async () => {
    expect((await deliver({ status: 'sent' })).status).toBe(200);
    expect((await deliver({ dialect: 'platform', messageId: 'second', status: 'delivered' })).status).toBe(200);
    const { events } = await storedEvents();
    expect(events).toMatchObject([
      { framework, arrivals: 1, event: { dialect: 'platform', messageId: 'second', status: 'delivered' } },
      { framework, arrivals: 1, event: { dialect: 'compatibility', status: 'sent', to: '+15557654321' } },
    ]);
    expect(rows.map(({ cells }) => cells.status?.text)).toEqual(['2 sent', '3 delivered']);
  });

  test('a forged callback is refused without a reason, shown, and kept nowhere', async () => {
    const response = await deliver({ signingKey: 'PSK-other-key' });
    expect(response.status).toBe(403);
    expect(Object.keys(await problem(response)).sort()).toEqual(['status', 'title', 'type']);
    expect(await storedEvents()).toEqual({ events: [] });
    expect(rows[0]?.cells).toMatchObject({ status: { text: '✗ refused' }, route: { text: '403 wrong signature' } });
    expect(receiving.tally()).toEqual({ accepted: 0, repeated: 0, turnedAway: 1 });
  });

  test('a verified callback that cannot be read is shown as such', async () => {
    const response = await deliver({ fields: { NumSegments: 'many' } });
    expect((await problem(response)).status).toBe(422);
    expect(rows[0]?.cells.status?.text).toBe('✗ unreadable');
    expect(JSON.stringify(rows)).not.toContain('many');
  });

  test('a repeat is accepted and kept once', async () => {
    for (let time = 0; time < 3; time += 1) expect((await deliver()).status).toBe(200);
    expect((await storedEvents()).events).toMatchObject([{ arrivals: 3 }]);
    expect(receiving.tally()).toEqual({ accepted: 3, repeated: 2, turnedAway: 0 });
    expect(rows[2]?.notes).toEqual([{ text: 'repeated', style: 'odd' }]);
  });

  test('limit takes the newest', async () => {
    for (const messageId of ['first', 'second', 'third']) await deliver({ messageId });
    expect((await storedEvents('?limit=2')).events).toMatchObject([
      { event: { messageId: 'third' } },
      { event: { messageId: 'second' } },
    ]);
  });

  test.each(['limit=0', 'limit=501', 'limit=-1', 'limit=1.5', 'limit=many', 'limit=', 'limit=1&limit=2', 'limt=5'])(
    '?%s is refused with the rule',
    async (query) => {
      const response = await fetch(`${server.url}/api/events?${query}`);
      expect(response.status).toBe(400);
      const rule = query.startsWith('limt')
        ? { path: 'limt', message: 'The only parameter is limit' }
        : { path: 'limit', message: 'Expected a whole number from 1 to 500' };
      expect((await problem(response)).errors).toEqual([rule]);
    },
  );

  test('events are shown to nobody who comes through a proxy, or by a foreign name', async () => {
    await deliver();
    const proxied = await fetch(`${server.url}/api/events`, { headers: { 'x-forwarded-for': '192.0.2.1' } });
    expect((await problem(proxied)).status).toBe(403);
    const status = await new Promise((resolve, reject) => {
      request(`${server.url}/api/events`, { headers: { host: 'rebound.example' } }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode));
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });

  test('it is healthy, for HEAD too', async () => {
    const response = await fetch(`${server.url}/healthz`);
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
    const head = await fetch(`${server.url}/healthz`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  test.each(['/', '/nope', '/api', '/api/events/1', '/callbacks', '/%E0%A4%A'])('%s is not found', async (path) => {
    const response = await fetch(server.url + path);
    expect(response.status).toBe(404);
    await problem(response);
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s on the API is not allowed', async (method) => {
    const response = await fetch(`${server.url}/api/events`, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD');
    await problem(response);
  });

  test('GET on the callback path is not allowed', async () => {
    const response = await fetch(server.url + callbackPath);
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
    await problem(response);
  });

  test('what a broken route throws is reported and never told', async () => {
    const response = await fetch(`${server.url}/broken`);
    expect(response.status).toBe(500);
    expect(JSON.stringify(await problem(response))).not.toContain(secret);
    expect(thrown).toEqual([expect.objectContaining({ message: secret })]);
    expect(errorText(thrown[0])).toBe('Error');
  });

  test('nothing tells which framework it is', async () => {
    const response = await fetch(`${server.url}/healthz`);
    const names = [...response.headers.keys()].filter((name) => !['connection', 'date', 'keep-alive'].includes(name));
    expect(names.sort()).toEqual(['cache-control', 'content-length', 'content-type']);
  });
});
