import { Buffer } from 'node:buffer';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { main, runHere, start, statuswire } from './command-line.ts';
import { type Endpoint, serve } from './endpoints.ts';

const env = { SIGNALWIRE_SIGNING_KEY: 'PSKof-the-endings' };
const run = promisify(execFile);
const aStackTrace = /\n\s+at |node:internal|\.ts:\d+/;

async function withEndpoint<Result>(
  listener: Parameters<typeof serve>[0],
  use: (endpoint: Endpoint) => Promise<Result>,
): Promise<Result> {
  const endpoint = await serve(listener);
  try {
    return await use(endpoint);
  } finally {
    await endpoint.close();
  }
}

describe('ends with 2 and a clear line', () => {
  test.for([
    [[], /^Usage: statuswire/],
    [['frobnicate'], /unknown command 'frobnicate'/],
    [['lisen'], /Did you mean listen\?/],
    [['listen', '--prot', '1'], /unknown option '--prot'\n\(Did you mean --port\?\)/],
    [['listen', '--port', '70000'], /'70000' is invalid.* from 0 to 65535/],
    [['listen', '--mode', 'lax'], /Allowed choices are enforce, report/],
    [['listen', '--public-url', 'https://h/', '--trust-proxy'], /cannot be used with/],
    [['trigger'], /missing required argument 'url'/],
    [['trigger', 'localhost:3000'], /Expected an absolute URL/],
    [['trigger', 'http://h/a|é中'], /percent-encode/],
    [['trigger', 'http://h/', '--life', 'long'], /Allowed choices are delivered/],
    [['trigger', 'http://h/', '--life', 'mms', '--status', 'sent'], /cannot be used with/],
    [['trigger', 'http://h/', '--custom', 'a=b'], /--custom does not go with --dialect compatibility/],
    [['trigger', 'http://h/', '--field', 'x'], /Expected NAME=VALUE/],
    [['verify', 'no-such-file'], /There is no file no-such-file/],
    [['verify', '.'], /cannot be read \(EISDIR\)/],
    [['verify', '--other-key', 'x=env:UNSET'], /variable UNSET is not set/],
    [['verify', '-k', ' '], /empty or blank/],
    [['verify', '-k', 'file:no-such-file'], /no-such-file cannot be read \(ENOENT\)/],
    [['schema', 'nothing'], /Allowed choices are compatibilityCallback/],
    [['doctor', 'ftp://h/'], /Expected an absolute URL/],
    [['sandbox', '--fault', 'los'], /The kinds are lost, repeated/],
    [['sandbox', '--fault', 'lost:2'], /probability: /],
    [['sandbox', '--fault', '{'], /begins like JSON/],
    [['sandbox', '--project-id', 'a:b'], /must have no colon/],
    [['completion', 'tcsh'], /Allowed choices are zsh, bash, fish/],
  ] as const)('%j', async ([args, text]) => {
    const { code, stdout, stderr } = await runHere(args, { env });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(text);
    expect(stderr).not.toMatch(aStackTrace);
  });

  // One of each kind: what the parser refuses, what the command refuses, what a library refuses.
  test.for([
    [['listen', '--port', '70000'], /'70000' is invalid.* from 0 to 65535/],
    [['verify', 'no-such-file'], /^error: There is no file no-such-file\.\n$/],
    [['sandbox', '--project-id', 'a:b'], /^error: .*must have no colon/],
  ] as const)('as a process: %j', async ([args, text]) => {
    const { code, stdout, stderr } = await statuswire(args, { env });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(text);
    expect(stderr).not.toMatch(aStackTrace);
  });

  test.for(['listen', 'trigger http://127.0.0.1:1/', 'verify', 'doctor http://127.0.0.1:1/'])(
    '%s without a key',
    async (line) => {
      const { code, stderr } = await runHere(line.split(' '));
      expect(code).toBe(2);
      expect(stderr).toMatch(/^error: No signing key: set SIGNALWIRE_SIGNING_KEY/);
    },
  );
});

describe('ends with 3 and a clear line', () => {
  test.for([
    ['nothing listens', ['trigger', 'http://127.0.0.1:1/'], /cannot be reached: nothing listens there/],
    ['nothing listens', ['doctor', 'http://127.0.0.1:1/'], /cannot be reached: nothing listens there/],
    ['no such host', ['doctor', 'http://no-such-host.invalid/'], /cannot be reached: /],
    ['no such address', ['listen', '--host', '192.0.2.1', '--port', '0'], /Cannot listen on 192\.0\.2\.1:0/],
  ] as const)('%s: %j', async ([, args, text]) => {
    const { code, stdout, stderr } = await statuswire(args, { env });
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toMatch(text);
    expect(stderr).not.toMatch(aStackTrace);
  });

  test('a port that is taken', () =>
    withEndpoint(
      () => {},
      async ({ url }) => {
        for (const command of ['listen', 'sandbox']) {
          const { code, stderr } = await statuswire([command, '--port', new URL(url).port], { env });
          expect(code).toBe(3);
          expect(stderr).toMatch(/something else listens there already/);
        }
      },
    ));

  test('what does not speak TLS', () =>
    withEndpoint(
      () => {},
      async ({ url }) => {
        const { code, stderr } = await statuswire(['trigger', url.replace('http:', 'https:')], { env });
        expect(code).toBe(3);
        expect(stderr).toMatch(/cannot be reached: it does not speak TLS/);
      },
    ));
});

test.runIf(existsSync('/dev/full'))('an output that cannot be written is no success', async () => {
  const full = openSync('/dev/full', 'w');
  try {
    const child = spawn(process.execPath, [main, 'schema', 'statusEvent'], { stdio: ['ignore', full, 'pipe'] });
    let stderr = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const [code] = await once(child, 'close');
    expect({ code, stderr }).toEqual({ code: 2, stderr: 'error: the output cannot be written (ENOSPC)\n' });
  } finally {
    closeSync(full);
  }
});

