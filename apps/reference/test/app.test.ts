import { connect, type Socket } from 'node:net';
import { type SignedDeliveryOptions, signedDelivery } from '@statuswire/receiver/testing';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { readFeed } from '../src/api/messages.ts';
import { listQuarantined, retryQuarantined } from '../src/api/quarantine.ts';
import { answerOf } from './api-client.ts';
import { type AppProcess, startApp } from './app-process.ts';
import { live, signingKey } from './live-settings.ts';

const started: AppProcess[] = [];

function start(args: readonly string[], environment: Readonly<Record<string, string>> = {}): AppProcess {
  const app = startApp(args, environment);
  started.push(app);
  return app;
}

afterEach(async () => {
  await Promise.all(started.splice(0).map((app) => app.kill()));
});

async function deliver(url: string, options: Partial<SignedDeliveryOptions>): Promise<Response> {
  const { method, headers, body } = signedDelivery({ signingKey, url: live.PUBLIC_URL, ...options });
  return await fetch(`${url}/callbacks/status`, { method, headers, body });
}

interface SlowRequest {
  readonly socket: Socket;
  /** Sends the rest and resolves with all that was answered until the connection was closed. */
  finish(): Promise<string>;
}

/** A callback of which only half has been sent. */
async function sendHalf(url: string): Promise<SlowRequest> {
  const { headers, body } = signedDelivery({ signingKey, url: live.PUBLIC_URL });
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.setEncoding('utf8');
  let answer = '';
  socket.on('data', (text: string) => {
    answer += text;
  });
  // A process that ends at once cuts it off.
  socket.on('error', () => {});
  const closed = new Promise<string>((resolve) => socket.once('close', () => resolve(answer)));
  const lines = Object.entries({ host: 'example.com', ...headers, 'content-length': body.length });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const half = Math.floor(body.length / 2);
  await new Promise((resolve) =>
    socket.write(`POST /callbacks/status HTTP/1.1\r\n${head}\r\n${body.slice(0, half)}`, resolve),
  );
  return {
    socket,
    finish() {
      socket.write(body.slice(half));
      return closed;
    },
  };
}

describe.each(['Express', 'Koa'] as const)('live on %s', (name) => {
  const args = ['--port', '0', '--framework', name.toLowerCase()];

  test('takes callbacks signed with either key and never prints a number, a text, a key or the secrets in the URL', async () => {
    const app = start(args, {
      ...live,
      PUBLIC_URL: 'https://user:canary-password@example.com/callbacks/status?token=canary-token',
    });
    const url = await app.url(name);
    const canary = {
      url: 'https://user:canary-password@example.com/callbacks/status?token=canary-token',
      from: '+12065550143',
      to: '+13035550186',
      body: 'canary-text',
      errorCode: '30003',
    };
    const messages = [
      { status: 'failed', fields: { MediaUrl0: 'https://canary-media.example/1' } },
      {
        dialect: 'platform',
        status: 'undelivered',
        errorMessage: 'canary-message for +13035550186',
        customVariables: { name: 'canary-variable' },
      },
      { signingKey: 'PSK-old-key', messageId: 'another' },
    ] as const;
    for (const message of messages) expect((await deliver(url, { ...canary, ...message })).status).toBe(200);
    expect((await deliver(url, { ...canary, signingKey: 'PSK-forged' })).status).toBe(403);
    expect((await deliver(url, { ...canary, fields: { NumMedia: 'canary-count' } })).status).toBe(200);
    await app.printed(/✗ unreadable/);

    expect((await answerOf(url, readFeed)).events).toHaveLength(3);
    expect((await answerOf(url, listQuarantined)).items).toHaveLength(1);
    app.signal('SIGTERM');
    expect(await app.exitCode).toBe(0);
    expect(await app.filesLeft).toEqual(['data', 'data/statuswire.sqlite']);
    expect(app.stdout()).toMatch(/3 undelivered +\+1206•••0143 → \+1303•••0186/);
    expect(app.stdout()).toContain('Callbacks accepted: 3 (0 of them repeats), kept in quarantine: 1, turned away: 1.');
    expect(app.stdout() + app.stderr()).not.toMatch(/canary|2065550143|3035550186|PSK/);
    expect(app.stdout()).not.toContain('\u001b');
  });

  test('on SIGTERM answers what it has accepted, closes idle connections and ends with 0', async () => {
    const app = start(args, live);
    const url = await app.url(name);
    // Leaves a connection that is kept alive, and idle.
    await (await fetch(`${url}/healthz`)).arrayBuffer();
    const slow = await sendHalf(url);
    await (await fetch(`${url}/healthz`)).arrayBuffer();

    app.signal('SIGTERM');
    await app.printed(/^Stopping/m);
    // On a connection of its own: those that are kept alive have a moment in which they are still answered.
    const knocked = () =>
      new Promise<string>((resolve) => {
        const socket = connect(Number(new URL(url).port), '127.0.0.1', () => resolve('let in'));
        socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? ''));
        socket.once('connect', () => socket.destroy());
      });
    await expect.poll(knocked, { timeout: 5_000 }).toBe('ECONNREFUSED');
    const answer = await slow.finish();
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer).toMatch(/^connection: close\r$/im);
    expect(answer).toMatch(/<Response\/>$/);
    const answeredAt = Date.now();
    expect(await app.exitCode).toBe(0);
    // Well under the time for which a connection would have been kept alive.
    expect(Date.now() - answeredAt).toBeLessThan(3_000);
    expect(app.stdout()).toContain('Callbacks accepted: 1 (');
    expect(app.stderr()).toBe('');
  });

  test('a sender that goes away half-way is no failure', async () => {
    const app = start(args, live);
    const url = await app.url(name);
    const { socket } = await sendHalf(url);
    socket.resetAndDestroy();
    expect((await deliver(url, {})).status).toBe(200);
    app.signal('SIGINT');
    expect(await app.exitCode).toBe(0);
    expect(app.stdout()).not.toMatch(/failed/);
    expect(app.stderr()).toBe('');
  });
});

