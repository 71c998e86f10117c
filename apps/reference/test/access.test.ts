import { request } from 'node:http';
import { createMemoryStore } from '@statuswire/ledger';
import { afterEach, describe, expect, test } from 'vitest';
import { attemptKey, createAttemptLimit } from '../src/access/attempt-limit.ts';
import { createAuthentication, parseCredentials } from '../src/access/credentials.ts';
import { listMessages } from '../src/api/messages.ts';
import type { Operation } from '../src/api/operation.ts';
import { operations } from '../src/api/operations.ts';
import { discardQuarantined, retryQuarantined } from '../src/api/quarantine.ts';
import { checkMessage } from '../src/api/reconciler.ts';
import { streamFeed } from '../src/api/stream.ts';
import { ask, pathOf } from './api-client.ts';
import { type Hosted, host, hosts } from './hosted.ts';

const secrets = {
  reader: 'reader-secret-0123456789',
  checker: 'checker-secret-0123456789',
  replayer: 'replayer-secret-0123456789',
  scraper: 'scraper-secret-0123456789',
} as const;

type Name = keyof typeof secrets;

const credentials = [
  { name: 'reader', secret: secrets.reader, rights: ['read'] },
  { name: 'checker', secret: secrets.checker, rights: ['check'] },
  { name: 'replayer', secret: secrets.replayer, rights: ['replay'] },
  { name: 'scraper', secret: secrets.scraper, rights: ['metrics'] },
] as const;

