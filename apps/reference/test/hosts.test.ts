import { createMemoryStore, type LedgerStore } from '@statuswire/ledger';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readFeed, showMessage } from '../src/api/messages.ts';
import { listQuarantined } from '../src/api/quarantine.ts';
import { callbackPath, type Reply } from '../src/host.ts';
import { errorText } from '../src/log/callback-row.ts';
import { answerOf } from './api-client.ts';
import { type Hosted, host, hosts } from './hosted.ts';
import { securityHeaderValues } from './security-header-values.ts';

/** That every answer has these is tested where they are made. */
const secured = [...Object.keys(securityHeaderValues)];

const secret = 'what-a-thrown-error-says';

describe.each(hosts)('hosted by %s', (framework, createHost) => {
  let hosted: Hosted;
  let commits: (() => void)[];

  beforeEach(async () => {
    commits = [];
    const broken = {
      method: 'GET',
      path: '/broken',
      answer: (): Reply => {
        throw new Error(secret);
      },
    } as const;
    hosted = await host({ framework, createHost, store: createMemoryStore(), routes: [broken] });
  });

  afterEach(() => hosted.close());

  async function problem(response: Response): Promise<Record<string, unknown>> {
    expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    const body = (await response.json()) as Record<string, unknown>;
    expect(body).toMatchObject({ type: 'about:blank', status: response.status, title: response.statusText });
    return body;
  }

  test('a callback of either dialect is accepted, shown and recorded with what was known of it', async () => {
    expect((await hosted.deliver({ status: 'sent' })).status).toBe(200);
    expect((await hosted.deliver({ dialect: 'platform', messageId: 'second', status: 'delivered' })).status).toBe(200);
    const { events } = await answerOf(hosted.url, readFeed);
    const details = { framework, signature: 'verified', urlSpelling: 'as given', downgraded: 'false' };
    expect(events).toMatchObject([
      { dialect: 'compatibility', status: 'sent', to: '+15557654321', provenance: { details } },
      { dialect: 'platform', messageId: 'second', provenance: { details: { ...details, scheme: 'raw_body' } } },
    ]);
    expect(hosted.rows.map(({ cells }) => cells.status?.text)).toEqual(['2 sent', '3 delivered']);
  });

  test('200 is answered only after the commit', async () => {
    await hosted.close();
    const store = createMemoryStore();
    const waiting: LedgerStore = {
      ...store,
      async append(entries, options) {
        await new Promise<void>((resolve) => commits.push(resolve));
        return await store.append(entries, options);
      },
    };
    hosted = await host({ framework, createHost, store: waiting });
    let answered = false;
    const delivery = hosted.deliver().then((response) => {
      answered = true;
      return response;
    });
    while (commits.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([answered, hosted.rows]).toEqual([false, []]);
    commits[0]?.();
    expect((await delivery).status).toBe(200);
  });

  test('a forged callback is refused without a reason, shown, counted, and recorded nowhere', async () => {
    const response = await hosted.deliver({ signingKey: 'PSK-other-key' });
    expect(response.status).toBe(403);
    expect(Object.keys(await problem(response)).sort()).toEqual(['status', 'title', 'type']);
    expect((await answerOf(hosted.url, readFeed)).events).toEqual([]);
    expect(hosted.rows[0]?.cells).toMatchObject({
      status: { text: '✗ refused' },
      route: { text: '403 wrong signature' },
    });
    expect(hosted.receiving.tally()).toEqual({ accepted: 0, repeated: 0, quarantined: 0, turnedAway: 1 });
    expect(hosted.rejections).toEqual(['wrong_signature']);
  });

  test('a verified callback that cannot be read is kept in quarantine, and shown as such', async () => {
    expect((await hosted.deliver({ fields: { NumSegments: 'many' } })).status).toBe(200);
    const { items } = await answerOf(hosted.url, listQuarantined);
    expect(items).toMatchObject([{ state: 'held', reason: 'invalid_payload', details: { framework } }]);
    expect(hosted.rows[0]?.cells.status?.text).toBe('✗ unreadable');
    expect(JSON.stringify(hosted.rows)).not.toContain('many');
    expect(hosted.receiving.tally()).toEqual({ accepted: 0, repeated: 0, quarantined: 1, turnedAway: 0 });
  });

  test('a repeat is accepted and recorded once', async () => {
    for (let time = 0; time < 3; time += 1) expect((await hosted.deliver()).status).toBe(200);
    const { events } = await answerOf(hosted.url, readFeed);
    expect(events).toMatchObject([{ deliveries: { callback: 3, rest: 0 } }]);
    expect(hosted.receiving.tally()).toEqual({ accepted: 3, repeated: 2, quarantined: 0, turnedAway: 0 });
    expect(hosted.rows[2]?.notes).toEqual([{ text: 'repeated', style: 'odd' }]);
  });

  test('it is healthy, for HEAD too', async () => {
    const response = await fetch(`${hosted.url}/healthz`);
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
    const head = await fetch(`${hosted.url}/healthz`, { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });

  test.each(['/nope', '/api', '/api/messages/1', '/api/events', '/callbacks', '/%E0%A4%A'])(
    '%s is not found',
    async (path) => {
      const response = await fetch(hosted.url + path);
      expect(response.status).toBe(404);
      await problem(response);
    },
  );

  test.each([
    ['POST', '/api/messages', 'GET, HEAD'],
    ['PUT', '/api/messages/p/m', 'GET, HEAD'],
    ['DELETE', '/api/quarantine/1', 'GET, HEAD'],
    ['OPTIONS', '/healthz', 'GET, HEAD'],
    ['GET', '/api/quarantine/1/retry', 'POST'],
    ['GET', '/api/quarantine/1/discard', 'POST'],
    ['GET', callbackPath, 'POST'],
  ])('%s %s is not allowed', async (method, path, allowed) => {
    const response = await fetch(hosted.url + path, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe(allowed);
    await problem(response);
  });

  test('what a broken route throws is reported and never told', async () => {
    const response = await fetch(`${hosted.url}/broken`);
    expect(response.status).toBe(500);
    expect(JSON.stringify(await problem(response))).not.toContain(secret);
    expect(hosted.thrown).toEqual([expect.objectContaining({ message: secret })]);
    expect(errorText(hosted.thrown[0])).toBe('Error');
  });

  test('a path that cannot be decoded is the asker’s fault', async () => {
    const response = await fetch(`${hosted.url}/api/messages/p/%E0%A4%A`);
    expect(response.status).toBe(400);
    await problem(response);
  });

  test('nothing tells which framework it is', async () => {
    await hosted.deliver({ projectId: 'p', messageId: 'm' });
    for (const path of ['/healthz', '/api/messages', '/api/messages/p/m', '/nope']) {
      const response = await fetch(hosted.url + path);
      const ofHttp = [
        'connection',
        'date',
        'keep-alive',
        'transfer-encoding',
        'content-length',
        'vary',
        'content-encoding',
      ];
      const names = [...response.headers.keys()].filter((name) => !ofHttp.includes(name) && !secured.includes(name));
      expect(names.sort()).toEqual(['cache-control', 'content-type']);
    }
    const { timeline } = await answerOf(hosted.url, showMessage, { parameters: { projectId: 'p', messageId: 'm' } });
    expect(timeline).toHaveLength(1);
  });
});