test('a second signal ends it at once, and a temporary database goes all the same', async () => {
  const app = start(['--demo', '--port', '0'], live);
  const url = await app.url('Express');
  await sendHalf(url);
  // Once this is answered, what was sent before it has arrived.
  await (await fetch(`${url}/healthz`)).arrayBuffer();
  app.signal('SIGINT');
  await app.printed(/^Stopping/m);
  app.signal('SIGINT');
  expect(await app.exitCode).toBe(130);
  expect(app.stdout()).not.toContain('Stopped');
  expect(await app.filesLeft).toEqual([]);
});

test('ends in order when nobody reads its log any more', async () => {
  const app = start(['--demo', '--port', '0', '--pace', '20']);
  await app.url('Koa');
  app.closeStdout();
  expect(await app.exitCode).toBe(0);
  expect(app.stderr()).toBe('');
});

test('the demo shows both dialects arriving through both frameworks, and what goes wrong on the way', async () => {
  // Time for what comes late, which no pace hurries.
  const app = start(['--demo', '--port', '0', '--pace', '25', '--seed', '11']);
  const [express, koa] = [await app.url('Express'), await app.url('Koa')];
  const time = String.raw`^\d\d:\d\d:\d\d +`;
  for (const [framework, dialect] of ['express', 'koa'].flatMap((each) => [
    [each, 'compat'],
    [each, 'platform'],
  ])) {
    await app.printed(new RegExp(`${time}${framework} +${dialect} +\\S+ +3 delivered +\\+1\\d{3}•••\\d{4} → `, 'm'));
  }
  for (const sight of [
    / {2}repeated$/m,
    / {2}out of order/m,
    / {2}late \d s$/m,
    / {2}contradictory/m,
    / \? accepted /,
    /✗ refused +403 wrong signature$/m,
    /✗ unreadable/,
  ]) {
    await app.printed(sight);
  }
  await app.printed(/ 3 (?:undelivered|failed) .* {2}\d{5} [A-Z].*\.$/m);
  await app.printed(/ 4 read /);
  await app.printed(/MMS: ends here/);
  await app.printed(
    /^\d\d:\d\d:\d\d +REST +(?:compat|platform) +\S+ +3 \w+ +healed: its callback never came$/m,
    40_000,
  );

  // Both hosts record in one database, and both tell all of it.
  const query = { limit: 1_000 };
  const fromBoth = await Promise.all([express, koa].map((url) => answerOf(url, readFeed, { query })));
  for (const { events } of fromBoth) {
    const callbacks = events.filter(({ deliveries }) => deliveries.callback > 0);
    const ways = new Set(callbacks.map(({ provenance, dialect }) => `${provenance?.details.framework} ${dialect}`));
    expect([...ways].sort()).toEqual([
      'express compatibility',
      'express platform',
      'koa compatibility',
      'koa platform',
    ]);
  }

  expect(new Set(fromBoth.flatMap(({ events }) => events.map(({ projectId }) => projectId))).size).toBe(2);
  expect(fromBoth[0]?.events.some(({ extra }) => extra.CarrierName === 'Example Mobile')).toBe(true);

  // What cannot be read stays in quarantine whoever tries; what an earlier version might have left there does not.
  const { items: held } = await answerOf(express, listQuarantined);
  const tried = await Promise.all(held.map(({ id }) => answerOf(koa, retryQuarantined, { parameters: { id } })));
  expect(held.length).toBeGreaterThan(2);
  expect(tried.filter(({ state }) => state === 'recorded')).toHaveLength(2);

  app.signal('SIGTERM');
  expect(await app.exitCode).toBe(0);
  expect(app.stderr()).toBe('');
  expect(app.stdout()).toMatch(
    /^Stopped\. Callbacks accepted: \d+ \([1-9]\d* of them repeats\), kept in quarantine: [1-9]\d*, turned away: [1-9]\d*\.$/m,
  );
  expect(await app.filesLeft).toEqual([]);
  expect(app.stdout()).not.toMatch(/The demo (?:got|was)/);
  expect(app.stdout()).not.toMatch(/\+1\d{4}|PSK/);
  expect(app.stdout()).not.toContain('\u001b');
  const bodies = new Set(fromBoth.flatMap(({ events }) => events.flatMap(({ body }) => body ?? [])));
  expect(bodies.size).toBeGreaterThan(2);
  for (const body of bodies) expect(app.stdout()).not.toContain(body);
}, 60_000);

