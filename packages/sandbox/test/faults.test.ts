import http from 'node:http';
import { describe, expect, test } from 'vitest';
import { createManualClock, type FaultInput, type Sandbox, type SendRequest } from '../src/index.ts';
import { rawEndpoint } from './raw-endpoint.ts';
import { type ReceivingEndpoint, receivingEndpoint } from './receiving-endpoint.ts';
import { ask, messagesPath, runningSandbox } from './running-sandbox.ts';

interface Scene {
  readonly sandbox: Sandbox;
  readonly endpoint: ReceivingEndpoint;
  /** What the receiver took, in the order in which it came: status and error code. */
  readonly heard: readonly string[];
}

/** Runs the life of one message with one fault. */
async function lifeWith(fault: FaultInput, request: SendRequest = {}): Promise<Scene> {
  const endpoint = await receivingEndpoint();
  const sandbox = await runningSandbox({ faults: [fault] });
  sandbox.send({ statusCallback: endpoint.url, ...request });
  await sandbox.advance(3_600_000);
  const heard = endpoint.events.map(({ status, providerStatus, error }) =>
    [status === 'unknown' ? providerStatus : status, error?.code].filter(Boolean).join(' '),
  );
  return { sandbox, endpoint, heard };
}

const undelivered = '+15005550103';

