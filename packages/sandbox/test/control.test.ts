import { describe, expect, test } from 'vitest';
import { receivingEndpoint } from './receiving-endpoint.ts';
import { ask, messagesPath, runningSandbox } from './running-sandbox.ts';

describe('by HTTP a test can', () => {
  test('see where everything is, without a token', async () => {
    const sandbox = await runningSandbox();
    const { status, body } = await ask(sandbox, 'GET', '/_sandbox', {}, 'none');
    expect([status, body.url, body.seed, body.now]).toEqual([200, sandbox.url, '1', '2026-01-01T00:00:00.000Z']);
    expect(body.projects).toEqual(sandbox.projects);
    expect(body.routes).toContain('POST /_sandbox/clock');
  });

  test('send, drive the clock, and see truth and deliveries', async () => {
    const endpoint = await receivingEndpoint();
    const sandbox = await runningSandbox();
    const sent = await ask(sandbox, 'POST', '/_sandbox/messages', {
      json: { dialect: 'platform', to: '+15005550104', statusCallback: endpoint.url },
    });
    expect(sent.status).toBe(201);
    const moved = await ask(sandbox, 'POST', '/_sandbox/clock', { json: { advanceMs: 60_000 } });
    expect(moved.body).toEqual({ now: '2026-01-01T00:01:00.000Z' });
    expect((await ask(sandbox, 'GET', '/_sandbox/clock')).body).toEqual(moved.body);
    const seen = await ask(sandbox, 'GET', `/_sandbox/messages/${sent.body.id}`);
    expect(seen.body.message).toMatchObject({ status: 'undelivered', errorCode: '30004', price: '0.0083' });
    expect(seen.body.deliveries).toHaveLength(4);
    expect((await ask(sandbox, 'GET', '/_sandbox/messages?limit=5')).body.messages).toHaveLength(1);
    const later = await ask(sandbox, 'GET', `/_sandbox/deliveries?message=${sent.body.id}&after=1&limit=1`);
    expect(later.body.deliveries).toMatchObject([
      { sequence: 2, outcome: 'acknowledged', fact: { word: 'sent' }, attempts: [{ status: 200 }] },
    ]);
    const comparison = await ask(sandbox, 'POST', '/_sandbox/compare', {
      json: { keys: endpoint.events.slice(1).map(({ key }) => key) },
    });
    expect(comparison.body).toMatchObject({ acknowledged: 4, recorded: 3, missing: [endpoint.events[0]?.key] });
  });

  test('let a message come in', async () => {
    const sandbox = await runningSandbox();
    const received = await ask(sandbox, 'POST', '/_sandbox/inbound', { json: { from: '+15557654321', body: 'STOP' } });
    expect([received.status, received.body.direction]).toEqual([201, 'inbound']);
  });

  test('set faults, and take them away', async () => {
    const sandbox = await runningSandbox();
    const set = await ask(sandbox, 'PUT', '/_sandbox/faults', { json: [{ kind: 'rest_500', operations: ['list'] }] });
    expect(set.body.faults).toEqual([{ kind: 'rest_500', operations: ['list'], probability: 1 }]);
    expect((await ask(sandbox, 'GET', messagesPath(sandbox))).status).toBe(500);
    await ask(sandbox, 'PUT', '/_sandbox/faults', { json: [] });
    expect((await ask(sandbox, 'GET', '/_sandbox/faults')).body).toEqual({ faults: [] });
    expect((await ask(sandbox, 'GET', messagesPath(sandbox))).status).toBe(200);
  });

  test('give a project a new key', async () => {
    const sandbox = await runningSandbox();
    const { body } = await ask(sandbox, 'POST', '/_sandbox/keys', { json: { signingKey: 'PSKnew', overlapMs: 0 } });
    expect(body.projects).toMatchObject([{ signingKeys: ['PSKnew', 'PSKsandbox'] }]);
    await sandbox.advance(0);
    expect(sandbox.projects[0]?.signingKeys).toEqual(['PSKnew']);
  });

  test('start a load, look at it and stop it', async () => {
    const endpoint = await receivingEndpoint();
    const sandbox = await runningSandbox();
    expect((await ask(sandbox, 'GET', '/_sandbox/load')).status).toBe(404);
    const started = await ask(sandbox, 'POST', '/_sandbox/load', {
      json: { url: endpoint.url, rate: 200, warmUpMs: 0 },
    });
    expect([started.status, started.body.state]).toEqual([202, 'running']);
    await expect.poll(() => endpoint.events.length).toBeGreaterThan(0);
    expect((await ask(sandbox, 'GET', '/_sandbox/load')).body.state).toBe('running');
    const stopped = await ask(sandbox, 'DELETE', '/_sandbox/load');
    expect(stopped.body).toMatchObject({ state: 'finished', acknowledged: endpoint.events.length });
  });

  test('start over', async () => {
    const sandbox = await runningSandbox({ faults: [{ kind: 'lost' }] });
    const { id } = sandbox.send({ statusCallback: 'http://127.0.0.1:1/' });
    await sandbox.settled();
    expect((await ask(sandbox, 'POST', '/_sandbox/reset', { json: {} })).status).toBe(204);
    expect([sandbox.messages(), sandbox.deliveries(), sandbox.faults]).toEqual([[], [], []]);
    expect(sandbox.compare([])).toMatchObject({ complete: true, acknowledged: 0 });
    await sandbox.advance(60_000);
    expect(sandbox.message(id)).toBeNull();
    // No message is ever told of under the id of another.
    expect(sandbox.send({}).id).not.toBe(id);
  });
});

