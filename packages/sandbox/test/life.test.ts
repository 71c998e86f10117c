import { describe, expect, test } from 'vitest';
import { createManualClock, magicNumbers, type Sandbox, type SendRequest } from '../src/index.ts';
import { receivingEndpoint } from './receiving-endpoint.ts';
import { ask, messagesPath, runningSandbox } from './running-sandbox.ts';

const day = 86_400_000;

/** The steps of the only message, with the milliseconds from its creation. */
function stepsOf(sandbox: Sandbox): (string | number | null)[][] {
  const [message] = sandbox.messages();
  return (message?.life ?? []).map(({ status, at, errorCode }) => [
    status,
    at - (message?.createdAt ?? 0),
    ...(errorCode === null ? [] : [errorCode]),
  ]);
}

describe('a message is told of, signed, to the end', () => {
  test('of the compatibility API', async () => {
    const endpoint = await receivingEndpoint();
    const sandbox = await runningSandbox();
    const created = await ask(sandbox, 'POST', messagesPath(sandbox), {
      form: { To: '+15557654321', From: '+15551234567', Body: 'Hello World!', StatusCallback: endpoint.url },
    });
    await sandbox.advance(60_000);
    expect(endpoint.events.map(({ status, dialect }) => [dialect, status])).toEqual([
      ['compatibility', 'queued'],
      ['compatibility', 'sending'],
      ['compatibility', 'sent'],
      ['compatibility', 'delivered'],
    ]);
    expect(endpoint.events.map(({ messageId }) => messageId)).toEqual(Array(4).fill(created.body.sid));
    expect(endpoint.events[0]).toMatchObject({
      projectId: sandbox.projects[0]?.projectId,
      from: '+15551234567',
      to: '+15557654321',
      body: 'Hello World!',
      segments: 1,
      media: 0,
      extra: { ApiVersion: '2010-04-01', SmsStatus: 'queued' },
    });
  });

  test('of the platform', async () => {
    const endpoint = await receivingEndpoint();
    const sandbox = await runningSandbox();
    await ask(sandbox, 'POST', '/api/messaging/messages', {
      json: {
        to: '+15005550103',
        from: '+15551234567',
        body: 'Hi',
        status_callback: endpoint.url,
        custom_variables: { order: '17' },
      },
    });
    await sandbox.advance(60_000);
    expect(endpoint.events.map(({ status, error, occurredAt }) => [status, error, occurredAt])).toEqual([
      ['queued', null, '2026-01-01T00:00:00.000Z'],
      ['initiated', null, '2026-01-01T00:00:00.000Z'],
      ['sent', null, '2026-01-01T00:00:00.000Z'],
      [
        'undelivered',
        { code: '30003', message: 'The handset could not be reached: switched off or out of coverage, say.' },
        '2026-01-01T00:00:02.000Z',
      ],
    ]);
    expect(endpoint.events[0]?.customVariables).toEqual({ order: '17' });
  });
});