describe('callbacks', () => {
  test('lost', async () => {
    const { sandbox, heard } = await lifeWith({ kind: 'lost', statuses: ['sent'] });
    expect(heard).toEqual(['queued', 'sending', 'delivered']);
    expect(sandbox.deliveries().map(({ outcome }) => outcome)).toEqual([
      'acknowledged',
      'acknowledged',
      'withheld',
      'acknowledged',
    ]);
    expect(sandbox.messages()[0]?.life.map(({ status }) => status)).toEqual([
      'queued',
      'initiated',
      'sent',
      'delivered',
    ]);
  });

  test('repeated', async () => {
    const { heard, endpoint } = await lifeWith({ kind: 'repeated', statuses: ['delivered'], times: 2 });
    expect(heard).toEqual(['queued', 'sending', 'sent', 'delivered', 'delivered', 'delivered']);
    expect(new Set(endpoint.events.slice(3).map(({ key }) => key)).size).toBe(1);
  });

  test('delayed, by the clock of the sandbox', async () => {
    const { heard, endpoint } = await lifeWith(
      { kind: 'delayed', statuses: ['sent'], ms: 600_000 },
      { dialect: 'platform' },
    );
    expect(heard).toEqual(['queued', 'initiated', 'delivered', 'sent']);
    expect(endpoint.events[3]?.occurredAt).toBe('2026-01-01T00:00:00.000Z');
  });

  test('reordered', async () => {
    expect((await lifeWith({ kind: 'reordered', statuses: ['sent'] })).heard).toEqual([
      'queued',
      'sending',
      'delivered',
      'sent',
    ]);
    // Nothing comes after the last, so nothing is held back for it.
    expect((await lifeWith({ kind: 'reordered' })).heard).toEqual(['sending', 'queued', 'delivered', 'sent']);
  });

  test('contradictory endings', async () => {
    const delivered = await lifeWith({ kind: 'contradictory' });
    expect(delivered.heard).toEqual(['queued', 'sending', 'sent', 'delivered', 'undelivered 30008']);
    expect(delivered.sandbox.messages()[0]?.status).toBe('delivered');
    const failed = await lifeWith({ kind: 'contradictory' }, { to: undelivered });
    expect(failed.heard.slice(-2)).toEqual(['undelivered 30003', 'delivered']);
    expect(failed.sandbox.messages()[0]?.status).toBe('undelivered');
  });

  test('no receipt', async () => {
    const { sandbox, heard } = await lifeWith({ kind: 'no_receipt' });
    expect(heard).toEqual(['queued', 'sending', 'sent']);
    expect(sandbox.messages()[0]?.status).toBe('sent');
  });

  test('a stale error code', async () => {
    const { heard } = await lifeWith({ kind: 'stale_error_code', errorCode: '30007' }, { to: undelivered });
    expect(heard).toEqual(['queued 30007', 'sending 30007', 'sent 30007', 'undelivered 30003']);
  });

  test('an unknown status', async () => {
    const { heard } = await lifeWith({ kind: 'unknown_status', statuses: ['delivered'], word: 'Teleported' });
    expect(heard).toEqual(['queued', 'sending', 'sent', 'Teleported', 'delivered']);
  });

  test.for(['compatibility', 'platform'] as const)('new fields, in the %s dialect', async (dialect) => {
    const { endpoint } = await lifeWith({ kind: 'new_fields', fields: { Carrier: 'Ä & B' } }, { dialect });
    expect(endpoint.events.map(({ extra }) => extra.Carrier)).toEqual(Array(4).fill('Ä & B'));
  });

  test('a wrong signature', async () => {
    const { sandbox, heard, endpoint } = await lifeWith({ kind: 'wrong_signature', statuses: ['sent'] });
    expect(heard).toEqual(['queued', 'sending', 'delivered']);
    const refused = sandbox.deliveries().filter(({ outcome }) => outcome === 'refused');
    expect(refused.map(({ fact, attempts }) => [fact.word, attempts.map(({ status }) => status)])).toEqual([
      ['sent', [403, 403, 403]],
    ]);
    expect(endpoint.outcomes.filter(({ kind }) => kind === 'rejected')).toHaveLength(3);
  });

  test('a body in odd pieces', async () => {
    const endpoint = await rawEndpoint();
    const sandbox = await runningSandbox({ faults: [{ kind: 'split_body' }] });
    sandbox.send({ statusCallback: endpoint.origin, body: 'ü'.repeat(300), dialect: 'platform' });
    await sandbox.settled();
    expect(endpoint.requests[0]?.pieces).toBeGreaterThan(3);
    expect(JSON.parse(endpoint.requests[0]?.body ?? '')).toMatchObject({ body: 'ü'.repeat(300) });
    expect((await lifeWith({ kind: 'split_body' }, { body: '😀 & ü' })).heard).toHaveLength(4);
  });

  test('slow', async () => {
    const { sandbox, heard } = await lifeWith({ kind: 'slow', statuses: ['sent'], ms: 80 });
    expect(heard).toEqual(['queued', 'sending', 'sent', 'delivered']);
    expect(sandbox.deliveries()[2]?.attempts[0]?.durationMs).toBeGreaterThanOrEqual(75);
  });

  test('cut, the first time or every time', async () => {
    const first = await lifeWith({ kind: 'cut', statuses: ['sent'] });
    expect(first.heard).toEqual(['queued', 'sending', 'sent', 'delivered']);
    expect(first.sandbox.deliveries()[2]?.attempts.map(({ errorCode }) => errorCode)).toEqual(['11200', null]);
    const always = await lifeWith({ kind: 'cut', statuses: ['sent'], attempts: 'all' });
    expect(always.heard).toEqual(['queued', 'sending', 'delivered']);
    expect(always.sandbox.deliveries()[2]).toMatchObject({ outcome: 'unreachable', attempts: [{}, {}, {}] });
  });

  test('a cut body never arrives whole', async () => {
    const endpoint = await rawEndpoint();
    const sandbox = await runningSandbox({ faults: [{ kind: 'cut', attempts: 'all' }] });
    sandbox.send({ statusCallback: endpoint.origin });
    await sandbox.settled();
    await expect.poll(() => endpoint.requests.map(({ complete }) => complete)).toEqual([false, false, false]);
  });
});

