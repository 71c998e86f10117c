import type { Buffer } from 'node:buffer';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { generate } from 'selfsigned';
import { describe, expect, onTestFinished, test } from 'vitest';
import { parseCallbackUrl } from '../src/callback/callback-url.ts';
import { createDeliver, type DeliveryAttempt } from '../src/callback/deliver.ts';
import type { SandboxClock } from '../src/clock/clock.ts';
import { createManualClock } from '../src/index.ts';
import { createAgents, networkClock } from '../src/network.ts';
import { acknowledge, rawEndpoint } from './raw-endpoint.ts';
import { listening } from './receiving-endpoint.ts';
import { runningSandbox } from './running-sandbox.ts';

function deliver(url: string, clock: SandboxClock = networkClock): Promise<readonly DeliveryAttempt[]> {
  const parsed = parseCallbackUrl(url);
  if (parsed === null) throw new Error('no callback URL');
  const agents = createAgents(undefined);
  onTestFinished(() => {
    agents.http.destroy();
    agents.https.destroy();
  });
  const transmission = (): { kind: 'whole' } => ({ kind: 'whole' });
  return createDeliver({ agents, clock }).send({ url: parsed, headers: {}, body: 'a=b', transmission });
}

function codes(attempts: readonly DeliveryAttempt[]): (string | null)[] {
  return attempts.map(({ errorCode }) => errorCode);
}

/**
 * A port on which nobody takes connections: the process behind it is stopped, and its queue is full, so that the kernel
 * leaves whoever comes next unanswered.
 */
async function fullPort(): Promise<number> {
  const listen = `
    const server = require('node:net').createServer();
    server.listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => process.stdout.write(String(server.address().port)));
  `;
  const child = spawn(process.execPath, ['-e', listen], { stdio: ['ignore', 'pipe', 'inherit'] });
  const fillers: net.Socket[] = [];
  onTestFinished(() => {
    for (const filler of fillers) filler.destroy();
    child.kill('SIGKILL');
  });
  const [written] = (await once(child.stdout, 'data')) as [Buffer];
  const port = Number(written.toString());
  child.kill('SIGSTOP');
  for (;;) {
    const filler = net.connect(port, '127.0.0.1').on('error', () => {});
    fillers.push(filler);
    const patience = new Promise((resolve) => setTimeout(resolve, 200, 'waits'));
    if ((await Promise.race([once(filler, 'connect'), patience])) === 'waits') return port;
  }
}

