import { StatusWireError } from '@statuswire/contracts';
import { describe, expect, it, vi } from 'vitest';
import { type CallbackRequest, createReceiver, type ReceiverOptions, signCallback } from '../src/index.ts';
import { signedDelivery } from '../src/testing/signed-delivery.ts';
import {
  expectBareProblem,
  jsonReply,
  observedReceiver,
  requestOf,
  signedRequest,
  signingKey,
  url,
  xmlReply,
} from './receiving.ts';

describe('a verified callback', () => {
  it.each([
    ['compatibility', 'form', xmlReply],
    ['compatibility', 'json', xmlReply],
    ['platform', 'json', jsonReply],
  ] as const)('of the %s dialect as %s is handled and acknowledged', async (dialect, encoding, reply) => {
    const { receive, events, verifications } = observedReceiver();
    const outcome = await receive(signedRequest({ dialect, encoding, status: 'sent' }));
    expect(outcome).toMatchObject({ kind: 'accepted', reply, event: { dialect, status: 'sent' } });
    expect(events).toEqual([outcome.kind === 'accepted' && outcome.event]);
    expect(verifications).toMatchObject([{ status: 'verified', downgraded: false }]);
  });

  it('is acknowledged only after onEvent has resolved', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const onEvent = vi.fn(() => promise);
    const { receive, outcomes } = observedReceiver({ onEvent });
    const pending = receive(signedRequest());
    await vi.waitFor(() => expect(onEvent).toHaveBeenCalledOnce());
    await new Promise((turn) => setTimeout(turn, 20));
    expect(outcomes).toEqual([]);
    resolve();
    expect((await pending).reply.status).toBe(200);
  });

  it('is told by our clock', async () => {
    const { receive } = observedReceiver({ now: () => new Date('2026-11-01T12:00:00+01:00') });
    expect(await receive(signedRequest())).toMatchObject({ event: { receivedAt: '2026-11-01T11:00:00.000Z' } });
  });

  it('without onEvent is left to the host', async () => {
    const { receiver, receive } = observedReceiver({ onEvent: undefined });
    expect(receiver.handlesEvents).toBe(false);
    expect(await receive(signedRequest())).toMatchObject({ kind: 'accepted', event: { status: 'delivered' } });
  });

  it('comes with headers in any case', async () => {
    const { headers, ...delivery } = signedDelivery({ signingKey, url });
    const shouted = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]));
    const { receive } = observedReceiver();
    expect((await receive(requestOf({ ...delivery, headers: shouted }))).kind).toBe('accepted');
  });

  it('counts a repeated header by its first value', async () => {
    const request = signedRequest();
    const lists = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, [String(value), 'x']]),
    );
    const { receive } = observedReceiver();
    expect((await receive({ ...request, headers: lists })).kind).toBe('accepted');
  });
});

