import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import { signedDelivery } from '@statuswire/receiver/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { createJsonLogger } from '../src/log/json-log.ts';
import { type AppProcess, startApp } from './app-process.ts';
import { live, signingKey } from './live-settings.ts';

const started: AppProcess[] = [];
afterEach(async () => {
  await Promise.all(started.splice(0).map((app) => app.kill()));
});

const canary = {
  signingKey,
  url: live.PUBLIC_URL,
  from: '+12065550143',
  to: '+13035550186',
  body: 'canary-text',
} as const;

type Line = Readonly<Record<string, unknown>>;
const linesOf = (text: string): Line[] =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

test.each(['express', 'koa'] as const)(
  'the log of %s is JSON where nobody looks: an object a line, numbers masked, no text and no secret',
  async (framework) => {
    const token = 'canary-secret-0123456789';
    const app = startApp(['--port', '0', '--framework', framework, '--database', ':memory:'], {
      ...live,
      LOG_FORMAT: '',
      ACCESS_CREDENTIALS: `anna:${token}:read`,
    });
    started.push(app);
    const [, url = ''] = await app.printed(/"url":"(http:[^"]+)"/);
    const post = async (options: object) => {
      const { method, headers, body } = signedDelivery({ ...canary, ...options });
      await fetch(`${url}/callbacks/status`, { method, headers, body });
    };
    await post({ messageId: 'm-1', errorCode: '30003', status: 'failed' });
    await post({ messageId: 'm-1', errorCode: '30003', status: 'failed' });
    await post({ messageId: '+12065550143', dialect: 'platform', customVariables: { name: 'canary-variable' } });
    await post({ signingKey: 'PSK-canary' });
    await post({ fields: { NumMedia: 'canary-count' } });
    await fetch(`${url}/api/messages?number=canary`, { headers: { authorization: 'Bearer canary-guess' } });
    app.signal('SIGTERM');
    expect(await app.exitCode).toBe(0);

    const lines = linesOf(app.stdout());
    for (const { time, level } of lines) {
      expect(time).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
      expect(['info', 'warn', 'error']).toContain(level);
    }
    const [first] = lines;
    expect(first).toMatchObject({
      msg: 'started',
      hosts: [{ framework, url }],
      settings: {
        ACCESS_CREDENTIALS: { value: '•••', source: 'environment' },
        PUBLIC_URL: { value: live.PUBLIC_URL },
      },
    });
    const accepted = lines.filter(({ msg }) => msg === 'callback accepted');
    expect(accepted).toMatchObject([
      {
        framework,
        dialect: 'compatibility',
        message: 'm-1',
        status: 'failed',
        errorCode: '30003',
        sender: '+1206•••0143',
        recipient: '+1303•••0186',
        repeated: false,
      },
      { message: 'm-1', repeated: true },
      { dialect: 'platform', message: '+1206•••0143' },
    ]);
    const told = lines.map(({ level, msg, reason }) => `${level} ${msg} ${reason ?? ''}`.trim());
    expect(told).toEqual(
      expect.arrayContaining([
        'warn callback refused wrong_signature',
        'warn callback quarantined invalid_payload',
        'warn not let in wrong_credentials',
      ]),
    );
    expect(told.at(-1)).toMatch(/^info Stopped\. Callbacks accepted: 3 /);
    expect(app.stdout() + app.stderr()).not.toMatch(/canary|2065550143|3035550186|PSK/);
  },
);

test('LOG_LEVEL leaves out what is less', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  const quiet = { ...live, LOG_FORMAT: 'json', LOG_LEVEL: 'error' };
  const app = startApp(['--port', String(port), '--database', ':memory:'], quiet);
  started.push(app);
  // It cannot say where it listens.
  const status = async () => (await fetch(`http://127.0.0.1:${port}/healthz`).catch(() => null))?.status;
  await expect.poll(status, { timeout: 15_000 }).toBe(200);
  app.signal('SIGTERM');
  expect(await app.exitCode).toBe(0);
  expect(app.stdout()).toBe('');
});

describe('redaction', () => {
  function logged(write: (logger: ReturnType<typeof createJsonLogger>) => void): string {
    let text = '';
    const output = new Writable({
      write(chunk, _encoding, done) {
        text += chunk;
        done();
      },
    });
    write(createJsonLogger(output, 'info'));
    return text;
  }

  test('takes out what somebody logs by mistake, as deep as requests and events are', () => {
    const event = { body: 'canary', from: 'canary', to: 'canary', customVariables: { a: 'canary' }, status: 'sent' };
    const request = { headers: { authorization: 'canary', cookie: 'canary', host: 'example.com' }, rawBody: 'canary' };
    const settings = { signingKeys: ['canary'], apiToken: 'canary', password: 'canary', token: 'canary' };
    const text = logged((logger) => {
      logger.info(event, 'one');
      logger.info({ event, request, settings }, 'deeper');
    });
    expect(text).not.toContain('canary');
    expect(text).toContain('[redacted]');
    expect(text).toContain('"status":"sent"');
    expect(text).toContain('example.com');
  });

  test('tells of an error no more than may be told', () => {
    const error = Object.assign(new Error('could not store canary'), { code: 'SQLITE_FULL', detail: 'canary' });
    const text = logged((logger) => {
      logger.error(error);
      logger.error({ error }, 'failed');
    });
    expect(text).not.toContain('canary');
    expect(text).toContain('Error SQLITE_FULL');
  });
});