describe('a reader that goes away', () => {
  test.for([['errors'], ['schema', 'statusEvent'], ['--help'], ['completion', 'bash']] as const)(
    '%j ends in silence, with its own exit code',
    async (args) => {
      const { child, ended } = start(args);
      child.stdout?.destroy();
      const { code, stderr } = await ended;
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    },
  );

  test('keeps the answer: a no stays a no', async () => {
    const { child, ended } = start(['errors', '99999']);
    child.stdout?.destroy();
    expect(await ended).toMatchObject({ code: 1, stderr: '' });
  });

  test('ends listen, which says so', async () => {
    const listening = start(['listen', '--port', '0', '--json'], { env });
    const [, url = ''] = await listening.until('stderr', /listening on (\S+)/);
    listening.child.stdout?.destroy();
    // The first line that cannot be written tells that nobody reads.
    await statuswire(['trigger', url], { env });
    const { code, stderr } = await listening.ended;
    expect(code).toBe(0);
    expect(stderr).toMatch(/the reader of the output has gone\n1 request received\n$/);
  });
});

describe('Ctrl-C', () => {
  test.for([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('ends listen by %s with %i', async ([signal, expected]) => {
    const { child, until, ended } = start(['listen', '--port', '0'], { env });
    await until('stderr', /Ctrl-C ends it/);
    child.kill(signal);
    const { code, stderr } = await ended;
    expect(code).toBe(expected);
    expect(stderr).toMatch(/stopped\n0 requests received\n$/);
  });

  test.for([['doctor'], ['trigger', '--life', 'mms']] as const)(
    'ends %j amid a request',
    async ([command, ...options]) => {
      const begun = Promise.withResolvers<void>();
      await withEndpoint(
        () => begun.resolve(),
        async ({ url }) => {
          const { child, ended } = start([command, url, ...options], { env });
          await begun.promise;
          child.kill('SIGINT');
          const { code, stderr } = await ended;
          expect({ code, stderr }).toEqual({ code: 130, stderr: 'stopped\n' });
        },
      );
    },
  );

  test('ends verify while it waits for its input', async () => {
    const { child, ended } = start(['verify'], { env, stdin: null });
    // More than a pipe holds: it is through when somebody has read from it.
    await new Promise((resolve) => child.stdin?.write(Buffer.alloc(4 * 1024 * 1024, 'x'), resolve));
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 130, stderr: 'stopped\n' });
  });
});

describe('colours', () => {
  const colour = '\u001b[';

  test('are off when piped, on by FORCE_COLOR, off by NO_COLOR', async () => {
    const args = ['errors', '30003'];
    expect((await statuswire(args)).stdout).not.toContain(colour);
    expect((await statuswire(args, { env: { FORCE_COLOR: '1' } })).stdout).toContain(colour);
    expect((await statuswire(args, { env: { FORCE_COLOR: '1', NO_COLOR: '1' } })).stdout).not.toContain(colour);
    expect((await statuswire(args, { env: { FORCE_COLOR: '0' } })).stdout).not.toContain(colour);
  });
});

describe('completion', () => {
  test.for(['bash', 'zsh', 'fish', 'powershell'])('prints a script for %s', async (shell) => {
    const { code, stdout } = await statuswire(['completion', shell]);
    expect(code).toBe(0);
    // How it asks for candidates.
    expect(/statuswire complete '?--/.test(stdout)).toBe(true);
  });

  test('prints one that bash can read', async () => {
    const { stdout } = await statuswire(['completion', 'bash']);
    const checking = run('bash', ['-n']);
    checking.child.stdin?.end(stdout);
    expect(await checking).toEqual({ stdout: '', stderr: '' });
  });

  test.for([
    [['tr'], /^trigger\t/m],
    [['trigger', '--li'], /^--life\t/m],
    [['trigger', '--life', ''], /^mms\t/m],
    [['trigger', '--status', 'und'], /^undelivered\t/m],
    [['errors', '3000'], /^30003\tThe handset/m],
    [['sandbox', '--fault', 'lo'], /^lost\t/m],
    [['schema', 'status'], /^statusCloudEvent\t/m],
  ] as const)('completes %j', async ([words, text]) => {
    const { code, stdout } = await statuswire(['complete', '--', ...words]);
    expect(code).toBe(0);
    expect(stdout).toMatch(text);
  });
});

describe('help', () => {
  const commands = ['listen', 'trigger', 'verify', 'doctor', 'sandbox', 'errors', 'schema', 'completion'];

  test.for([[], ...commands.map((command) => [command])])('of %j has examples and exit codes', async (args) => {
    const { code, stdout, stderr } = await runHere([...args, '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^Examples:\n {2}# /m);
    expect(stdout).toMatch(/^Exit codes:\n {2}0 /m);
  });

  test('names every command, and the version', async () => {
    const { stdout } = await statuswire(['--help']);
    for (const command of commands) expect(stdout).toMatch(new RegExp(`^ {2}${command} `, 'm'));
    expect((await statuswire(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+/);
  });
});

describe('schema', () => {
  test('prints a schema for each name that it lists', async () => {
    const names = (await runHere(['schema'])).stdout.trimEnd().split('\n');
    expect(names).toContain('statusEvent');
    for (const name of names) {
      const schema = JSON.parse((await runHere(['schema', name])).stdout) as { title: string; $schema: string };
      expect(schema).toMatchObject({ title: name, $schema: 'https://json-schema.org/draft/2020-12/schema' });
    }
  });
});