describe('a verified delivery that cannot be read', () => {
  const unreadable = () => signedRequest({ fields: { NumSegments: 'CANARY' } });

  it('is kept, whole, and acknowledged', async () => {
    const { receive, kept, events } = observedReceiver({ now: () => new Date('2026-11-01T12:00:00Z') });
    const request = unreadable();
    const outcome = await receive(request);
    expect(outcome).toMatchObject({ kind: 'unprocessable', reply: xmlReply, problem: { code: 'invalid_payload' } });
    expect(kept).toMatchObject([
      {
        request,
        receivedAt: '2026-11-01T12:00:00.000Z',
        verification: { status: 'verified' },
        problem: { code: 'invalid_payload' },
      },
    ]);
    expect(events).toEqual([]);
  });

  it('is acknowledged in its own dialect, where that can be told', async () => {
    const { receive } = observedReceiver();
    expect(await receive(signedRequest({ dialect: 'platform', timestamp: 'noon' }))).toMatchObject({
      reply: jsonReply,
    });
  });

  it('is answered 422 where nobody keeps it, naming fields and no values', async () => {
    const { receive } = observedReceiver({ onUnprocessable: undefined });
    const { reply } = await receive(unreadable());
    expect(reply).toMatchObject({ status: 422, headers: { 'content-type': 'application/problem+json' } });
    const problem = JSON.parse(reply.body);
    expect(problem).toMatchObject({
      type: 'about:blank',
      title: 'Unprocessable Entity',
      status: 422,
      detail: expect.any(String),
    });
    expect(problem.errors).toMatchObject([{ path: 'NumSegments' }]);
    expect(reply.body).not.toContain('CANARY');
  });

  it.each([
    ['malformed JSON', { dialect: 'platform' }, '{"id":'],
    ['another payload', { dialect: 'platform' }, '{"hello":"world"}'],
    ['a list', { dialect: 'platform' }, '[]'],
    ['nothing', {}, ''],
    ['a repeated id', {}, 'MessageSid=1&MessageSid=2&MessageStatus=sent&AccountSid=3&From=4&To=5'],
  ] as const)('may be %s', async (_what, delivery, body) => {
    const request = signedRequest(delivery);
    const headers = { ...request.headers, ...signCallback({ signingKey, url, body }) };
    const { receive, kept, events } = observedReceiver();
    expect(await receive({ ...request, headers, rawBody: Buffer.from(body) })).toMatchObject({
      kind: 'unprocessable',
      reply: xmlReply,
    });
    expect([kept.length, events.length]).toEqual([1, 0]);
  });

  it('is answered 500 where keeping it fails, and 503 where the store is overloaded', async () => {
    const full = new StatusWireError('STATUSWIRE_OVERLOADED', 'full');
    for (const [error, status] of [
      [new Error('CANARY'), 500],
      [full, 503],
    ] as const) {
      const { receive } = observedReceiver({ onUnprocessable: () => Promise.reject(error) });
      expect(await receive(unreadable())).toMatchObject({ kind: 'failed', error, reply: { status } });
    }
  });
});

describe('a handler that fails', () => {
  it.each([
    [
      'throws',
      () => {
        throw new Error('CANARY');
      },
    ],
    ['rejects', () => Promise.reject(new Error('CANARY'))],
    [
      'throws nothing at all',
      () => {
        throw undefined;
      },
    ],
    [
      'throws text',
      () => {
        throw 'CANARY';
      },
    ],
    [
      'throws an error with another code',
      () => {
        throw Object.assign(new Error('CANARY'), { code: 'ECONNRESET' });
      },
    ],
  ])('%s: 500, without a word of why', async (_how, onEvent) => {
    const { receive, outcomes } = observedReceiver({ onEvent });
    const outcome = await receive(signedRequest());
    expect(outcome.kind).toBe('failed');
    expectBareProblem(outcome, 500, 'Internal Server Error');
    expect(outcomes).toEqual([outcome]);
  });

  it.each(['STATUSWIRE_OVERLOADED', 'STATUSWIRE_UNAVAILABLE', 'STATUSWIRE_CLOSED'] as const)(
    'with code %s: 503 with Retry-After',
    async (code) => {
      for (const error of [new StatusWireError(code, 'CANARY'), { code }]) {
        const { receive } = observedReceiver({ onEvent: () => Promise.reject(error) });
        const outcome = await receive(signedRequest());
        expect(outcome).toMatchObject({ kind: 'failed', error });
        expectBareProblem(outcome, 503, 'Service Unavailable');
        expect(outcome.reply.headers['retry-after']).toMatch(/^[1-9]\d*$/);
      }
    },
  );

  it.each([
    ['our clock', { now: () => new Date(Number.NaN) }],
    [
      'our clock, by throwing',
      {
        now: () => {
          throw new Error('CANARY');
        },
      },
    ],
    [
      'publicUrl, by throwing',
      {
        publicUrl: () => {
          throw new Error('CANARY');
        },
      },
    ],
    ['publicUrl, by returning no text', { publicUrl: () => undefined as never }],
    ['publicUrl, by being async', { publicUrl: (async () => url) as never }],
  ])('or %s: 500', async (_what, options: Partial<ReceiverOptions>) => {
    const { receive, events } = observedReceiver(options);
    expectBareProblem(await receive(signedRequest()), 500, 'Internal Server Error');
    expect(events).toEqual([]);
  });
});

