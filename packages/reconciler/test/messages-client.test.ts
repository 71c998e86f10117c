import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { createMessagesClient, type MessagesClientOptions, type RestFailure } from '../src/index.ts';
import { type GatewayFault, startGateway } from './faulty-gateway.ts';
import { createWorld, minute, projectId, token, type World } from './world.ts';

/** A client behind a gateway that does one thing to every request. */
async function behindGateway(
  decide: () => GatewayFault,
  options: Partial<MessagesClientOptions> = {},
): Promise<{
  readonly world: World;
  readonly gateway: Awaited<ReturnType<typeof startGateway>>;
  client: ReturnType<World['client']>;
}> {
  const world = await createWorld();
  const gateway = await startGateway(world.sandbox.url, decide);
  return { world, gateway, client: world.client({ baseUrl: gateway.url, ...options }) };
}

async function failureOf(asked: Promise<{ ok: boolean; failure?: RestFailure }>): Promise<RestFailure | undefined> {
  const { ok, failure } = await asked;
  expect(ok).toBe(false);
  return failure;
}

describe('retrieves', () => {
  test('a message of either API over either API', async () => {
    const { sandbox, client } = await createWorld().then((world) => ({ ...world, client: world.client() }));
    for (const dialect of ['compatibility', 'platform'] as const) {
      const { id } = sandbox.send({ dialect, to: '+15005550103' });
      await sandbox.advance(minute);
      expect(await client.retrieveMessage(id)).toMatchObject({
        ok: true,
        value: { sid: id, account_sid: projectId, status: 'undelivered', error_code: '30003', body: 'Hello World!' },
      });
      expect(await client.retrieveMessageLog(id)).toMatchObject({ ok: true, value: { id, status: 'undelivered' } });
    }
  });

  test('nothing where there is nothing, and asks for no id that would lead elsewhere', async () => {
    const world = await createWorld();
    const client = world.client();
    expect(await failureOf(client.retrieveMessage('unheard-of'))).toEqual({ kind: 'not_found' });
    expect(await failureOf(client.retrieveMessageLog('a/../b?c#d'))).toEqual({ kind: 'not_found' });
    expect(world.requests).toHaveLength(2);
    for (const id of ['', '.', '..', '\ud800']) {
      expect(await failureOf(client.retrieveMessage(id))).toEqual({ kind: 'not_found' });
    }
    expect(world.requests).toHaveLength(2);
  });

  test('with a wrong token: unauthorized, and the token is in nothing that comes back', async () => {
    const world = await createWorld();
    const client = world.client({ token: 'PTwrong' });
    const answer = await client.retrieveMessage('m1');
    expect(answer).toEqual({ ok: false, failure: { kind: 'unauthorized', status: 401 } });
    expect(inspect([answer, client], { depth: 9 })).not.toContain('PTwrong');
    expect(world.requests).toHaveLength(1);
  });
});

