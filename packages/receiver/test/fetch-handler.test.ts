import { describe, expect, it, vi } from 'vitest';
import { createReceiver, toFetchHandler } from '../src/index.ts';
import { signedDelivery } from '../src/testing/signed-delivery.ts';
import { observedReceiver, signedRequest, signingKey, url } from './receiving.ts';

type Options = Parameters<typeof observedReceiver>[0];

function handlerOf(options: Options = {}) {
  const observed = observedReceiver(options);
  return { ...observed, handle: toFetchHandler(observed.receiver) };
}

/** A request whose body comes in the given pieces; with `then`, instead of ending, what happens after them. */
function streamed(pieces: readonly Uint8Array[], then?: (controller: ReadableStreamDefaultController) => void) {
  const cancel = vi.fn();
  const queue = [...pieces];
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const piece = queue.shift();
      if (piece !== undefined) controller.enqueue(piece);
      else if (then === undefined) controller.close();
      else return then(controller);
    },
    cancel,
  });
  const { headers } = signedRequest();
  return {
    request: new Request(url, { method: 'POST', headers: headers as Record<string, string>, body, duplex: 'half' }),
    cancel,
  };
}

describe('toFetchHandler', () => {
  it.each([
    ['compatibility', 'text/xml', '<Response/>'],
    ['platform', 'application/json', '{}'],
  ] as const)('answers a %s callback by a Web Response', async (dialect, contentType, body) => {
    const { handle, events } = handlerOf();
    const delivery = signedDelivery({ signingKey, url, dialect });
    const response = await handle(new Request(url, delivery));
    expect([response.status, response.headers.get('content-type'), await response.text()]).toEqual([
      200,
      contentType,
      body,
    ]);
    expect(events).toMatchObject([{ dialect }]);
  });

  it('answers forgeries and other methods as the receiver does', async () => {
    const { handle, events } = handlerOf();
    const { headers, body } = signedDelivery({ signingKey: 'PSKother', url });
    const forbidden = await handle(new Request(url, { method: 'POST', headers, body }));
    expect([forbidden.status, await forbidden.json()]).toEqual([
      403,
      { type: 'about:blank', title: 'Forbidden', status: 403 },
    ]);
    const notAllowed = await handle(new Request(url));
    expect([notAllowed.status, notAllowed.headers.get('allow')]).toEqual([405, 'POST']);
    expect((await handle(new Request(url, { method: 'POST' }))).status).toBe(403);
    expect(events).toEqual([]);
  });

  it('takes callbacks by GET with allowGet', async () => {
    const { handle, events } = handlerOf({ allowGet: true });
    const delivery = signedDelivery({ signingKey, url, method: 'GET' });
    expect((await handle(new Request(delivery.url, { headers: delivery.headers }))).status).toBe(200);
    expect(events).toHaveLength(1);
  });

  it('puts a body together that comes in pieces', async () => {
    const { handle, events } = handlerOf();
    const { rawBody } = signedRequest();
    const pieces = Array.from(rawBody, (byte) => Uint8Array.of(byte));
    expect((await handle(streamed(pieces).request)).status).toBe(200);
    expect((await handle(streamed([rawBody, new Uint8Array()]).request)).status).toBe(200);
    expect(events).toHaveLength(2);
  });

  it('stops reading over the limit, and lets the sender stop', async () => {
    const { handle } = handlerOf({ maxBodyBytes: 1_000 });
    let sent = 0;
    const { request, cancel } = streamed([], (controller) => {
      sent += 100;
      controller.enqueue(new Uint8Array(100));
    });
    expect((await handle(request)).status).toBe(413);
    expect(cancel).toHaveBeenCalledOnce();
    expect(sent).toBeLessThan(2_000);
  });

  it('waits for a body no longer than the deadline', async () => {
    const { handle } = handlerOf({ deadlineMs: 40 });
    const { request, cancel } = streamed([new Uint8Array(10)], () => new Promise(() => {}));
    const response = await handle(request);
    expect([response.status, response.headers.get('connection')]).toEqual([408, 'close']);
    expect(cancel).toHaveBeenCalledOnce();
  });

  it('answers 400 where the sender goes away before the end', async () => {
    const { handle, outcomes } = handlerOf();
    const { request } = streamed([new Uint8Array(10)], (controller) => controller.error(new Error('aborted')));
    expect((await handle(request)).status).toBe(400);
    expect(outcomes).toMatchObject([{ reason: 'body_incomplete' }]);
  });

  it('does not read what the head turns away', async () => {
    const { handle } = handlerOf();
    const { request } = streamed([new Uint8Array(10)]);
    request.headers.set('content-encoding', 'gzip');
    expect((await handle(request)).status).toBe(415);
    expect(request.bodyUsed).toBe(false);
  });

  it.each([
    ['was read', (request: Request) => request.text()],
    ['is being read', async (request: Request) => void request.body?.getReader()],
  ])('rejects, naming the fix, where the body %s before', async (_what, read) => {
    const { handle, outcomes } = handlerOf();
    const request = new Request(url, signedDelivery({ signingKey, url }));
    await read(request);
    await expect(handle(request)).rejects.toMatchObject({
      code: 'STATUSWIRE_BODY_ALREADY_READ',
      message: expect.stringContaining('Pass the request on unread, or a clone'),
    });
    expect(outcomes).toEqual([]);
  });

  it('takes a clone of a request, too', async () => {
    const { handle } = handlerOf();
    const request = new Request(url, signedDelivery({ signingKey, url }));
    const clone = request.clone();
    await request.text();
    expect((await handle(clone)).status).toBe(200);
  });

  it('verifies with publicUrl what the URL parser of the host has changed', async () => {
    const given = "https://EXAMPLE.com:443/a/../b?q='";
    const delivery = signedDelivery({ signingKey, url: given });
    const request = () => new Request(given, delivery);
    expect(request().url).not.toBe(given);
    expect((await handlerOf().handle(request())).status).toBe(403);
    expect((await handlerOf({ publicUrl: given }).handle(request())).status).toBe(200);
  });

  it('is refused to a receiver without onEvent', () => {
    expect(() => toFetchHandler(createReceiver({ signingKeys: signingKey }))).toThrow(
      expect.objectContaining({
        code: 'STATUSWIRE_INVALID_OPTIONS',
        message: expect.stringContaining('toFetchHandler needs a receiver with onEvent'),
      }),
    );
  });
});