describe('a life', () => {
  test.for<[string, SendRequest, (string | number)[][]]>([
    [
      'of an SMS',
      {},
      [
        ['queued', 0],
        ['initiated', 100],
        ['sent', 500],
        ['delivered', 2_000],
      ],
    ],
    [
      'that fails before it is sent',
      { to: '+15005550111' },
      [
        ['queued', 0],
        ['initiated', 100],
        ['failed', 500, '30002'],
      ],
    ],
    [
      'of an MMS ends at sent',
      { media: ['https://example.com/a'] },
      [
        ['queued', 0],
        ['initiated', 100],
        ['sent', 500],
      ],
    ],
    [
      'of an MMS ends at sent, whatever the carrier does',
      { sendAsMms: true, to: '+15005550103' },
      [
        ['queued', 0],
        ['initiated', 100],
        ['sent', 500],
      ],
    ],
    [
      'of an MMS can fail',
      { sendAsMms: true, to: '+15005550113' },
      [
        ['queued', 0],
        ['initiated', 100],
        ['failed', 500, '30012'],
      ],
    ],
    [
      'that waits too long',
      { to: '+15005550110' },
      [
        ['queued', 0],
        ['failed', 14_400_000, '30001'],
      ],
    ],
    [
      'that waits for its own validity period',
      { to: '+15005550110', validitySeconds: 60 },
      [
        ['queued', 0],
        ['failed', 60_000, '30001'],
      ],
    ],
  ])('%s', async ([, request, steps]) => {
    const sandbox = await runningSandbox();
    sandbox.send(request);
    await sandbox.advance(day);
    expect(stepsOf(sandbox)).toEqual(steps);
  });

  test('takes the times that it was given', async () => {
    const sandbox = await runningSandbox({
      life: { initiatedAfterMs: 1, sentAfterMs: 2, endedAfterMs: 3, pricedAfterMs: 4 },
    });
    sandbox.send({});
    await sandbox.advance(5);
    expect(stepsOf(sandbox)).toEqual([
      ['queued', 0],
      ['initiated', 1],
      ['sent', 3],
    ]);
    expect(sandbox.messages()[0]?.price).toBeNull();
    await sandbox.advance(2);
    expect(sandbox.messages()[0]).toMatchObject({ status: 'delivered', price: '0.0083' });
  });

  test('costs nothing where it fails, and does not begin where it would cost too much', async () => {
    const sandbox = await runningSandbox();
    const form = { To: '+15557654321', From: '+15551234567', Body: 'a'.repeat(161), MaxPrice: '0.0165' };
    await ask(sandbox, 'POST', messagesPath(sandbox), { form });
    await ask(sandbox, 'POST', messagesPath(sandbox), { form: { ...form, MaxPrice: '0.0166' } });
    await sandbox.advance(day);
    expect(sandbox.messages().map(({ status, errorCode, price }) => [status, errorCode, price])).toEqual([
      ['failed', '30010', null],
      ['delivered', null, '0.0166'],
    ]);
  });

  test('of an inbound message', async () => {
    const endpoint = await receivingEndpoint();
    const sandbox = await runningSandbox();
    const { id } = sandbox.receiveInbound({ body: 'STOP', statusCallback: endpoint.url });
    await sandbox.advance(60_000);
    expect(endpoint.events.map(({ status }) => status)).toEqual(['receiving', 'received']);
    const resource = await ask(sandbox, 'GET', `${messagesPath(sandbox)}/${id}`);
    expect(resource.body).toMatchObject({ direction: 'inbound', status: 'received', body: 'STOP', price: 0.00415 });
    const log = await ask(sandbox, 'GET', `/api/messaging/logs/${id}`);
    expect(log.body).toMatchObject({ direction: 'inbound', charge_details: [{ description: 'Inbound SMS' }] });
  });

  test('goes on by itself on the real clock', async () => {
    const endpoint = await receivingEndpoint();
    const sandbox = await runningSandbox({
      clock: undefined,
      life: { initiatedAfterMs: 5, sentAfterMs: 5, endedAfterMs: 5 },
    });
    sandbox.send({ statusCallback: endpoint.url });
    await expect.poll(() => endpoint.events.at(-1)?.status).toBe('delivered');
    sandbox.send({ statusCallback: endpoint.url, to: '+15005550101' });
    await sandbox.advance(2 * 3_600_000);
    expect(endpoint.events.map(({ status }) => status)).toEqual([
      'queued',
      'sending',
      'sent',
      'delivered',
      'queued',
      'sending',
      'sent',
      'delivered',
    ]);
  });
});

describe('magic numbers', () => {
  function outcomeOf(sandbox: Sandbox): string {
    const [message] = sandbox.messages();
    const steps = (message?.life ?? []).map(({ status, errorCode }) => [status, errorCode].filter(Boolean).join(' '));
    return steps.filter((step) => !['queued', 'initiated'].includes(step)).join(', ');
  }

  const endings: Readonly<Record<string, string>> = {
    delivered: 'sent, delivered',
    'delivered an hour after sent': 'sent, delivered',
    'sent, and no receipt ever': 'sent',
    'queued until its validity period is over, then failed 30001': 'failed 30001',
    'delivered, then read': 'sent, delivered, read',
    'delivered, then undelivered 30008': 'sent, delivered, undelivered 30008',
    'undelivered 30008, then delivered': 'sent, undelivered 30008, delivered',
  };

  test.for(magicNumbers)('$role $number: $outcome', async ({ number, role, outcome }) => {
    const sandbox = await runningSandbox({ clock: createManualClock() });
    const to = role === 'to' ? number : '+15557654321';
    const from = role === 'from' ? number : '+15551234567';
    const answer = await ask(sandbox, 'POST', messagesPath(sandbox), { form: { To: to, From: from, Body: 'Hi' } });
    const platform = await ask(sandbox, 'POST', '/api/messaging/messages', { json: { to, from, body: 'Hi' } });
    const refused = /^refused with (\d+)$/.exec(outcome)?.[1];
    const status = /^HTTP (\d+)$/.exec(outcome)?.[1];
    if (refused !== undefined) {
      expect([answer.status, answer.body.code]).toEqual([400, Number(refused)]);
      expect(platform.status).toBe(422);
    } else if (status !== undefined) {
      expect([answer.status, platform.status]).toEqual([Number(status), Number(status)]);
    } else {
      expect([answer.status, platform.status]).toEqual([201, 201]);
      await sandbox.advance(day);
      const failure = outcome.startsWith('undelivered') ? `sent, ${outcome}` : outcome;
      expect(outcomeOf(sandbox)).toBe(endings[outcome] ?? failure);
    }
  });

  test('no number stands twice', () => {
    const numbers = magicNumbers.map(({ number }) => number);
    expect(new Set(numbers).size).toBe(numbers.length);
  });
});
