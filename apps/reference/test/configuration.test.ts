import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openDoorWarning } from '../src/access/open-door.ts';
import { readConfiguration } from '../src/config.ts';
import { settingNames, settingOf } from '../src/configuration/settings.ts';
import type { DatabaseLocation } from '../src/database/location.ts';
import { startApp } from './app-process.ts';
import { live } from './live-settings.ts';

const postgres = 'postgres://user:secret@localhost:5432/statuswire';

async function run(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const app = startApp(args, environment);
  const code = await app.exitCode;
  return { code, stdout: app.stdout(), stderr: app.stderr() };
}

describe('the process', () => {
  test('says at once that both settings are missing', async () => {
    const { code, stdout, stderr } = await run([]);
    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('PUBLIC_URL is missing. Set it to the callback URL exactly as SignalWire was given it');
    expect(stderr).toContain('SIGNALWIRE_SIGNING_KEY is missing. Set it to the "Signing Key" of the project');
    expect(stderr).toContain('--demo');
    expect(stderr).not.toMatch(/^ +at /m);
  });

  test('says all that is wrong at once, each with its fix, and shows neither key nor URL', async () => {
    const { code, stderr } = await run(
      ['--framwork', 'koa', '--port=eighty', '--framework', 'fastify', 'PSK-stray', '--seed', '4', '--pace'],
      { HOST: '0.0.0.0', PUBLIC_URL: 'user:secret@example.com', SIGNALWIRE_SIGNING_KEY: 'PSK-one,,PSK-two,' },
    );
    expect(code).toBe(2);
    expect(stderr.match(/^ {2}- .*/gm)?.map((fault) => fault.slice(4))).toEqual([
      expect.stringMatching(/^--framwork is no flag\. The flags are --framework, /),
      expect.stringMatching(/^An argument stands alone: give every value with its flag/),
      expect.stringMatching(/^--pace has no value: write --pace=VALUE/),
      expect.stringMatching(/^HOST is no loopback address, .* set ACCESS_CREDENTIALS, too, or unset HOST/),
      expect.stringMatching(/^--framework must be one of express, koa/),
      expect.stringMatching(/^--port must be a whole number from 0 .* to 65535/),
      expect.stringMatching(/^PUBLIC_URL is no absolute URL\. Set it/),
      expect.stringMatching(/^SIGNALWIRE_SIGNING_KEY holds an empty key, with which anyone could sign/),
      expect.stringMatching(/^--seed does nothing without --demo/),
    ]);
    expect(stderr).not.toMatch(/PSK-|secret|^ +at /m);
  });

  test('says where the port came from', async () => {
    const { code, stderr } = await run([], { ...live, PORT: '70000' });
    expect(code).toBe(2);
    expect(stderr.match(/^ {2}- .*/gm)).toEqual([expect.stringMatching(/^ {2}- PORT must be a whole number/)]);
  });

  test.each([['--help'], ['-h']])('explains itself with %s', async (flag) => {
    const { code, stdout, stderr } = await run([flag]);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    const flags = ['--demo', '--framework', '--port', '--database', '--seed', '--pace'];
    const variables = settingNames.flatMap((name) => settingOf(name).variable ?? []);
    expect(variables).toContain('SIGNALWIRE_SIGNING_KEY');
    for (const name of [...flags, ...variables]) expect(stdout).toContain(name);
  });

  test('tells its version', async () => {
    expect(await run(['--version'])).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
      stderr: '',
    });
  });

  test('says that a port is taken', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const { code, stderr } = await run(['--port', String(port)], live);
    server.close();
    expect(code).toBe(1);
    expect(stderr).toMatch(/^Cannot start: .*EADDRINUSE.*Give another port with --port N/);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  test.each([
    ['a file that is no database', 'no-database', /^Cannot start: .*file is not a database\. .*--database FILE/],
    [
      'a file whose directory is a file',
      'no-database/calls.sqlite',
      /^Cannot start: .*cannot be opened: E(?:EXIST|NOTDIR).*--database FILE/,
    ],
    ['a directory', '.', /^Cannot start: .*cannot be opened: EISDIR/],
  ])('says that it cannot record in %s', async (_, file, text) => {
    const directory = mkdtempSync(join(tmpdir(), 'statuswire-test-'));
    writeFileSync(
      join(directory, 'no-database'),
      'A text of somebody, longer than the head of a SQLite file is. '.repeat(20),
    );
    const { code, stdout, stderr } = await run(['--port', '0', '--database', join(directory, file)], live);
    rmSync(directory, { recursive: true });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(text);
    expect(stderr).not.toMatch(/^ +at /m);
  });
});

