import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { CallbackOutcome, ReceiverOptions } from '../src/index.ts';
import { createReceiver } from '../src/index.ts';
import { BodyAlreadyReadError, type NodeRequestContext, receiveFromNode, writeNodeReply } from '../src/node.ts';
import { signedDelivery } from '../src/testing/signed-delivery.ts';
import { formType, signingKey } from './receiving.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

interface Host {
  readonly url: string;
  readonly outcomes: CallbackOutcome[];
  readonly errors: unknown[];
}

/** A server on node:http alone; `before` is what other middleware does first, and what it leaves behind. */
async function start(
  options: Partial<ReceiverOptions> = {},
  before: (request: IncomingMessage) => Promise<NodeRequestContext | undefined> = async () => undefined,
): Promise<Host> {
  const outcomes: CallbackOutcome[] = [];
  const errors: unknown[] = [];
  const receiver = createReceiver({
    signingKeys: signingKey,
    onEvent: () => {},
    onOutcome: (outcome) => {
      outcomes.push(outcome);
    },
    ...options,
  });
  const server = createServer(async (request, response) => {
    try {
      const outcome = await receiveFromNode(receiver, request, await before(request));
      if (outcome !== null) writeNodeReply(response, outcome.reply);
    } catch (error) {
      errors.push(error);
      response.writeHead(500).end();
    }
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/callbacks`, outcomes, errors };
}

async function bytesOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

describe('what stands ahead of the middleware', () => {
  it.each([1, 2])(
    'and sets an encoding: the bytes are gone, and that is said at once, of %i chunks',
    async (chunks) => {
      const host = await start({}, async (request) => {
        request.setEncoding('utf8');
        return undefined;
      });
      const { headers, body } = signedDelivery({ signingKey, url: host.url });
      const half = Math.ceil(body.length / chunks);
      const sending = httpRequest(host.url, { method: 'POST', headers: { ...headers, 'content-length': body.length } });
      for (let start = 0; start < body.length; start += half) sending.write(body.slice(start, start + half));
      sending.end();
      const [answer] = (await once(sending, 'response')) as [IncomingMessage];
      answer.resume();
      expect(answer.statusCode).toBe(500);
      expect(host.errors).toEqual([expect.any(BodyAlreadyReadError)]);
      expect(String(host.errors[0])).toContain('setEncoding');
      expect(host.outcomes).toEqual([]);
    },
  );

  it('and pauses the stream: it is read all the same', async () => {
    const host = await start({}, async (request) => {
      request.pause();
      return undefined;
    });
    const delivery = signedDelivery({ signingKey, url: host.url });
    expect((await fetch(host.url, delivery)).status).toBe(200);
  });
});

describe('a request of node:http', () => {
  it('is received, its URL told by the Host header and the path, byte for byte', async () => {
    const host = await start();
    const { port, origin } = new URL(host.url);
    // By hand: `fetch` would tidy these paths up.
    for (const path of ['/callbacks', '/callbacks?a=b', '/callbacks?', '/x//y/../%2e?q=%20+']) {
      const { headers, body, method } = signedDelivery({ signingKey, url: `${origin}${path}` });
      const sent = httpRequest({ host: '127.0.0.1', port, method, headers, path }).end(body);
      const [response] = (await once(sent, 'response')) as [IncomingMessage];
      expect([path, response.resume().statusCode]).toEqual([path, 200]);
    }
  });

  it('is told by originalUrl where a router has taken a prefix off', async () => {
    const host = await start({}, async (request) => {
      const originalUrl = request.url ?? '';
      request.url = '/';
      return { originalUrl };
    });
    expect((await fetch(host.url, signedDelivery({ signingKey, url: host.url }))).status).toBe(200);
  });

  it('is taken in absolute form', async () => {
    const host = await start();
    const { port } = new URL(host.url);
    const { headers, body, method } = signedDelivery({ signingKey, url: host.url });
    const sent = httpRequest({ host: '127.0.0.1', port, method, headers, path: host.url }).end(body);
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    expect(response.resume().statusCode).toBe(200);
  });

  it('whose bodiless end another reader has seen is not waited for', async () => {
    const host = await start({ allowGet: true }, async (request) => {
      request.resume();
      await once(request, 'end');
      return undefined;
    });
    const { url, headers } = signedDelivery({ signingKey, url: host.url, method: 'GET' });
    expect((await fetch(url, { headers })).status).toBe(200);
  });

  it('whose sender goes away is answered by nobody, and told to the operator', async () => {
    const host = await start();
    const sent = httpRequest(host.url, {
      method: 'POST',
      headers: { 'content-type': formType, 'content-length': '100' },
    });
    sent.on('error', () => {});
    sent.write('MessageSid=1');
    await once(sent, 'socket');
    setTimeout(() => sent.destroy(), 50);
    await expect
      .poll(() => host.outcomes, { timeout: 5_000 })
      .toMatchObject([{ kind: 'rejected', reason: 'body_incomplete' }]);
    expect(host.errors).toEqual([]);
  });
});

describe('a body that a parser has read first', () => {
  const traces: readonly [string, (bytes: Buffer) => NodeRequestContext][] = [
    ['rawBody as bytes', (bytes) => ({ rawBody: bytes, body: {} })],
    ['rawBody as text', (bytes) => ({ rawBody: bytes.toString(), body: {} })],
    ['a body of bytes', (bytes) => ({ body: Uint8Array.from(bytes) })],
    ['a flat form', (bytes) => ({ body: Object.fromEntries(new URLSearchParams(bytes.toString())) })],
  ];

  it.each(traces)('is had from %s', async (_what, leave) => {
    const host = await start({}, async (request) => leave(await bytesOf(request)));
    const body = 'a + b & c = 😀 %2B';
    expect((await fetch(host.url, signedDelivery({ signingKey, url: host.url, body }))).status).toBe(200);
    expect(host.outcomes).toMatchObject([{ event: { body } }]);
  });

  it('is measured against the limit all the same', async () => {
    const host = await start({ maxBodyBytes: 100 }, async (request) => ({ rawBody: await bytesOf(request) }));
    const headers = { 'content-type': formType, 'transfer-encoding': 'chunked' };
    const sent = httpRequest(host.url, { method: 'POST', headers }).end('x'.repeat(101));
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    expect(response.resume().statusCode).toBe(413);
  });

  const gone: readonly [
    string,
    Parameters<typeof signedDelivery>[0]['encoding'],
    (bytes: Buffer) => NodeRequestContext,
  ][] = [
    ['nothing is left', 'form', () => ({})],
    [
      'parsed JSON is left, which would be written in other bytes',
      'json',
      (bytes) => ({ body: JSON.parse(bytes.toString()) }),
    ],
    ['the form is nested', 'form', () => ({ body: { a: { b: '1' }, MessageSid: '1' } })],
    ['the form is empty', 'form', () => ({ body: {} })],
    ['the body is text', 'form', (bytes) => ({ body: bytes.toString() })],
  ];

  it.each(gone)('is gone where %s: at once an error that names the fix', async (_what, encoding, leave) => {
    const host = await start({}, async (request) => leave(await bytesOf(request)));
    expect(
      (await fetch(host.url, signedDelivery({ signingKey, url: host.url, encoding: encoding ?? 'form' }))).status,
    ).toBe(500);
    const [error] = host.errors;
    expect(error).toBeInstanceOf(BodyAlreadyReadError);
    expect(error).toMatchObject({
      name: 'BodyAlreadyReadError',
      message: expect.stringMatching(/^A body parser read this request .* includeUnparsed: true .*setEncoding\(\)/),
    });
    expect(error).toMatchObject({ code: 'STATUSWIRE_BODY_ALREADY_READ', status: 500, statusCode: 500, expose: false });
    expect(String(error)).toContain('Mount statusCallbacks before the body parser');
    expect(String(error)).not.toContain('MessageSid');
  });

  describe('and of which a flat form is left, with a SHA-256 header over its bytes', () => {
    const leave = async (request: IncomingMessage) => ({
      body: Object.fromEntries(new URLSearchParams((await bytesOf(request)).toString())),
    });

    it('is enough by itself', async () => {
      const host = await start({}, leave);
      expect((await fetch(host.url, signedDelivery({ signingKey, url: host.url, sha256: true }))).status).toBe(200);
    });

    it('is not enough for strictSha256: an error, not a rejection of what is right', async () => {
      const host = await start({ strictSha256: true }, leave);
      expect((await fetch(host.url, signedDelivery({ signingKey, url: host.url }))).status).toBe(200);
      expect((await fetch(host.url, signedDelivery({ signingKey, url: host.url, sha256: true }))).status).toBe(500);
      expect(host.errors).toMatchObject([{ code: 'STATUSWIRE_BODY_ALREADY_READ' }]);
    });

    it('is not enough where that header stands alone', async () => {
      const host = await start({}, leave);
      const { headers, ...delivery } = signedDelivery({ signingKey, url: host.url, sha256: true });
      const alone = { ...headers, 'x-signalwire-signature': '' };
      expect((await fetch(host.url, { ...delivery, headers: alone })).status).toBe(500);
    });
  });
});

describe('writeNodeReply', () => {
  it('writes nothing over an answer that has begun', async () => {
    const server = createServer((_request, response) => {
      response.writeHead(202).end('first');
      writeNodeReply(response, { status: 200, headers: {}, body: 'second' });
    }).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    expect([response.status, await response.text()]).toEqual([202, 'first']);
  });
});
