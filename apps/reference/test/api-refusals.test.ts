import { request } from 'node:http';
import { StatusWireError } from '@statuswire/contracts';
import type { Ledger } from '@statuswire/ledger';
import { createMessagesClient, createReconciler, type Reconciler } from '@statuswire/reconciler';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { listMessages, readFeed, showMessage } from '../src/api/messages.ts';
import type { Operation } from '../src/api/operation.ts';
import { operations } from '../src/api/operations.ts';
import { discardQuarantined, listQuarantined, retryQuarantined, showQuarantined } from '../src/api/quarantine.ts';
import { pauseReconciler, resumeReconciler, showReconciler } from '../src/api/reconciler.ts';
import { summarize } from '../src/api/summary.ts';
import { ask, pathOf } from './api-client.ts';
import { type Hosted, host, subjects } from './hosted.ts';

/** Parameters in the path that are of the right form. */
const someParameters = { projectId: 'p', messageId: 'm', id: 'a'.repeat(64) };

describe.each(subjects)('the API hosted by $framework on $storeName', ({ framework, createHost, createStore }) => {
  let hosted: Hosted;
  let url: string;

  async function start(store = createStore(), reconcilerOf?: (ledger: Ledger) => Reconciler): Promise<void> {
    hosted = await host({ framework, createHost, store, ...(reconcilerOf === undefined ? {} : { reconcilerOf }) });
    url = hosted.url;
  }

  beforeEach(() => start());
  afterEach(() => hosted.close());

  const cursor = Buffer.from('["x"]').toString('base64url');
  test.each<[Operation, string, string | undefined]>([
    [listMessages, 'limit=0', 'limit'],
    [listMessages, 'limit=501', 'limit'],
    [listMessages, 'limit=-1', 'limit'],
    [listMessages, 'limit=1.5', 'limit'],
    [listMessages, 'limit=', 'limit'],
    [listMessages, 'limit=1&limit=2', 'limit'],
    [listMessages, 'limt=5', 'limt'],
    [listMessages, 'status=canary', 'status'],
    [listMessages, 'status=sent&status=sent', 'status'],
    [listMessages, 'since=canary', 'since'],
    [listMessages, 'since=2026-02-30T00:00:00Z', 'since'],
    [listMessages, 'since=2026-03-01T00:00:00', 'since'],
    [listMessages, 'until=9999-12-31T23:59:59-23:59', 'until'],
    [listMessages, 'healed=canary', 'healed'],
    [listMessages, 'search=', 'search'],
    [listMessages, `search=${'canary'.repeat(50)}`, 'search'],
    [listMessages, 'sort=canary', 'sort'],
    [listMessages, 'after=canary', 'after'],
    [listMessages, `after=${cursor}`, 'after'],
    [listMessages, '__proto__=canary', '__proto__'],
    [listMessages, '%2B15551234567=canary', undefined],
    [summarize, 'search=canary', 'search'],
    [summarize, 'interval=canary', 'interval'],
    [summarize, 'recentMinutes=1441', 'recentMinutes'],
    [readFeed, 'limit=1001', 'limit'],
    [readFeed, 'after=canary', 'after'],
    [showMessage, 'limit=5', 'limit'],
    [listQuarantined, 'state=canary', 'state'],
    [listQuarantined, `after=${cursor}`, 'after'],
    [retryQuarantined, 'canary=1', 'canary'],
  ])('%o refuses ?%s, naming the parameter and its rule', async (operation, query, path = '(a name that is none)') => {
    const answer = await ask(url, operation, { query, parameters: someParameters });
    expect(answer).toMatchObject({
      status: 400,
      body: { errors: [{ path, message: expect.stringMatching(/^[A-Z].{5,}/) }] },
    });
    expect(JSON.stringify(answer.body).replace('"path":"canary"', '')).not.toMatch(/canary|1555/);
  });

  test.each([
    [showMessage, { projectId: 'p', messageId: 'm'.repeat(256) }, 'messageId'],
    [showQuarantined, { id: 'canary' }, 'id'],
    [retryQuarantined, { id: 'A'.repeat(64) }, 'id'],
    [discardQuarantined, { id: 'A'.repeat(64) }, 'id'],
  ])('%o refuses a path of another form', async (operation, parameters, path) => {
    const answer = await ask(url, operation, { parameters });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path }] } });
    expect(JSON.stringify(answer.body)).not.toContain('canary');
  });

  test.each(operations)('$id is for nobody who comes through a proxy, or by a foreign name', async (operation) => {
    const headers = { 'x-forwarded-for': '192.0.2.1' };
    expect((await ask(url, operation, { parameters: someParameters, headers })).status).toBe(403);
    const status = await new Promise((resolve, reject) => {
      const options = { method: operation.method, headers: { host: 'rebound.example' } };
      request(url + pathOf(operation, someParameters), options, (response) => {
        response.resume().on('end', () => resolve(response.statusCode));
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });

  test('a page of another site can change nothing', async () => {
    const parameters = { id: 'a'.repeat(64) };
    const strangers = [
      { origin: 'https://elsewhere.example' },
      { origin: 'null' },
      { origin: 'http://127.0.0.1:1' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ];
    for (const headers of strangers) {
      expect((await ask(url, retryQuarantined, { parameters, headers })).status).toBe(403);
    }
    for (const headers of [{ origin: url, 'sec-fetch-site': 'same-origin' }, {}]) {
      expect((await ask(url, retryQuarantined, { parameters, headers })).status).toBe(404);
    }
  });

  test('where the database cannot be reached, every answer is 503 with Retry-After, and the reason is reported', async () => {
    await hosted.close();
    const unavailable = async (): Promise<never> => {
      throw new StatusWireError('STATUSWIRE_UNAVAILABLE', 'The database is locked. Free it.');
    };
    const store = createStore();
    const names = ['append', 'message', 'timeline', 'list', 'summary', 'feed', 'quarantined', 'quarantinedDelivery'];
    // It asks nobody: what is known of a message is looked up first.
    const client = createMessagesClient({ baseUrl: 'http://127.0.0.1:1', projectId: 'p', token: 'PT-test' });
    await start({ ...store, ...Object.fromEntries(names.map((name) => [name, unavailable])) }, (ledger) =>
      createReconciler({ ledger, client }),
    );
    const withoutDatabase: readonly Operation[] = [showReconciler, pauseReconciler, resumeReconciler];
    const asked = operations.filter((operation) => !withoutDatabase.includes(operation));
    for (const operation of asked) {
      const answer = await ask(url, operation, { parameters: someParameters });
      expect([operation.id, answer.status, answer.headers.get('retry-after')]).toEqual([operation.id, 503, '1']);
    }
    expect(hosted.thrown).toHaveLength(asked.length);
    const callback = await hosted.deliver();
    expect([callback.status, callback.headers.get('retry-after')]).toEqual([503, '1']);
    expect(hosted.rows.at(-1)?.notes).toMatchObject([
      { text: 'STATUSWIRE_UNAVAILABLE: The database is locked. Free it.' },
    ]);
  });
});