describe('onOutcome', () => {
  it('sees every outcome with the head of its request', async () => {
    const onOutcome = vi.fn();
    const { receive } = observedReceiver({ onOutcome });
    const request = signedRequest();
    const outcome = await receive(request);
    expect(onOutcome).toHaveBeenCalledExactlyOnceWith(outcome, {
      request: expect.objectContaining({ method: 'POST', url }),
    });
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('CANARY');
      },
    ],
    [
      'rejects',
      async () => {
        throw new Error('CANARY');
      },
    ],
  ])('changes nothing where it %s', async (_how, onOutcome) => {
    const { receive, events } = observedReceiver({ onOutcome });
    expect((await receive(signedRequest())).reply).toEqual(xmlReply);
    expect(events).toHaveLength(1);
    expect((await receive(signedRequest({}, { method: 'PUT' }))).reply.status).toBe(405);
  });

  it('cannot change what the next sender is told', async () => {
    const { receive } = observedReceiver({
      onOutcome: ({ reply }) => {
        Object.assign(reply.headers, { 'x-changed': 'yes' });
      },
    });
    await receive(signedRequest());
    expect((await receive(signedRequest())).reply.headers).toEqual({ 'content-type': 'text/xml' });
  });
});

describe('a request that a host hands over in another form', () => {
  const receiver = createReceiver({ signingKeys: signingKey, onEvent: () => {}, onOutcome: () => {} });

  it.each([
    ['nothing', undefined],
    ['no headers', { method: 'POST', url: 'https://example.com/', rawBody: new Uint8Array() }],
    ['headers of null', { method: 'POST', url: 'https://example.com/', headers: null, rawBody: new Uint8Array() }],
    ['no method', { url: 'https://example.com/', headers: {}, rawBody: new Uint8Array() }],
    ['no url', { method: 'POST', headers: {}, rawBody: new Uint8Array() }],
    ['a body of text', { method: 'POST', url: 'https://example.com/', headers: {}, rawBody: 'Body=CANARY' }],
    [
      'a body of an ArrayBuffer',
      { method: 'POST', url: 'https://example.com/', headers: {}, rawBody: new ArrayBuffer(2) },
    ],
  ])('%s: fails with a text that names the form, and does not reject', async (_what, request) => {
    const outcome = await receiver.receive(request as unknown as CallbackRequest);
    expect(outcome).toMatchObject({
      kind: 'failed',
      error: { code: 'STATUSWIRE_INVALID_OPTIONS' },
      reply: { status: 500 },
    });
    const text = String((outcome as { error: unknown }).error);
    expect(text).toMatch(
      /A request must be \{ method, url, headers, rawBody \}|rawBody must be the bytes as they came/,
    );
    expect(text).not.toContain('CANARY');
  });

  it('header names may be in any case; one in lower case goes before its like', async () => {
    const { method, url, headers, body } = signedDelivery({ signingKey, url: 'https://example.com/callbacks' });
    const shouted = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toUpperCase(), value]));
    const rawBody = Buffer.from(body);
    expect((await receiver.receive({ method, url, headers: shouted, rawBody })).kind).toBe('accepted');
    const wrong = Object.fromEntries(Object.keys(shouted).map((name) => [name, 'wrong']));
    for (const mixed of [
      { ...wrong, ...headers },
      { ...headers, ...wrong },
    ])
      expect((await receiver.receive({ method, url, headers: mixed, rawBody })).kind).toBe('accepted');
  });

  it('the Headers of the Web are as good as an object', async () => {
    const { method, url, headers, body } = signedDelivery({ signingKey, url: 'https://example.com/callbacks' });
    const request = { method, url, headers: new Headers(headers), rawBody: Buffer.from(body) };
    expect((await receiver.receive(request as unknown as CallbackRequest)).kind).toBe('accepted');
  });

  it('a body reader that tells neither bytes nor a reason of ours is a failure, and what it told is not repeated', async () => {
    const head = { method: 'POST', url: 'https://example.com/', headers: {} };
    const outcome = await receiver.receiveFrom(head, () => 'Body=CANARY' as 'body_timeout');
    expect(outcome).toMatchObject({ kind: 'failed', reply: { status: 500 } });
    expect(JSON.stringify(outcome)).not.toContain('CANARY');
  });
});
