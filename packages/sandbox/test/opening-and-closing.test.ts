import { once } from 'node:events';
import net from 'node:net';
import { expect, test } from 'vitest';
import { createManualClock, createSandbox } from '../src/index.ts';
import { rawEndpoint } from './raw-endpoint.ts';
import { runningSandbox } from './running-sandbox.ts';

/** A port that nothing listens on. */
async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

test('told twice to listen at the same time, it listens once', async () => {
  const sandbox = createSandbox();
  const [first, second] = await Promise.all([sandbox.listen(), sandbox.listen()]);
  expect(second).toBe(first);
  await sandbox.close();
  await expect(fetch(first)).rejects.toThrow();
});

test('closed while it begins to listen, it does not listen', async () => {
  const port = await freePort();
  const sandbox = createSandbox({ port });
  const begun = expect(sandbox.listen()).rejects.toMatchObject({ code: 'STATUSWIRE_CLOSED' });
  await sandbox.close();
  await begun;
  expect(() => sandbox.url).toThrow(/does not listen/);
  await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow();
});

test('a port that is free again can be listened on', async () => {
  const holder = await runningSandbox();
  const sandbox = createSandbox({ port: Number(new URL(holder.url).port) });
  await expect(sandbox.listen()).rejects.toMatchObject({ code: 'EADDRINUSE' });
  await holder.close();
  await sandbox.listen();
  await sandbox.close();
});

test('what is begun while it closes leaves no timer on a clock that may be somebody else has', async () => {
  const clock = createManualClock();
  const sandbox = createSandbox({ clock });
  await sandbox.listen();
  const closing = sandbox.close();
  sandbox.send({});
  await closing;
  expect(clock.nextTimer()).toBeNull();
});

test('closed, it tells nothing more of a load that another one had ended', async () => {
  const endpoint = await rawEndpoint((response) => setTimeout(() => response.end(), 20));
  const sandbox = await runningSandbox();
  const url = endpoint.origin;
  const first = sandbox.startLoad({ url, callbacks: 400, concurrency: 4 });
  while (endpoint.requests.length < 4) await new Promise((resolve) => setTimeout(resolve, 5));
  sandbox.startLoad({ url, callbacks: 4, concurrency: 1 });
  await sandbox.close();
  expect(first.report().state).toBe('finished');
});