describe('refused are', () => {
  test.for([
    ['POST', '/_sandbox/clock', { advanceMs: -1 }, 422],
    ['POST', '/_sandbox/clock', { advance: 1 }, 422],
    ['PUT', '/_sandbox/faults', [{ kind: 'gone' }], 422],
    ['POST', '/_sandbox/keys', { signingKey: ' ' }, 422],
    ['POST', '/_sandbox/load', { url: 'nowhere' }, 422],
    ['POST', '/_sandbox/messages', { statusCallback: 'nowhere' }, 422],
    ['POST', '/_sandbox/messages', { projectId: 'nobody' }, 422],
    ['GET', '/_sandbox/deliveries?limit=x', undefined, 422],
    ['GET', '/_sandbox/messages/none', undefined, 404],
    ['GET', '/_sandbox/nothing', undefined, 404],
    ['DELETE', '/_sandbox/clock', undefined, 405],
  ] as const)('%s %s %j', async ([method, path, json, status]) => {
    const sandbox = await runningSandbox();
    const answer = await ask(sandbox, method, path, { json });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.body).toMatchObject({ status, title: expect.any(String), detail: expect.any(String) });
  });

  test('what a page of the web could send unasked: other types, and other names for this machine', async () => {
    const sandbox = await runningSandbox();
    const plain = await fetch(`${sandbox.url}/_sandbox/reset`, { method: 'POST', body: '{"a":1}' });
    expect(plain.status).toBe(415);
    const form = await ask(sandbox, 'POST', '/_sandbox/clock', { form: { advanceMs: '5' } });
    expect(form.status).toBe(415);
    const { default: http } = await import('node:http');
    const rebound = await new Promise<number | undefined>((resolve) => {
      http.get(`${sandbox.url}/_sandbox`, { headers: { host: 'evil.example' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
    });
    expect(rebound).toBe(403);
  });

  test('another name where it listens on another address of loopback', async () => {
    const url = new URL((await runningSandbox({ host: '127.0.0.2' })).url);
    const { default: http } = await import('node:http');
    const asked = (host: string) =>
      new Promise<number | undefined>((resolve) => {
        http.get(`${url.origin}/_sandbox`, { headers: { host } }, (response) => {
          response.resume();
          resolve(response.statusCode);
        });
      });
    expect(await Promise.all([url.host, 'localhost', 'evil.example', '127.0.0.2.evil.example'].map(asked))).toEqual([
      200, 200, 403, 403,
    ]);
  });

  test('bodies that are too large', async () => {
    const sandbox = await runningSandbox();
    const answer = await ask(sandbox, 'POST', messagesPath(sandbox), { form: { Body: 'a'.repeat(1024 * 1024) } });
    expect(answer.status).toBe(413);
  });
});