describe('lists', () => {
  test('messages by the day they were sent, page by page, each once', async () => {
    const world = await createWorld();
    const client = world.client();
    const today = Array.from({ length: 7 }, () => world.sandbox.send({}).id);
    await world.sandbox.advance(24 * 60 * minute);
    const tomorrow = Array.from({ length: 3 }, () => world.sandbox.send({}).id);
    await world.sandbox.advance(minute);

    const found: string[] = [];
    let query: Parameters<typeof client.listMessages>[0] = { dateSent: '2026-01-01', pageSize: 3 };
    for (let page = 0; page < 10; page += 1) {
      const answer = await client.listMessages(query);
      if (!answer.ok) throw new Error(answer.failure.kind);
      found.push(...answer.value.items.map(({ sid }) => sid));
      if (answer.value.next === null) break;
      query = { next: answer.value.next };
    }
    expect(found.toSorted()).toEqual(today.toSorted());

    const after = await client.listMessages({ dateSentAfter: '2026-01-02' });
    expect(after.ok && after.value.items.map(({ sid }) => sid).toSorted()).toEqual(tomorrow.toSorted());
    const before = await client.listMessages({ dateSentBefore: '2026-01-02', status: 'delivered', to: '+1999' });
    expect(before).toMatchObject({ ok: true, value: { items: [], next: null } });
  });

  test('logs between two instants, page by page, of either API', async () => {
    const world = await createWorld();
    const client = world.client();
    const ids = ['compatibility', 'platform', 'compatibility'] as const;
    const sent = ids.map((dialect) => world.sandbox.send({ dialect }).id);
    await world.sandbox.advance(10 * minute);
    world.sandbox.send({});
    const query = { createdAfter: '2026-01-01T00:00:00Z', createdBefore: '2026-01-01T00:05:00Z', pageSize: 2 };
    const first = await client.listMessageLogs(query);
    if (!first.ok || first.value.next === null) throw new Error('no second page');
    const second = await client.listMessageLogs({ next: first.value.next });
    if (!second.ok) throw new Error(second.failure.kind);
    const found = [...first.value.items, ...second.value.items].map(({ id }) => id);
    expect(found.toSorted()).toEqual(sent.toSorted());
    expect(second.value.next).toBeNull();
  });

  test('one entry that cannot be read does not hide the others', async () => {
    const entry = { id: 'm1', status: 'sent', from: '+1', to: '+2' };
    const body = JSON.stringify({ links: {}, data: [entry, { id: 'm2' }, null] });
    const { client } = await behindGateway(() => ({ kind: 'answer', status: 200, body }));
    expect(await client.listMessageLogs()).toEqual({ ok: true, value: { items: [entry], unreadable: 2, next: null } });
  });

  test.for([
    'https://elsewhere.example/api/messaging/logs?page_number=1',
    '//elsewhere.example/api/messaging/logs?page_number=1',
    '/api/messaging/other?page_number=1',
    'http://user:pass@127.0.0.1/api/messaging/logs',
    'http://[',
  ])('a next page that is elsewhere is not followed: %s', async (next) => {
    const body = JSON.stringify({ links: { next }, data: [] });
    const { client, gateway } = await behindGateway(() => ({ kind: 'answer', status: 200, body }));
    expect(await failureOf(client.listMessageLogs())).toMatchObject({ kind: 'malformed' });
    await expect(client.listMessageLogs({ next })).rejects.toThrow('next must be what a page of this same list gave');
    expect(gateway.requests).toHaveLength(1);
  });

  test('a page size out of bounds is a mistake of the program', async () => {
    const client = (await createWorld()).client();
    await expect(client.listMessages({ pageSize: 1_001 })).rejects.toThrow(
      'pageSize must be an integer from 1 to 1000',
    );
  });
});