async function askSandbox<Schema extends z.ZodType>(
  url: string,
  answer: Schema,
  order: { readonly method: string; readonly body: unknown } | null = null,
): Promise<z.output<Schema>> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, order === null ? {} : { ...order, headers, body: JSON.stringify(order.body) });
  return answer.parse(await response.json());
}

test('the demo takes orders for its sandbox, on loopback', async () => {
  const app = start(['--demo', '--port', '0', '--pace', '20']);
  const [express, sandbox] = [await app.url('Express'), await app.sandboxUrl()];
  expect(new URL(sandbox).hostname).toBe('127.0.0.1');
  const project = z.object({ token: z.string().min(1), signingKeys: z.array(z.string().min(1)) });
  const { projects } = await askSandbox(sandbox, z.object({ projects: z.array(project).length(2) }));

  const faults = [{ kind: 'lost', statuses: ['sent'] }];
  const inForce = z.object({ faults: z.array(z.object({ kind: z.literal('lost') })).length(1) });
  await askSandbox(`${sandbox}/faults`, inForce, { method: 'PUT', body: faults });
  const statusCallback = `${express}/callbacks/status`;
  const message = { dialect: 'platform', from: '+12065550143', to: '+15005550103', body: 'canary-text' };
  const { id } = await askSandbox(`${sandbox}/messages`, z.object({ id: z.string() }), {
    method: 'POST',
    body: { ...message, statusCallback },
  });
  await app.printed(/ 3 undelivered +\+1206•••0143 → \+1500•••0103 .*30003/);
  const { events } = await answerOf(express, readFeed, { query: { limit: 1_000 } });
  expect(events.filter(({ messageId }) => messageId === id).map(({ status }) => status)).toEqual([
    'queued',
    'initiated',
    'undelivered',
  ]);

  app.signal('SIGTERM');
  expect(await app.exitCode).toBe(0);
  expect(app.stderr()).toBe('');
  expect(app.stdout()).not.toMatch(/canary|2065550143|The demo (?:got|was)/);
  for (const { token, signingKeys } of projects) {
    for (const secret of [token, ...signingKeys]) expect(app.stdout()).not.toContain(secret);
  }
});

test('the demo plays the same messages for the same seed', async () => {
  const message = z.object({
    id: z.string(),
    projectId: z.string(),
    dialect: z.string(),
    from: z.string(),
    to: z.string(),
    body: z.string(),
  });
  const answer = z.object({ messages: z.array(message) });
  async function firstMessages(): Promise<unknown[]> {
    const app = start(['--demo', '--framework', 'express', '--port', '0', '--pace', '50', '--seed', '5']);
    const url = `${await app.sandboxUrl()}/messages`;
    return await vi.waitFor(
      async () => {
        const { messages } = await askSandbox(url, answer);
        expect(messages.length).toBeGreaterThanOrEqual(8);
        return messages.reverse().slice(0, 8);
      },
      { timeout: 15_000 },
    );
  }
  const first = await firstMessages();
  expect(await firstMessages()).toEqual(first);
});

test('the demo with a framework starts that one alone', async () => {
  const app = start(['--demo', '--framework', 'koa', '--port', '0', '--pace', '20']);
  await app.printed(/ koa +platform /);
  expect(app.stdout()).not.toMatch(/express/i);
});