describe('rules', () => {
  test('strike what they name: dialect, numbers, message, and so often at most', async () => {
    const endpoint = await receivingEndpoint();
    const sandbox = await runningSandbox();
    const one = sandbox.send({ statusCallback: endpoint.url });
    sandbox.setFaults([
      { kind: 'lost', dialect: 'platform' },
      { kind: 'lost', to: '+15550000001' },
      { kind: 'lost', from: '+15550000002' },
      { kind: 'lost', messageId: one.id, statuses: ['sent'] },
      { kind: 'lost', statuses: ['delivered'], limit: 2 },
    ]);
    const requests: SendRequest[] = [
      { dialect: 'platform' },
      { to: '+15550000001' },
      { from: '+15550000002' },
      { body: 'other' },
      { body: 'another' },
    ];
    const others = requests.map((request) => sandbox.send({ ...request, statusCallback: endpoint.url }).id);
    await sandbox.advance(60_000);
    const told = [one.id, ...others].map((id) => endpoint.events.filter(({ messageId }) => messageId === id).length);
    // Each has four to tell. The last rule has struck the first two and is spent.
    expect(told).toEqual([2, 0, 0, 0, 4, 4]);
  });

  test('strike with the given probability, and the same ones for the same seed', async () => {
    async function struck(seed: string): Promise<boolean[]> {
      const sandbox = await runningSandbox({ seed, faults: [{ kind: 'lost', probability: 0.3 }] });
      const { origin } = await rawEndpoint();
      for (let index = 0; index < 100; index += 1) sandbox.send({ statusCallback: origin });
      await sandbox.settled();
      return sandbox
        .deliveries()
        .toSorted((a, b) => (a.messageId < b.messageId ? -1 : 1))
        .map(({ outcome }) => outcome === 'withheld');
    }
    const [first, same, other] = [await struck('a'), await struck('a'), await struck('b')];
    expect(first).toEqual(same);
    expect(first).not.toEqual(other);
    const share = first.filter(Boolean).length;
    expect(share).toBeGreaterThan(15);
    expect(share).toBeLessThan(45);
  });

  test('that are none are refused, and the ones in force stay', async () => {
    const sandbox = await runningSandbox({ faults: [{ kind: 'lost' }] });
    expect(() => sandbox.setFaults([{ kind: 'lost', probability: 2 }])).toThrow(/probability/);
    expect(() => sandbox.setFaults([{ kind: 'lots' as 'lost' }])).toThrow();
    expect(() => sandbox.setFaults([{ kind: 'lost', satuses: ['sent'] } as FaultInput])).toThrow(/satuses/);
    expect(sandbox.faults).toEqual([{ kind: 'lost', probability: 1 }]);
  });
});

describe('REST', () => {
  test('429 tells when to come back, in the words of each API', async () => {
    const sandbox = await runningSandbox({
      faults: [{ kind: 'rest_429', retryAfterSeconds: 7, operations: ['list'] }],
    });
    const compatibility = await ask(sandbox, 'GET', messagesPath(sandbox));
    expect([compatibility.status, compatibility.headers.get('retry-after'), compatibility.body.code]).toEqual([
      429,
      '7',
      20429,
    ]);
    const platform = await ask(sandbox, 'GET', '/api/messaging/logs');
    expect([platform.status, platform.headers.get('retry-after'), platform.body]).toEqual([
      429,
      '7',
      { error: 'Too Many Requests' },
    ]);
    expect((await ask(sandbox, 'GET', `${messagesPath(sandbox)}/none`)).status).toBe(404);
  });

  test('500, so often', async () => {
    const sandbox = await runningSandbox({ faults: [{ kind: 'rest_500', limit: 2 }] });
    const statuses: number[] = [];
    for (let index = 0; index < 4; index += 1) {
      statuses.push((await ask(sandbox, 'GET', messagesPath(sandbox))).status);
    }
    expect(statuses).toEqual([500, 500, 200, 200]);
  });

  test('nobody is told of a fault before the token was checked', async () => {
    const sandbox = await runningSandbox({ faults: [{ kind: 'rest_500' }] });
    expect((await ask(sandbox, 'GET', messagesPath(sandbox), {}, 'Basic eDp5')).status).toBe(401);
  });
});

test('an endpoint that hangs holds up neither the sandbox nor its end', async () => {
  const endpoint = await rawEndpoint(() => {});
  const sandbox = await runningSandbox({ clock: createManualClock() });
  sandbox.send({ statusCallback: endpoint.origin });
  await expect.poll(() => endpoint.requests.length).toBe(1);
  expect((await ask(sandbox, 'GET', messagesPath(sandbox))).status).toBe(200);
  const started = performance.now();
  await sandbox.close();
  expect(performance.now() - started).toBeLessThan(2_000);
  expect(sandbox.deliveries()[0]?.outcome).toBe('unreachable');
  expect(http.globalAgent.sockets).toEqual({});
});