describe('failures are values', () => {
  test.for<[string, GatewayFault, RestFailure, number]>([
    [
      'a 500',
      { kind: 'answer', status: 500 },
      { kind: 'unavailable', reason: 'server_error', status: 500, code: null },
      3,
    ],
    ['a 400', { kind: 'answer', status: 400 }, { kind: 'refused', status: 400 }, 1],
    ['a 403', { kind: 'answer', status: 403 }, { kind: 'unauthorized', status: 403 }, 1],
    ['a 410', { kind: 'answer', status: 410 }, { kind: 'not_found' }, 1],
    [
      'a page for people instead of a 404',
      { kind: 'answer', status: 404, headers: { 'content-type': 'text/html; charset=utf-8' }, body: '<h1>No</h1>' },
      { kind: 'refused', status: 404 },
      1,
    ],
    [
      'a redirect, which is not followed',
      { kind: 'answer', status: 302, headers: { location: 'https://elsewhere.example/' } },
      { kind: 'refused', status: 302 },
      1,
    ],
    [
      'a 429',
      { kind: 'answer', status: 429, headers: { 'retry-after': '7' } },
      { kind: 'throttled', retryAfterMs: 7_000 },
      1,
    ],
    [
      'a 503 that says when',
      {
        kind: 'answer',
        status: 503,
        headers: { 'retry-after': 'Fri, 31 Dec 2027 23:59:59 GMT', date: 'Fri, 31 Dec 2027 23:59:50 GMT' },
      },
      { kind: 'throttled', retryAfterMs: 9_000 },
      1,
    ],
    ['a 429 that does not say', { kind: 'answer', status: 429 }, { kind: 'throttled', retryAfterMs: 5_000 }, 1],
    ['silence', { kind: 'silent' }, { kind: 'unavailable', reason: 'timeout', status: null, code: null }, 3],
  ])('%s', async ([, fault, failure, attempts]) => {
    // Only who is silent is waited for: an answer may be slow on a busy machine.
    const timeoutMs = fault.kind === 'silent' ? 100 : 5_000;
    const { client, gateway } = await behindGateway(() => fault, { timeoutMs });
    expect(await failureOf(client.retrieveMessage('m1'))).toEqual(failure);
    expect(gateway.requests).toHaveLength(attempts);
  });

  test.for<GatewayFault>([{ kind: 'cut' }, { kind: 'cut_body' }])('a connection that is cut: %o', async (fault) => {
    const { client, gateway } = await behindGateway(() => fault);
    expect(await failureOf(client.retrieveMessage('m1'))).toMatchObject({ kind: 'unavailable', reason: 'network' });
    expect(gateway.requests).toHaveLength(3);
  });

  test('nobody there', async () => {
    const world = await createWorld();
    const client = world.client();
    await world.sandbox.close();
    expect(await failureOf(client.retrieveMessage('m1'))).toEqual({
      kind: 'unavailable',
      reason: 'network',
      status: null,
      code: 'ECONNREFUSED',
    });
  });

  test.for([
    ['no JSON', '{"sid": "m1", '],
    ['an empty body', ''],
    ['JSON of another kind', '[1, 2]'],
    [
      'a message without its status',
      JSON.stringify({ sid: 'm1', account_sid: projectId, from: '+15550001', to: '+15550002' }),
    ],
    [
      'another message',
      JSON.stringify({ sid: 'm2', account_sid: projectId, status: 'sent', from: '+15550001', to: '+15550002' }),
    ],
    [
      'a message of another project',
      JSON.stringify({ sid: 'm1', account_sid: 'other', status: 'sent', from: '+15550001', to: '+15550002' }),
    ],
  ] as const)('%s: malformed, without a word of it', async ([, body]) => {
    const { client, gateway } = await behindGateway(() => ({ kind: 'answer', status: 200, body }));
    const failure = await failureOf(client.retrieveMessage('m1'));
    expect(failure).toMatchObject({ kind: 'malformed' });
    expect(JSON.stringify(failure)).not.toContain('+1555');
    expect(gateway.requests).toHaveLength(1);
  });

  test('an answer larger than allowed is not read to its end', async () => {
    const body = JSON.stringify({ text: 'x'.repeat(4_000) });
    const { client } = await behindGateway(() => ({ kind: 'answer', status: 200, body }), { maxAnswerBytes: 1_024 });
    expect(await failureOf(client.retrieveMessage('m1'))).toMatchObject({ kind: 'malformed' });
  });

  test('what failed once is tried again, and heals', async () => {
    const faults: GatewayFault[] = [{ kind: 'cut' }, { kind: 'answer', status: 502 }];
    const { world, client, gateway } = await behindGateway(() => faults.shift() ?? { kind: 'pass' });
    const { id } = world.sandbox.send({});
    expect(await client.retrieveMessage(id)).toMatchObject({ ok: true, value: { sid: id } });
    expect(gateway.requests).toHaveLength(3);
  });
});

