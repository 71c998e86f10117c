import { afterEach, describe, expect, test } from 'vitest';
import { type Running, start, statuswire } from './command-line.ts';
import { type Endpoint, serve } from './endpoints.ts';

const env = { SIGNALWIRE_SIGNING_KEY: 'PSKof-my-own' };
const running: Running[] = [];
const endpoints: Endpoint[] = [];

afterEach(async () => {
  for (const { child, ended } of running.splice(0)) {
    child.kill('SIGKILL');
    await ended;
  }
  for (const endpoint of endpoints.splice(0)) await endpoint.close();
});

async function started(args: readonly string[], pattern: RegExp, options?: Parameters<typeof start>[1]) {
  const process = start(args, options);
  running.push(process);
  const [, url = ''] = await process.until('stderr', pattern);
  return { ...process, url };
}

const listen = (...options: string[]) =>
  started(['listen', '--port', '0', '--json', ...options], /listening on (\S+)/, { env });
const sandbox = (...options: string[]) =>
  started(['sandbox', '--port', '0', ...options], /sandbox on (\S+) .*\n.*\ncontrol: /, { env });

/** Asks the sandbox for a message, as an application does. */
async function send(url: string, statusCallback: string, to = '+15005550103'): Promise<Response> {
  const project = '4a1c7f1e-5b0c-4d5e-9f00-0a9db0c50001';
  return fetch(`${url}/api/laml/2010-04-01/Accounts/${project}/Messages`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${project}:PTsandbox`)}` },
    body: new URLSearchParams({ To: to, From: '+15551230000', Body: 'canary', StatusCallback: statusCallback }),
  });
}

describe('sandbox', () => {
  test('lives the life of a message that is sent by REST, and tells of each callback', async () => {
    const [receiving, signalwire] = await Promise.all([
      listen(),
      sandbox('--fault', '{"kind":"repeated","statuses":["sent"]}'),
    ]);
    expect((await send(signalwire.url, `${receiving.url}/callbacks`)).status).toBe(201);
    await signalwire.until('stdout', /undelivered +acknowledged {2}200 in \d+ ms {2}message \S+ {2}error 30003/);
    expect(signalwire.written.stdout.match(/^.{12} {2}\w+/gm)?.map((line) => line.slice(14))).toEqual([
      'queued',
      'sending',
      'sent',
      'sent',
      'undelivered',
    ]);
    expect(signalwire.written.stdout).toMatch(/faults: repeated/);
    await receiving.until('stdout', /(.*\n){5}/);
    const received = receiving.written.stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(received).toHaveLength(5);
    for (const one of received)
      expect(one).toMatchObject({ outcome: 'accepted', verification: { status: 'verified' } });
    expect(signalwire.written.stdout + signalwire.written.stderr).not.toMatch(/canary|5550103|PSK/);
  });

  test('ends by Ctrl-C with 130, and where nobody reads what it prints', async () => {
    const [one, other] = await Promise.all([sandbox(), sandbox('--json')]);
    one.child.kill('SIGINT');
    expect(await one.ended).toMatchObject({ code: 130, stderr: expect.stringMatching(/stopped\n$/) });
    other.child.stdout?.destroy();
    await send(other.url, 'http://127.0.0.1:1/');
    const { code, stderr } = await other.ended;
    expect(code).toBe(0);
    expect(stderr).toMatch(/the reader of the output has gone\n$/);
  });
});

describe('sandbox --load', () => {
  async function endpoint(status: number): Promise<string> {
    const served = await serve((request, response) => {
      request.resume().on('end', () => response.writeHead(status, { 'content-type': 'text/xml' }).end('<Response/>'));
    });
    endpoints.push(served);
    return served.url;
  }

  test('tells how it went, and ends with 0 where all was acknowledged', async () => {
    const url = await endpoint(200);
    const args = ['--rate', '100', '--seconds', '1', '--warm-up', '1'];
    const { code, stdout, stderr } = await statuswire(['sandbox', '--load', url, ...args]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const outcomes = String.raw`acknowledged, 0 refused, 0 unreachable, 0 withheld\n`;
    expect(stdout).toMatch(
      new RegExp(String.raw`^warm-up +(\d+) callbacks: \1 ${outcomes}(\d+) callbacks, \d+ per second\n\2 ${outcomes}`),
    );
    expect(stdout).toMatch(/^answers +200: \d+\nlatency +p50 [\d.]+ /m);
  });

  test('ends with 1 where some was refused, and with 3 where nobody answers', async () => {
    const url = await endpoint(403);
    const args = ['--seconds', '1', '--warm-up', '0', '--rate', '20', '--json'];
    const refused = await statuswire(['sandbox', '--load', url, ...args]);
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({
      state: 'finished',
      acknowledged: 0,
      refused: expect.any(Number),
    });
    const nobody = await statuswire(['sandbox', '--load', 'http://127.0.0.1:1/', ...args]);
    expect(nobody).toMatchObject({ code: 3, stdout: '', stderr: expect.stringMatching(/^error: Nobody answers at/) });
  });

  test('ends early by Ctrl-C', async () => {
    const begun = Promise.withResolvers<void>();
    const served = await serve((_request, response) => {
      begun.resolve();
      response.end();
    });
    endpoints.push(served);
    const { child, ended } = start(['sandbox', '--load', served.url, '--rate', '50', '--seconds', '60']);
    await begun.promise;
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
  });
});
