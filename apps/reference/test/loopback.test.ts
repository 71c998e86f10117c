import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { listMessages } from '../src/api/messages.ts';
import { answerOf } from './api-client.ts';
import { startApp } from './app-process.ts';
import { live } from './live-settings.ts';

/** Why nothing can listen on an address; `null` where it can. */
async function unusable(address: string): Promise<string | null> {
  const server = createServer().listen(0, address);
  try {
    await once(server, 'listening');
    return null;
  } catch {
    return `this machine has no ${address}`;
  } finally {
    server.close();
  }
}

test.for(['127.0.0.2', '::1', 'localhost'])(
  'on HOST %s the app answers, and the demo with its sandbox',
  async (address, { skip }) => {
    const reason = await unusable(address);
    skip(reason !== null, reason ?? '');
    const app = startApp(['--port', '0', '--database', ':memory:'], { ...live, HOST: address });
    onTestFinished(() => app.kill());
    const url = await app.url('Express');
    expect(new URL(url).hostname).toBe(address.includes(':') ? `[${address}]` : address);
    expect((await answerOf(url, listMessages)).items).toEqual([]);
    expect((await fetch(url)).headers.get('content-type')).toMatch(/^text\//);
    expect((await fetch(`${url}/metrics`)).status).toBe(200);

    const demo = startApp(['--demo', '--port', '0', '--pace', '20'], { HOST: address });
    onTestFinished(() => demo.kill());
    for (const each of [await demo.url('Express'), await demo.url('Koa')]) {
      await expect
        .poll(async () => (await answerOf(each, listMessages)).items.length, { timeout: 10_000 })
        .toBeGreaterThan(0);
    }
    expect((await fetch(await demo.sandboxUrl())).status).toBe(200);
  },
);
