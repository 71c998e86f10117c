import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signedDelivery } from '@statuswire/receiver/testing';
import { afterEach, expect, test } from 'vitest';
import { listMessages, readFeed, showMessage } from '../src/api/messages.ts';
import { listQuarantined, retryQuarantined, showQuarantined } from '../src/api/quarantine.ts';
import { answerOf, ask } from './api-client.ts';
import { type AppProcess, startApp } from './app-process.ts';
import { holdLock } from './lock.ts';

const secrets = 'https://canary-user:canary-password@example.com/callbacks/status?token=canary-token';
const settings = { PUBLIC_URL: secrets, SIGNALWIRE_SIGNING_KEY: 'PSK-canary-new,PSK-canary-old' } as const;

/** All that must be seen by nobody but who asks the API for it. */
const canary = {
  url: secrets,
  signingKey: 'PSK-canary-new',
  from: '+12065550143',
  to: '+13035550186',
  body: 'canary-text',
  errorCode: '30003',
} as const;

const forbidden = /canary|2065550143|3035550186|PSK/;

const clean: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const act of clean.splice(0).reverse()) await act();
});

async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'statuswire-quiet-'));
  clean.push(() => rm(directory, { recursive: true }));
  return directory;
}

function start(args: readonly string[], environment: Readonly<Record<string, string>>): AppProcess {
  const app = startApp(args, environment);
  clean.push(() => app.kill());
  return app;
}