function basic(name: string, secret: string): { readonly authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}` };
}

const asBasic = (name: Name) => basic(name, secrets[name]);
const asBearer = (name: Name) => ({ authorization: `Bearer ${secrets[name]}` });

/** Parameters in the path that are of the right form. */
const someParameters = { projectId: 'p', messageId: 'm', id: 'a'.repeat(64) };

describe.each(hosts)('access on %s', (framework, createHost) => {
  let hosted: Hosted;
  afterEach(() => hosted.close());

  async function start(access: Partial<Parameters<typeof host>[0]['access']> = {}): Promise<string> {
    hosted = await host({
      framework,
      createHost,
      store: createMemoryStore(),
      access: { credentials, ...access },
    });
    return hosted.url;
  }

  /** Asks with headers that `fetch` would not send. */
  function statusOf(path: string, { method = 'GET', headers = {} }): Promise<number | undefined> {
    return new Promise((resolve, reject) => {
      request(hosted.url + path, { method, headers }, (response) => {
        response.resume().on('end', () => resolve(response.statusCode));
      })
        .on('error', reject)
        .end();
    });
  }

  test('each right is a right of its own, and without credentials there is none', async () => {
    const url = await start();
    const aboutQuarantine: readonly Operation[] = [retryQuarantined, discardQuarantined];
    const needed = (operation: Operation): Name =>
      operation.method === 'GET' ? 'reader' : aboutQuarantine.includes(operation) ? 'replayer' : 'checker';
    expect(operations.filter(({ method }) => method === 'POST').length).toBeGreaterThan(4);
    for (const operation of operations) {
      const parameters = someParameters;
      const without = await ask(url, operation, { parameters });
      expect([operation.id, without.status]).toEqual([operation.id, 401]);
      expect(without.headers.get('www-authenticate')).toBe('Basic realm="StatusWire", charset="UTF-8"');
      for (const name of Object.keys(secrets) as Name[]) {
        const { status } = await ask(url, operation, { parameters, headers: asBasic(name) });
        expect([operation.id, name, status === 403]).toEqual([operation.id, name, name !== needed(operation)]);
      }
      const { status } = await ask(url, operation, { parameters, headers: asBearer(needed(operation)) });
      expect([200, 404, 409]).toContain(status);
    }
    for (const path of ['/', '/messages/p/m', '/api/openapi.json', streamFeed.path]) {
      expect([path, (await fetch(url + path)).status]).toEqual([path, 401]);
      expect((await fetch(url + path, { headers: asBearer('scraper') })).status).toBe(403);
      const stream = new AbortController();
      const allowed = await fetch(url + path, { headers: asBearer('reader'), signal: stream.signal });
      expect([200, 503]).toContain(allowed.status);
      stream.abort();
    }
    expect((await fetch(`${url}/metrics`, { headers: asBearer('reader') })).status).toBe(403);
    expect((await fetch(`${url}/metrics`, { headers: asBearer('scraper') })).status).toBe(200);
  });

  test('callbacks and health are for everybody, from anywhere', async () => {
    await start();
    expect((await hosted.deliver()).status).toBe(200);
    for (const path of ['/healthz', '/readyz']) {
      expect(await statusOf(path, { headers: { host: 'example.com', 'x-forwarded-for': '192.0.2.1' } })).toBe(200);
    }
  });

  test('without credentials, any address of loopback will do, however it is spelled, and no other name', async () => {
    await start({ credentials: null });
    const statuses = async (names: readonly string[]) =>
      await Promise.all(names.map(async (host) => [host, await statusOf(listMessages.path, { headers: { host } })]));
    const own = [
      '127.0.0.1',
      '127.0.0.2:8080',
      '127.255.255.254',
      '[::1]',
      '[::1]:8080',
      '[::ffff:7f00:1]:80',
      'LocalHost:1',
    ];
    expect(await statuses(own)).toEqual(own.map((host) => [host, 200]));
    const foreign = [
      'example.com',
      'localhost.example.com',
      '127.0.0.1.example.com',
      '127.1',
      '128.0.0.1',
      '0.0.0.0:8080',
      '10.0.0.1',
      '[::2]',
      '[::]:8080',
      '::1',
      '127.0.0.1:8080:1',
      '[127.0.0.1',
      'example.com@127.0.0.1',
    ];
    expect(await statuses(foreign)).toEqual(foreign.map((host) => [host, 403]));
  });

  test('with credentials, who comes through a proxy or by another name may ask', async () => {
    await start();
    const headers = { ...asBasic('reader'), host: 'status.example.com', 'x-forwarded-for': '192.0.2.1' };
    expect(await statusOf(listMessages.path, { headers })).toBe(200);
  });

  test.each([
    { authorization: 'Basic' },
    { authorization: 'Basic !!!' },
    { authorization: `Digest ${secrets.reader}` },
    { authorization: `Bearer ${secrets.reader}x` },
    { authorization: `Bearer ${secrets.reader} x` },
    basic('checker', secrets.reader),
    basic('reader', ''),
    basic('', secrets.reader),
  ])('%j is nobody', async (headers) => {
    const url = await start();
    const answer = await ask(url, listMessages, { headers });
    expect(answer.status).toBe(401);
    expect(JSON.stringify(answer.body)).not.toContain('secret-0');
  });

  test('who guesses has to wait, whatever the next guess, until some time is over', async () => {
    let clock = Date.now();
    const url = await start({ limit: { most: 3, everyMs: 10_000 }, now: () => new Date(clock) });
    const wrong = basic('reader', 'guessed');
    for (let attempt = 0; attempt < 3; attempt += 1) {
      expect((await ask(url, listMessages, { headers: wrong })).status).toBe(401);
    }
    for (const headers of [wrong, asBasic('reader')]) {
      const limited = await ask(url, listMessages, { headers });
      expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '10']);
    }
    // Who has none does not guess, and callbacks are none of this.
    expect((await ask(url, listMessages)).status).toBe(401);
    expect((await hosted.deliver()).status).toBe(200);
    expect(hosted.refusals.slice(3, 5)).toEqual(['too_many_attempts', 'too_many_attempts']);
    clock += 10_000;
    expect((await ask(url, listMessages, { headers: asBasic('reader') })).status).toBe(200);
  });

  test('an address is believed from a proxy that is trusted, and from nobody else', async () => {
    const limit = { most: 1, everyMs: 60_000 };
    const guess = (address: string) =>
      statusOf(listMessages.path, { headers: { ...basic('a', 'b'), 'x-forwarded-for': address } });
    await start({ limit });
    expect([await guess('192.0.2.1'), await guess('192.0.2.2')]).toEqual([401, 429]);
    await hosted.close();
    await start({ limit, trustedProxies: ['loopback'] });
    expect([await guess('192.0.2.1'), await guess('192.0.2.2'), await guess('192.0.2.1')]).toEqual([401, 401, 429]);
    // What stands before the proxy's own word, anybody can have written.
    expect(await guess('198.51.100.7, 192.0.2.1')).toBe(429);
  });

  const foreign = [
    { origin: 'https://elsewhere.example' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1:1' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
  ];
  test.each(foreign)('a page of another site (%j) can ask nothing, password or not', async (headers) => {
    const url = await start();
    const asked = [
      [listMessages, 'reader'],
      [checkMessage, 'checker'],
      [retryQuarantined, 'replayer'],
      [discardQuarantined, 'replayer'],
    ] as const;
    for (const [operation, name] of asked) {
      const answer = await ask(url, operation, {
        parameters: someParameters,
        headers: { ...asBasic(name), ...headers },
      });
      expect([operation.id, answer.status]).toEqual([operation.id, 403]);
    }
  });

  test('following a link to here is no such thing, and a link changes nothing', async () => {
    await start();
    const followed = { ...asBasic('reader'), 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' };
    expect(await statusOf(listMessages.path, { headers: followed })).toBe(200);
    const submitted = { ...followed, ...asBasic('replayer'), origin: 'https://elsewhere.example' };
    const path = pathOf(retryQuarantined, someParameters);
    expect(await statusOf(path, { method: 'POST', headers: submitted })).toBe(403);
  });

  test('our own page may, behind a proxy that ends TLS, too', async () => {
    await start();
    const path = pathOf(retryQuarantined, someParameters);
    const own = { ...asBasic('replayer'), host: 'status.example.com', 'sec-fetch-site': 'same-origin' };
    const headers = { ...own, origin: 'https://status.example.com' };
    expect(await statusOf(path, { method: 'POST', headers })).toBe(404);
    const other = { ...own, origin: 'https://status.example.com.elsewhere.example' };
    expect(await statusOf(path, { method: 'POST', headers: other })).toBe(403);
  });

  test.each(['POST', 'PUT', 'DELETE', 'PATCH'])('%s is no way round the right to read', async (method) => {
    await start();
    expect(await statusOf(listMessages.path, { method })).toBe(405);
  });
});

describe('credentials', () => {
  test('say who, by what and what for', () => {
    expect(parseCredentials('anna:0123456789abcdef:read+check  ci:fedcba9876543210=:metrics,')).toEqual({
      credentials: [
        { name: 'anna', secret: '0123456789abcdef', rights: ['read', 'check'] },
        { name: 'ci', secret: 'fedcba9876543210=', rights: ['metrics'] },
      ],
    });
  });

  test.each([
    ['', /^must be NAME:SECRET:RIGHTS/],
    ['anna', /^must be/],
    ['anna:too-short:read', /SECRET has 16 or more/],
    ['anna:0123456789abcdef:', /^must be/],
    ['anna:0123456789abcdef:write', /RIGHTS are some of read, check, replay, metrics/],
    ['anna:0123456789abcdef:read anna:fedcba9876543210:check', /^names somebody twice/],
    ['anna:0123456789abcdef:read bert:0123456789abcdef:check', /^gives two names one secret/],
  ])('%j are refused without being shown', (list, fault) => {
    const parsed = parseCredentials(list);
    expect(parsed).toEqual({ fault: expect.stringMatching(fault) });
    expect(JSON.stringify(parsed)).not.toMatch(/0123456789|too-short/);
  });

  test('are all looked at, whichever fits: the first and the last are both found', () => {
    const authenticate = createAuthentication(credentials);
    for (const { name, secret, rights } of credentials) {
      expect(authenticate(`bearer ${secret}`)).toEqual({ kind: 'known', name, rights });
    }
    expect(createAuthentication([])(`Bearer ${secrets.reader}`)).toEqual({ kind: 'wrong' });
  });
});

describe('the limit of attempts', () => {
  test('remembers no more addresses than it may, and those that failed last', () => {
    let clock = 0;
    const limit = createAttemptLimit({ most: 1, everyMs: 1_000, maxAddresses: 100, now: () => new Date(clock) });
    for (let n = 0; n < 10_000; n += 1) limit.failed(`10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`);
    expect(limit.size()).toBe(100);
    expect(limit.waitMs('10.0.39.15')).toBe(1_000);
    expect(limit.waitMs('10.0.0.1')).toBe(0);
    clock = 5_000;
    limit.failed('192.0.2.1');
    expect(limit.size()).toBe(1);
  });

  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:0db8:0001:0002::1', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
  ])('%s counts as %s', (address, key) => {
    expect(attemptKey(address)).toBe(key);
  });
});
