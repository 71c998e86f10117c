import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readConfiguration } from '../src/config.ts';
import { secretVariables, settingNames, settingOf } from '../src/configuration/settings.ts';
import { settingsTable } from '../src/configuration/settings-table.ts';
import { startApp } from './app-process.ts';
import { live } from './live-settings.ts';

const noFiles = (): never => {
  throw Object.assign(new Error('secret-path'), { code: 'ENOENT' });
};

function shown(argv: readonly string[], environment: Readonly<Record<string, string>>, files = {}) {
  const result = readConfiguration(argv, environment, (path) => (files as Record<string, string>)[path] ?? noFiles());
  if (result.kind !== 'run') throw new Error(JSON.stringify(result));
  return result.configuration.shown;
}

function faults(environment: Readonly<Record<string, string>>, files = {}): readonly string[] {
  const readTextFile = (path: string) => (files as Record<string, string>)[path] ?? noFiles();
  const result = readConfiguration([], { ...live, ...environment }, readTextFile);
  return result.kind === 'invalid' ? result.faults : [];
}

const secret = 'a-secret-of-some-length';
const everything = {
  PUBLIC_URL: `https://user:${secret}@example.com/callbacks/status?token=${secret}`,
  SIGNALWIRE_SIGNING_KEY: secret,
  SIGNALWIRE_SPACE_URL: 'example.signalwire.com',
  SIGNALWIRE_PROJECT_ID: 'a-project',
  SIGNALWIRE_API_TOKEN: secret,
  FRAMEWORK: 'koa',
  HOST: '0.0.0.0',
  PORT: '9000',
  ACCESS_CREDENTIALS: `anna:${secret}:read+check+replay`,
  TRUSTED_PROXIES: 'loopback, 10.0.0.0/8',
  DATABASE_URL: `postgres://user:${secret}@db.example.com:5432/statuswire?password=${secret}`,
  LOG_FORMAT: 'json',
  LOG_LEVEL: 'warn',
  MAX_STREAMS: '50',
  MAX_EXPORTS: '2',
  DRAIN_SECONDS: '5',
  KEEP_TEXTS_DAYS: '7',
  KEEP_MESSAGES_DAYS: 'forever',
  OTEL_EXPORTER_OTLP_ENDPOINT: `http://user:${secret}@collector:4318`,
} as const;

describe('the table of settings', () => {
  test('says each setting, its value without secrets, and where it came from', () => {
    const rows = shown(['--port', '8081'], everything);
    expect(rows).toEqual(
      expect.arrayContaining([
        { name: 'PUBLIC_URL', value: 'https://•••@example.com/callbacks/status', from: 'environment' },
        { name: 'SIGNALWIRE_SIGNING_KEY', value: '•••', from: 'environment' },
        { name: 'SIGNALWIRE_PROJECT_ID', value: 'a-project', from: 'environment' },
        { name: 'PORT', value: '8081', from: 'flag --port' },
        { name: 'ACCESS_CREDENTIALS', value: '•••', from: 'environment' },
        { name: 'DATABASE_URL', value: 'postgres://•••@db.example.com:5432/statuswire', from: 'environment' },
        { name: 'KEEP_TEXTS_DAYS', value: '7', from: 'environment' },
        { name: 'MAX_STREAMS', value: '50', from: 'environment' },
        { name: 'KEEP_MESSAGES_DAYS', value: 'forever', from: 'environment' },
        { name: 'KEEP_QUARANTINED_DAYS', value: '30', from: 'default' },
        { name: 'DATABASE_FILE', value: 'data/statuswire.sqlite', from: 'default' },
        { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: 'http://•••@collector:4318', from: 'environment' },
      ]),
    );
    const variables = settingNames.flatMap((name) => settingOf(name).variable ?? []);
    expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(variables));
    expect(settingsTable(rows)).not.toContain(secret);
    expect(settingsTable(rows)).toMatch(/^ {2}PORT +8081 +flag --port$/m);
  });

  test('says of the demo what it reads, and nothing that it does not', () => {
    const rows = shown(
      ['--demo', '--pace', '2'],
      everything.PORT === '9000' ? { PORT: '9000', PUBLIC_URL: secret } : {},
    );
    expect(rows.map(({ name }) => name)).not.toContain('PUBLIC_URL');
    expect(rows).toEqual(
      expect.arrayContaining([
        { name: 'PORT', value: '9000', from: 'environment' },
        { name: '--pace', value: '2', from: 'flag --pace' },
        { name: 'FRAMEWORK', value: 'express; with --demo both', from: 'default' },
      ]),
    );
  });

  test('is printed at the start', async () => {
    const app = startApp(['--port', '0', '--database', ':memory:'], { ...live, LOG_LEVEL: 'warn' });
    await app.printed(/^Settings\n\n {2}PUBLIC_URL +https:\/\/example\.com\/callbacks\/status +environment$/m);
    await app.printed(/^ {2}LOG_LEVEL +warn +environment$/m);
    await app.printed(/^ {2}--database +:memory: +flag --database$/m);
    await app.printed(/PUBLIC_URL is reached from outside and no ACCESS_CREDENTIALS are set/);
    expect(app.stdout()).not.toContain('PSK');
    await app.kill();
  });
});