describe('keeps to limits', () => {
  test('after a 429 nothing is asked until it may be', async () => {
    let throttled = true;
    const { world, client, gateway } = await behindGateway(() =>
      throttled ? { kind: 'answer', status: 429, headers: { 'retry-after': '30' } } : { kind: 'pass' },
    );
    const { id } = world.sandbox.send({});
    await client.retrieveMessage(id);
    throttled = false;
    expect(client.pausedUntil).toEqual(new Date(world.now().getTime() + 30_000));
    await world.sandbox.advance(29_000);
    expect(await failureOf(client.listMessages())).toEqual({ kind: 'throttled', retryAfterMs: 1_000 });
    expect(gateway.requests).toHaveLength(1);
    await world.sandbox.advance(1_000);
    expect(client.pausedUntil).toBeNull();
    expect(await client.retrieveMessage(id)).toMatchObject({ ok: true });
  });

  test('never more requests at once than allowed, and all are answered', async () => {
    const { world, client, gateway } = await behindGateway(() => ({ kind: 'pass' }), { concurrency: 3 });
    const ids = Array.from({ length: 40 }, () => world.sandbox.send({}).id);
    const answers = await Promise.all(ids.map((id) => client.retrieveMessage(id)));
    expect(answers.every(({ ok }) => ok)).toBe(true);
    expect(gateway.mostAtOnce()).toBe(3);
  });

  test('a signal ends what is under way and what waits, and the places are free again', async () => {
    let silent = true;
    const { world, client, gateway } = await behindGateway(() => (silent ? { kind: 'silent' } : { kind: 'pass' }), {
      concurrency: 2,
      timeoutMs: 300_000,
    });
    const { id } = world.sandbox.send({});
    const stop = new AbortController();
    const asked = Array.from({ length: 5 }, () => client.retrieveMessage(id, { signal: stop.signal }));
    while (gateway.requests.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    stop.abort();
    for (const answer of await Promise.all(asked)) expect(answer).toEqual({ ok: false, failure: { kind: 'aborted' } });
    expect(await failureOf(client.retrieveMessage(id, { signal: stop.signal }))).toEqual({ kind: 'aborted' });
    silent = false;
    expect(await client.retrieveMessage(id)).toMatchObject({ ok: true });
    expect(gateway.requests).toHaveLength(3);
  });

  test('a signal ends the wait before another attempt', async () => {
    const stop = new AbortController();
    const { client, gateway } = await behindGateway(
      () => {
        setTimeout(() => stop.abort(), 20);
        return { kind: 'answer', status: 500 };
      },
      { retryDelayMs: 60_000 },
    );
    expect(await failureOf(client.retrieveMessage('m1', { signal: stop.signal }))).toEqual({ kind: 'aborted' });
    expect(gateway.requests).toHaveLength(1);
  });
});

describe('options', () => {
  const good = { projectId, token };
  test.for<[string, object]>([
    ['Give either spaceUrl', good],
    ['Give either spaceUrl', { ...good, spaceUrl: 'a.signalwire.com', baseUrl: 'https://a.signalwire.com' }],
    ['baseUrl must be a host', { ...good, baseUrl: 'not a url' }],
    ['baseUrl must be a host', { ...good, baseUrl: 'ftp://a.example' }],
    ['baseUrl must be a host', { ...good, baseUrl: 'https://a.example/?q=1' }],
    ['must not hold credentials', { ...good, baseUrl: 'https://me:secret-word@a.example' }],
    ['must be https', { ...good, baseUrl: 'http://a.example' }],
    ['spaceUrl must be https', { ...good, spaceUrl: 'http://a.signalwire.com' }],
    ['token must be', { ...good, token: '', spaceUrl: 'a.signalwire.com' }],
    ['token must be', { ...good, token: 'secret-word\n', spaceUrl: 'a.signalwire.com' }],
    ['projectId must be', { ...good, projectId: 'a:b', spaceUrl: 'a.signalwire.com' }],
    ['knows no option timeout', { ...good, spaceUrl: 'a.signalwire.com', timeout: 5 }],
    ['concurrency must be', { ...good, spaceUrl: 'a.signalwire.com', concurrency: 0 }],
  ])('%s', ([message, options]) => {
    const make = () => createMessagesClient(options as MessagesClientOptions);
    expect(make).toThrow(message);
    expect(make).toThrow(expect.objectContaining({ code: 'STATUSWIRE_INVALID_OPTIONS' }));
    expect(make).not.toThrow('secret-word');
  });

  test.for(['localhost', '127.0.0.1', '127.9.9.9', '[::1]', '[::ffff:127.0.0.1]', '2130706433'])(
    'plain HTTP is taken for %s: it stays on this machine',
    (host) => {
      expect(() => createMessagesClient({ ...good, baseUrl: `http://${host}:8080` })).not.toThrow();
    },
  );

  test.for(['128.0.0.1', '127.0.0.1.example', '[::2]', '[::ffff:128.0.0.1]', 'localhost.example', '0.0.0.0'])(
    'plain HTTP is not taken for %s',
    (host) => {
      expect(() => createMessagesClient({ ...good, baseUrl: `http://${host}:8080` })).toThrow('must be https');
    },
  );

  test.for(['example.signalwire.com', 'https://example.signalwire.com', 'https://example.signalwire.com/'])(
    'a space is %s',
    async (spaceUrl) => {
      const asked: string[] = [];
      const fake: typeof fetch = async (url) => {
        asked.push(String(url));
        return new Response('{}');
      };
      await createMessagesClient({ ...good, spaceUrl, fetch: fake }).retrieveMessage('m1');
      expect(asked).toEqual([`https://example.signalwire.com/api/laml/2010-04-01/Accounts/${projectId}/Messages/m1`]);
    },
  );
});