/** Resolves as soon as a condition holds. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2));
}

describe('attempts', () => {
  test.for([200, 201, 204, 299])('%d is a success', async (status) => {
    const endpoint = await rawEndpoint((response) => response.writeHead(status).end());
    expect(codes(await deliver(endpoint.origin))).toEqual([null]);
    expect(endpoint.requests).toHaveLength(1);
  });

  test.for([304, 400, 403, 404, 500, 503])('%d is tried two more times', async (status) => {
    const endpoint = await rawEndpoint((response) => response.writeHead(status).end());
    expect(codes(await deliver(endpoint.origin))).toEqual(['11217', '11217', '11217']);
    expect(endpoint.requests.map(({ body }) => body)).toEqual(['a=b', 'a=b', 'a=b']);
  });

  test('end with the first success', async () => {
    const endpoint = await rawEndpoint((response, number) =>
      number === 0 ? response.writeHead(503).end() : acknowledge(response),
    );
    expect(codes(await deliver(endpoint.origin))).toEqual(['11217', null]);
  });

  test('nobody listens: no connection', async () => {
    const server = http.createServer();
    const origin = await listening(server);
    await new Promise((resolve) => server.close(resolve));
    expect(codes(await deliver(origin))).toEqual(['11200', '11200', '11200']);
  });

  test('a host without an address', async () => {
    expect(codes(await deliver('http://nowhere.invalid/'))).toEqual(['11210', '11210', '11210']);
  });

  test('an answer that is no HTTP', async () => {
    const server = net.createServer((socket) => socket.end('SMTP ready\r\n'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as net.AddressInfo;
    expect(codes(await deliver(`http://127.0.0.1:${port}`))).toEqual(['11251', '11251', '11251']);
  });

  test('an answer that is too large', async () => {
    const endpoint = await rawEndpoint((response) => response.end('a'.repeat(65 * 1024)));
    expect(codes(await deliver(endpoint.origin))).toEqual(['11750', '11750', '11750']);
    const exact = await rawEndpoint((response) => response.end('a'.repeat(64 * 1024)));
    expect(codes(await deliver(exact.origin))).toEqual([null]);
  });

  test('a certificate that nobody vouches for, unless its authority is given', async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }], {
      extensions: [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }],
    });
    const server = https.createServer({ key, cert }, (_request, response) => acknowledge(response));
    const origin = (await listening(server)).replace('http:', 'https:');
    expect(codes(await deliver(origin))).toEqual(['11220', '11220', '11220']);
    const trusting = await runningSandbox({ callbacks: { certificateAuthority: cert } });
    trusting.send({ statusCallback: origin });
    await trusting.settled();
    expect(trusting.deliveries()[0]?.outcome).toBe('acknowledged');
  });

  test('an idle connection that the endpoint closed meanwhile costs no attempt', async () => {
    const server = http.createServer({ keepAliveTimeout: 1 }, (request, response) => {
      request.resume().on('end', () => acknowledge(response));
    });
    // Nothing is said of the time: the connection looks alive until it is used.
    server.on('request', (_request, response) => response.setHeader('keep-alive', 'timeout=60'));
    const sandbox = await runningSandbox();
    const statusCallback = await listening(server);
    for (let index = 0; index < 3; index += 1) {
      sandbox.send({ statusCallback });
      await sandbox.settled();
      server.closeIdleConnections();
    }
    expect(sandbox.deliveries().map(({ attempts }) => attempts.length)).toEqual([1, 1, 1]);
  });
});

describe('redirects', () => {
  test.for([301, 302, 303, 307, 308])('%d is followed with the same body', async (status) => {
    const endpoint = await rawEndpoint((response, number) =>
      number === 0 ? response.writeHead(status, { location: '/next?a=b' }).end() : acknowledge(response),
    );
    const attempts = await deliver(`${endpoint.origin}/first`);
    expect(attempts.map(({ status: last, redirects }) => [last, redirects])).toEqual([[200, 1]]);
    expect(endpoint.requests.map(({ target, body }) => [target, body])).toEqual([
      ['/first', 'a=b'],
      ['/next?a=b', 'a=b'],
    ]);
  });

  test('three are followed, a fourth is not', async () => {
    const endpoint = await rawEndpoint((response, _number, { target }) => {
      const step = Number(target.slice(1));
      if (step === 0) acknowledge(response);
      else response.writeHead(302, { location: `/${step - 1}` }).end();
    });
    expect((await deliver(`${endpoint.origin}/3`)).map(({ redirects }) => redirects)).toEqual([3]);
    expect(codes(await deliver(`${endpoint.origin}/4`))).toEqual(['11215', '11215', '11215']);
  });

  test('that lead nowhere are failures', async () => {
    const endpoint = await rawEndpoint((response) => response.writeHead(302).end());
    expect(codes(await deliver(endpoint.origin))).toEqual(['11217', '11217', '11217']);
  });

  test('take no credentials to another host', async () => {
    const other = await rawEndpoint();
    const endpoint = await rawEndpoint((response) => response.writeHead(307, { location: other.origin }).end());
    await deliver(endpoint.origin.replace('http://', 'http://me:you@'));
    expect(endpoint.requests[0]?.headers.authorization).toMatch(/^Basic /);
    expect(other.requests[0]?.headers.authorization).toBeUndefined();
  });
});

describe('time, on a clock that stands still', () => {
  test('5 s without an answer end an attempt; three of them are all there are', async () => {
    const endpoint = await rawEndpoint(() => {});
    const clock = createManualClock();
    const delivery = deliver(endpoint.origin, clock);
    for (const attempt of [1, 2]) {
      await until(() => endpoint.requests.length === attempt);
      clock.advance(4_999);
      clock.advance(1);
    }
    await until(() => endpoint.requests.length === 3);
    clock.advance(5_000);
    const attempts = await delivery;
    expect(codes(attempts)).toEqual(['11200', '11200', '11200']);
    expect(attempts.map(({ durationMs }) => durationMs)).toEqual([5_000, 5_000, 5_000]);
  });

  test('an answer that trickles may take longer, as long as it goes on', async () => {
    let written: http.ServerResponse | null = null;
    const endpoint = await rawEndpoint((response) => {
      written = response;
      response.writeHead(200).write('a');
    });
    const clock = createManualClock();
    const delivery = deliver(endpoint.origin, clock);
    await until(() => endpoint.requests.length === 1);
    for (let part = 0; part < 2; part += 1) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      clock.advance(4_000);
      (written as unknown as http.ServerResponse).write('b');
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
    (written as unknown as http.ServerResponse).end();
    expect((await delivery).map(({ status, durationMs }) => [status, durationMs])).toEqual([[200, 8_000]]);
  });

  test('15 s are the end, whatever attempts are left', async () => {
    const endpoint = await rawEndpoint(() => {});
    const clock = createManualClock();
    const delivery = deliver(`${endpoint.origin}#rt=10000`, clock);
    await until(() => endpoint.requests.length === 1);
    clock.advance(10_000);
    await until(() => endpoint.requests.length === 2);
    clock.advance(4_999);
    clock.advance(1);
    expect((await delivery).map(({ durationMs }) => durationMs)).toEqual([10_000, 5_000]);
    expect(endpoint.requests).toHaveLength(2);
  });

  test('2 s without a connection end an attempt, though the body may be written sooner', async () => {
    const port = await fullPort();
    const clock = createManualClock();
    const delivery = deliver(`http://127.0.0.1:${port}`, clock);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      await until(() => clock.nextTimer() === clock.now() + 2_000);
      // Time enough for whatever else would set another timer.
      await new Promise((resolve) => setTimeout(resolve, 50));
      clock.advance(1_999);
      clock.advance(1);
    }
    const attempts = await delivery;
    expect(codes(attempts)).toEqual(['11200', '11200', '11200']);
    expect(attempts.map(({ durationMs }) => durationMs)).toEqual([2_000, 2_000, 2_000]);
  });

  test('2 s without TLS end an attempt: the connection is not there until it is', async () => {
    const sockets: net.Socket[] = [];
    const server = net.createServer((socket) => sockets.push(socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy();
      server.close();
    });
    const clock = createManualClock();
    const delivery = deliver(`https://127.0.0.1:${(server.address() as net.AddressInfo).port}`, clock);
    for (const attempt of [1, 2, 3]) {
      await until(() => sockets.length === attempt);
      clock.advance(1_999);
      clock.advance(1);
    }
    expect((await delivery).map(({ durationMs }) => durationMs)).toEqual([2_000, 2_000, 2_000]);
  });
});

test('the fragment shortens the time, on the real clock', async () => {
  const endpoint = await rawEndpoint(() => {});
  const attempts = await deliver(`${endpoint.origin}#rt=200&tt=500`);
  expect(codes(attempts)).toEqual(['11200', '11200', '11200']);
  expect(attempts.reduce((sum, { durationMs }) => sum + durationMs, 0)).toBeGreaterThanOrEqual(495);
});