describe('what nothing reads', () => {
  test.each([
    ['SIGNALWIRE_SIGNING_KEYS', 'SIGNALWIRE_SIGNING_KEY is meant'],
    ['PUBLIC_ULR', 'PUBLIC_URL is meant'],
    ['DATABASE_FLIE', 'DATABASE_FILE is meant'],
    ['TRUSTED_PROXYS', 'TRUSTED_PROXIES is meant'],
    ['SIGNALWIRE_SPACE', 'give one of SIGNALWIRE_SIGNING_KEY, SIGNALWIRE_SPACE_URL'],
    ['ACCESS_USERS', 'give one of ACCESS_CREDENTIALS, ACCESS_CREDENTIALS_FILE'],
  ])('%s is refused with what is meant, and its value is not shown', (name, fix) => {
    const told = faults({ [name]: secret });
    expect(told).toEqual([expect.stringContaining(fix)]);
    expect(told[0]).toMatch(new RegExp(`^${name} is nothing that is read: `));
    expect(told[0]).not.toContain(secret);
    expect(faults({ [name]: '' })).toEqual([]);
  });

  test.each(['HOME', 'PATH', 'PORTS', 'HOSTNAME', 'DATABASE_HOST', 'NODE_OPTIONS', 'OTEL_SERVICE_NAME', 'LOGNAME'])(
    '%s is somebody else’s',
    (name) => expect(faults({ [name]: 'x' })).toEqual([]),
  );

  test.each([
    [{ LOG_FORMAT: 'xml' }, /^LOG_FORMAT must be one of pretty, json, auto/],
    [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL must be one of debug, info/],
    [{ MAX_STREAMS: '0' }, /^MAX_STREAMS must be a whole number from 1 to 100000\.$/],
    [{ MAX_STREAMS: '100001' }, /^MAX_STREAMS must be a whole number from 1 to 100000\.$/],
    [{ MAX_EXPORTS: '2.5' }, /^MAX_EXPORTS must be a whole number from 1 to 1000\.$/],
    [{ MAX_EXPORTS: 'many' }, /^MAX_EXPORTS must be a whole number/],
    [{ DRAIN_SECONDS: '301' }, /^DRAIN_SECONDS must be a whole number of seconds from 0 to 300/],
    // None is a way to say at once, nor one to say never.
    [{ KEEP_TEXTS_DAYS: '0' }, /^KEEP_TEXTS_DAYS must be a whole number of days from 1 to 36500, or forever\.$/],
    [{ KEEP_MESSAGES_DAYS: '2' }, /^KEEP_MESSAGES_DAYS must be a whole number of days from 3 to 36500, or forever\.$/],
    [{ KEEP_QUARANTINED_DAYS: '-1' }, /^KEEP_QUARANTINED_DAYS must be a whole number of days from 1 to 36500, or f/],
    [{ KEEP_QUARANTINED_DAYS: '99999' }, /^KEEP_QUARANTINED_DAYS must be/],
    [{ TRUSTED_PROXIES: 'proxy.example.com' }, /^TRUSTED_PROXIES must be addresses or networks/],
    [{ ACCESS_CREDENTIALS: `anna:${secret}:write` }, /^ACCESS_CREDENTIALS must be NAME:SECRET:RIGHTS/],
    [{ HOST: 'two words' }, /^HOST .*must be an address of this machine|^HOST is no loopback address/],
    [{ FRAMEWORK: 'hapi' }, /^FRAMEWORK must be one of express, koa/],
  ])('%j is refused with its rule', (environment, rule) => {
    const told = faults(environment);
    expect(told[0]).toMatch(rule);
    expect(told.join()).not.toContain(secret);
  });
});

describe('secrets in files', () => {
  const files = { '/run/key': `${secret}\n`, '/run/empty': '\n' };

  test.each([...secretVariables])('%s can name one', (name) => {
    const { [name]: _, ...others } = everything as Readonly<Record<string, string>>;
    const value = `${(everything as Readonly<Record<string, string>>)[name]}\n`;
    const rows = shown([], { ...others, [`${name}_FILE`]: '/run/it' }, { '/run/it': value });
    expect(rows.find((row) => row.name === name)?.from).toBe(`file ${name}_FILE`);
    expect(JSON.stringify(rows)).not.toContain(secret);
  });

  test.each([
    [
      { SIGNALWIRE_SIGNING_KEY_FILE: '/run/key' },
      /^SIGNALWIRE_SIGNING_KEY and SIGNALWIRE_SIGNING_KEY_FILE are both set/,
    ],
    [
      { SIGNALWIRE_SIGNING_KEY: '', SIGNALWIRE_SIGNING_KEY_FILE: '/run/none' },
      /^SIGNALWIRE_SIGNING_KEY_FILE names a file that cannot be read \(ENOENT\)/,
    ],
    [
      { SIGNALWIRE_SIGNING_KEY: '', SIGNALWIRE_SIGNING_KEY_FILE: '/run/empty' },
      /^SIGNALWIRE_SIGNING_KEY_FILE names a file that is empty/,
    ],
  ])('%j is refused', (environment, fault) => {
    expect(faults(environment, files)).toEqual([expect.stringMatching(fault)]);
  });
});

test('the documentation has every setting, as it is', () => {
  const text = readFileSync(new URL('../../../docs/operations.md', import.meta.url), 'utf8');
  for (const name of settingNames) {
    const { variable, flag, usual } = settingOf(name);
    const called = [variable, flag && `--${flag}`].flatMap((each) => (each ? `\`${each}\`` : [])).join(', ');
    const row = text.split('\n').find((line) => line.startsWith(`| ${called} `));
    expect([called, row?.includes(usual)]).toEqual([called, true]);
  }
});