describe('what is read', () => {
  test('a live service: Express on 8080 of 127.0.0.1, every key of the list', () => {
    expect(readConfiguration([], live)).toEqual({
      kind: 'run',
      configuration: {
        host: '127.0.0.1',
        listeners: [{ framework: 'express', port: 8080 }],
        publicUrl: live.PUBLIC_URL,
        signingKeys: ['PSK-new-key', 'PSK-old-key'],
        database: { kind: 'sqlite', file: 'data/statuswire.sqlite' },
        rest: null,
        access: { credentials: null, trustedProxies: [] },
        retention: { messages: 365, texts: 30, quarantined: 30 },
        log: { format: 'auto', level: 'info' },
        openAnswers: { streams: 1_000, exports: 4 },
        drainMs: 0,
        tracesFrom: null,
        shown: expect.any(Array),
        demo: null,
      },
    });
  });

  const rest = {
    SIGNALWIRE_SPACE_URL: 'example.signalwire.com',
    SIGNALWIRE_PROJECT_ID: 'a-project',
    SIGNALWIRE_API_TOKEN: 'PTsecret',
  };

  test('whom to ask about lost callbacks, which the demo never does', () => {
    expect(readConfiguration([], { ...live, ...rest })).toMatchObject({
      configuration: { rest: { spaceUrl: 'example.signalwire.com', projectId: 'a-project', token: 'PTsecret' } },
    });
    expect(readConfiguration(['--demo'], rest)).toMatchObject({ configuration: { rest: null } });
  });

  test.each<[Record<string, string>, RegExp[]]>([
    [
      { SIGNALWIRE_SPACE_URL: '', SIGNALWIRE_PROJECT_ID: '' },
      [/^SIGNALWIRE_SPACE_URL is missing\. .*none of them\.$/, /^SIGNALWIRE_PROJECT_ID is missing\. /],
    ],
    [{ SIGNALWIRE_API_TOKEN: '' }, [/^SIGNALWIRE_API_TOKEN is missing\. /]],
    [{ SIGNALWIRE_SPACE_URL: 'http://secret.example.com' }, [/^SIGNALWIRE_SPACE_URL must be the host of the space/]],
    [{ SIGNALWIRE_SPACE_URL: 'https://u:secret@example.com' }, [/^SIGNALWIRE_SPACE_URL must be/]],
    [{ SIGNALWIRE_PROJECT_ID: 'secret:id' }, [/^SIGNALWIRE_PROJECT_ID must be the id of the project/]],
    [{ SIGNALWIRE_API_TOKEN: 'PT secret' }, [/^SIGNALWIRE_API_TOKEN must be an API token/]],
  ])('%j of the credentials is refused, and nothing secret is shown', (wrong, faults) => {
    const result = readConfiguration([], { ...live, ...rest, ...wrong });
    expect(result).toEqual({ kind: 'invalid', faults: faults.map((fault) => expect.stringMatching(fault)) });
    expect(JSON.stringify(result)).not.toContain('secret');
  });

  test('a flag goes before the environment, and a variable set to nothing is not set', () => {
    const result = readConfiguration(['--port=0', '--framework=koa'], { ...live, PORT: '9000', HOST: '' });
    expect(result).toMatchObject({
      configuration: { host: '127.0.0.1', listeners: [{ framework: 'koa', port: 0 }] },
    });
  });

  test.each<[string[], Record<string, string>, DatabaseLocation]>([
    [[], { DATABASE_FILE: 'calls.db' }, { kind: 'sqlite', file: 'calls.db' }],
    [[], { DATABASE_URL: postgres }, { kind: 'postgres', url: postgres }],
    [['--database', 'flag.db'], { DATABASE_FILE: 'calls.db' }, { kind: 'sqlite', file: 'flag.db' }],
    [['--database', 'flag.db'], { DATABASE_URL: postgres }, { kind: 'sqlite', file: 'flag.db' }],
    [['--database', 'flag.db'], { DATABASE_FILE: 'a', DATABASE_URL: postgres }, { kind: 'sqlite', file: 'flag.db' }],
    [['--database', postgres], {}, { kind: 'postgres', url: postgres }],
    [['--database', ':memory:'], {}, { kind: 'memory' }],
    [[], { DATABASE_FILE: ':memory:', DATABASE_URL: '' }, { kind: 'memory' }],
    [['--demo'], { DATABASE_FILE: 'calls.db', DATABASE_URL: postgres }, { kind: 'temporary' }],
    [['--demo', '--database', 'demo.db'], {}, { kind: 'sqlite', file: 'demo.db' }],
    [['--demo', '--database', postgres], {}, { kind: 'postgres', url: postgres }],
  ])('%j and %j record in %j', (argv, environment, database) => {
    expect(readConfiguration(argv, { ...live, ...environment })).toMatchObject({ configuration: { database } });
  });

  test.each<[string[], Record<string, string>, RegExp]>([
    [['--database', 'mysql://u:secret@h/d'], {}, /^--database must be a file, :memory: or a URL that begins/],
    [['--database', 'postgres://'], {}, /^--database must be/],
    [[], { DATABASE_FILE: postgres }, /^DATABASE_FILE is a URL: .* in DATABASE_URL\.$/],
    [[], { DATABASE_URL: 'calls.db' }, /^DATABASE_URL must be a URL that begins with postgres:\/\//],
    [[], { DATABASE_URL: postgres, DATABASE_FILE: 'calls.db' }, /^DATABASE_URL and DATABASE_FILE both say where/],
  ])('%j and %j are refused, and nothing secret is shown', (argv, environment, fault) => {
    const result = readConfiguration(argv, { ...live, ...environment });
    expect(result).toEqual({ kind: 'invalid', faults: [expect.stringMatching(fault)] });
    expect(JSON.stringify(result)).not.toContain('secret');
  });

  test('the demo needs nothing, starts both frameworks, and never uses the real URL, keys or database', () => {
    const result = readConfiguration(['--', '--demo', '--seed', '7'], { ...live, PORT: '9000' });
    expect(result).toMatchObject({
      configuration: {
        listeners: [
          { framework: 'express', port: 9000 },
          { framework: 'koa', port: 9001 },
        ],
        publicUrl: null,
        demo: { seed: 7, pace: 1, sandboxPort: 9002, anyPort: false },
      },
    });
    expect(JSON.stringify(result)).not.toMatch(/PSK-|example\.com/);
  });

  test.each([[[]], [['--demo']]])('how many streams and exports may be open, with %j', (argv) => {
    const environment = { ...live, MAX_STREAMS: '20', MAX_EXPORTS: '1' };
    expect(readConfiguration(argv, environment)).toMatchObject({
      configuration: { openAnswers: { streams: 20, exports: 1 } },
    });
  });

  test.each([
    '127.0.0.1',
    '127.0.0.2',
    '127.255.255.254',
    '::1',
    '0:0:0:0:0:0:0:1',
    '::ffff:127.0.0.1',
    'localhost',
    'LOCALHOST',
  ])('HOST %s is loopback, with and without --demo', (host) => {
    for (const argv of [[], ['--demo']]) {
      expect(readConfiguration(argv, { ...live, HOST: host })).toMatchObject({ configuration: { host } });
    }
  });

  test('the demo with a framework starts that one', () => {
    expect(readConfiguration(['--demo', '--framework', 'koa'], {})).toMatchObject({
      configuration: { listeners: [{ framework: 'koa', port: 8080 }], demo: { sandboxPort: 8081, anyPort: true } },
    });
  });

  test.each([
    [['--demo', '--port', '65534'], '--port leaves no port for the second framework and the sandbox'],
    [['--demo', '--framework', 'koa', '--port', '65535'], '--port leaves no port'],
    [['--demo', '--pace', '0'], '--pace must be a number from 0.1 to 100'],
    [['--demo', '--pace', '1e1'], '--pace must be a number from 0.1 to 100'],
    [['--demo', '--seed', '4294967296'], '--seed must be a whole number from 0 to 4294967295'],
    [['--demo=yes'], '--demo takes no value'],
    [['--demo', '--port', '1', '--port', '2'], '--port is given more than once'],
    [['--demo', '--framework', '--port=1'], '--framework has no value'],
  ])('%j is refused', (argv, fault) => {
    expect(readConfiguration(argv, {})).toEqual({ kind: 'invalid', faults: [expect.stringContaining(fault)] });
  });

  const credentials = 'anna:a-secret-of-some-length:read';

  test.each([
    'https://status.example.com/callbacks/status',
    'http://192.168.1.4:8080/callbacks/status',
    'https://localhost.example.com/',
    'https://user:localhost@[2001:db8::1]/',
    'HTTPS://0.0.0.0/',
  ])('PUBLIC_URL %s is taken as it is, and without credentials there is a warning', (url) => {
    const read = (environment: Readonly<Record<string, string>>) => {
      const result = readConfiguration([], { ...live, PUBLIC_URL: url, ...environment });
      if (result.kind !== 'run') throw new Error(JSON.stringify(result));
      return result.configuration;
    };
    expect(openDoorWarning(read({}))).toMatch(/^PUBLIC_URL is reached from outside .*, or set them/);
    expect(openDoorWarning(read({ ACCESS_CREDENTIALS: credentials }))).toBeNull();
  });

  test.each([
    'http://127.0.0.1:8080/',
    'http://127.9.9.9/',
    'http://[::1]:8080/',
    'https://LOCALHOST/callbacks/status',
  ])('PUBLIC_URL %s is no reason for a warning', (url) => {
    const result = readConfiguration([], { ...live, PUBLIC_URL: url });
    expect(result.kind === 'run' && openDoorWarning(result.configuration)).toBeNull();
  });

  test.each([
    '0.0.0.0',
    '::',
    '::ffff:10.0.0.1',
    '192.168.1.4',
    '128.0.0.1',
    'example.com',
    '127.0.0.1.example.com',
    '127.1',
  ])('HOST %s takes credentials, and the demo never goes there', (host) => {
    const faults = [expect.stringMatching(/^HOST is no loopback address, .*: set ACCESS_CREDENTIALS, too/)];
    expect(readConfiguration([], { ...live, HOST: host })).toEqual({ kind: 'invalid', faults });
    expect(readConfiguration([], { ...live, HOST: host, ACCESS_CREDENTIALS: credentials })).toMatchObject({
      configuration: { host, access: { credentials: [{ name: 'anna', rights: ['read'] }] } },
    });
    const inDemo = [expect.stringMatching(/^HOST is no loopback address, and whoever reaches the demo controls it/)];
    expect(readConfiguration(['--demo'], { HOST: host, ACCESS_CREDENTIALS: credentials })).toEqual({
      kind: 'invalid',
      faults: inDemo,
    });
  });
});