test.each(['Express', 'Koa'] as const)(
  'on %s no text, number or key is seen in any log or error, whatever happens',
  async (name) => {
    const file = join(await temporaryDirectory(), 'statuswire.sqlite');
    const app = start(['--port', '0', '--framework', name.toLowerCase()], { ...settings, DATABASE_FILE: file });
    const url = await app.url(name);
    const told: string[] = [];
    const statuses = new Set<string>();

    /** Sends something to the callback path, and keeps what the sender is told. */
    async function send(options: object = {}, change: Partial<RequestInit> = {}): Promise<void> {
      const { method, headers, body } = signedDelivery({ ...canary, ...options });
      const response = await fetch(`${url}/callbacks/status`, { method, headers, body, ...change });
      statuses.add(`callback ${response.status}`);
      told.push(JSON.stringify([...response.headers]), await response.text());
    }

    const platform = {
      dialect: 'platform',
      errorMessage: 'canary-message for +13035550186',
      customVariables: { 'canary-name': 'canary-variable' },
    } as const;
    await send({ status: 'failed', fields: { MediaUrl0: 'https://canary-media.example/1' } });
    await send({ ...platform, status: 'undelivered' });
    await send({ ...platform, status: 'undelivered' });
    await send({ ...platform, status: 'sent', messageId: '+12065550143' });
    await send({ status: 'canary-status', projectId: 'canary-project', messageId: 'canary-message-id' });
    await send({ signingKey: 'PSK-canary-forged' });
    await send({ fields: { NumMedia: 'canary-count', 'canary-field': 'x' } });
    await send({ ...platform, fields: { number_of_segments: 'canary-count' } });
    await send({}, { body: '{"canary-key":"+12065550143"' });
    await send({}, { headers: {} });
    await send({}, { headers: { 'content-type': 'text/canary' } });
    await send({}, { headers: { 'content-encoding': 'canary' } });
    await send({ body: 'canary-text'.repeat(30_000) });
    await send({}, { method: 'PUT' });
    const unreadable = signedDelivery({ ...canary, dialect: 'platform', fields: { status: ['canary-a', 'canary-b'] } });
    await send({}, { headers: unreadable.headers, body: unreadable.body });

    // Goes away half-way.
    await new Promise<void>((resolve) => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1', () => {
        socket.write(
          'POST /callbacks/status?canary=1 HTTP/1.1\r\nhost: canary\r\ncontent-length: 99\r\n\r\ncanary-text',
          () => {
            socket.resetAndDestroy();
            resolve();
          },
        );
      });
    });
    const malformed = await new Promise<string>((resolve) => {
      let answer = '';
      const socket = connect(Number(new URL(url).port), '127.0.0.1', () =>
        socket.write('canary-text +12065550143\r\n\r\n'),
      );
      socket.setEncoding('utf8').on('data', (text: string) => {
        answer += text;
      });
      socket.on('close', () => resolve(answer));
    });
    told.push(malformed);

    // Whoever may ask the API is shown all of it; errors still quote nothing.
    const { events } = await answerOf(url, readFeed);
    expect(JSON.stringify(events)).toContain('canary-variable');
    const { items } = await answerOf(url, listQuarantined);
    expect(items.length).toBeGreaterThan(2);
    for (const { id } of items) {
      const retried = await answerOf(url, retryQuarantined, { parameters: { id } });
      expect(retried.state).toBe('held');
      told.push(
        JSON.stringify(retried),
        JSON.stringify({
          ...(await answerOf(url, showQuarantined, { parameters: { id } })),
          rawBody: '',
          contentType: '',
        }),
      );
    }
    for (const query of [
      'after=canary',
      'since=canary',
      '%2B12065550143=1',
      'limit=canary',
      'number=%2B12065550143&x=1',
    ]) {
      told.push(JSON.stringify((await ask(url, listMessages, { query })).body));
    }
    for (const path of ['/canary', '/api/canary?canary=1', '/api/messages/canary/%E0%A4%A', '/api/quarantine/canary']) {
      told.push(await (await fetch(url + path)).text());
    }
    const unknown = { projectId: 'canary-project', messageId: '+12065550143' };
    told.push(JSON.stringify((await ask(url, showMessage, { parameters: unknown })).body));

    const release = await holdLock(file);
    clean.push(release);
    await Promise.all([
      send({ messageId: 'canary-locked' }),
      send({ ...platform, fields: { number_of_segments: 'canary' } }),
    ]);
    told.push(JSON.stringify((await ask(url, retryQuarantined, { parameters: { id: items[0]?.id ?? '' } })).body));
    await release();

    app.signal('SIGTERM');
    expect(await app.exitCode).toBe(0);
    // Which paths were gone, so that none is lost in silence.
    const seen = [200, 403, 405, 413, 415, 503].map((status) => `callback ${status}`);
    expect([...statuses].sort()).toEqual(seen);
    expect(app.stdout()).toMatch(/✗ refused.*✗ unreadable.*✗ failed/s);
    expect(app.stdout()).toMatch(/3 undelivered +\+1206•••0143 → \+1303•••0186/);
    // SignalWire's own word for a status is shown as it is, for want of one of ours, and of an id both ends.
    const log = app.stdout().replaceAll('? canary-sta…', '').replaceAll('cana…-id', '');
    expect(log).not.toMatch(forbidden);
    expect(app.stderr()).toBe('');
    expect(told.join('\n')).not.toMatch(forbidden);
  },
  30_000,
);

test('an app that cannot start shows no key and no password either', async () => {
  const directory = await temporaryDirectory();
  await writeFile(join(directory, 'no-database'), 'canary-text +12065550143 '.repeat(100));
  const starts = [
    [['--database', join(directory, 'no-database')], settings],
    [['PSK-canary', '--canary-flag'], { ...settings, HOST: 'canary-host', PORT: 'canary-port' }],
    [[], { ...settings, PUBLIC_URL: 'canary-url', DATABASE_URL: 'mysql://canary:canary@127.0.0.1/canary' }],
  ] as const;
  for (const [args, environment] of starts) {
    const app = start(['--port', '0', ...args], environment);
    expect(await app.exitCode).toBeGreaterThan(0);
    expect(app.stderr()).toMatch(/^Cannot start/);
    expect((app.stdout() + app.stderr()).replaceAll('--canary-flag is no flag', '')).not.toMatch(forbidden);
  }
});
