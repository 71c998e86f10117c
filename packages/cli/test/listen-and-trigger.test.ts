import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { signedDelivery } from '@statuswire/receiver/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { type Running, runHere, start, statuswire } from './command-line.ts';
import { type Endpoint, serve } from './endpoints.ts';

const key = 'PSKof-listen';
const env = { SIGNALWIRE_SIGNING_KEY: `main=${key}` };
const running: Running[] = [];
const endpoints: Endpoint[] = [];

afterEach(async () => {
  for (const { child, ended } of running.splice(0)) {
    child.kill('SIGKILL');
    await ended;
  }
  for (const endpoint of endpoints.splice(0)) await endpoint.close();
});

async function listen(...options: string[]): Promise<Running & { url: string }> {
  const process = start(['listen', '--port', '0', ...options], { env });
  running.push(process);
  const [, url = ''] = await process.until('stderr', /listening on (\S+)/);
  return { ...process, url: `${url}/callbacks/status` };
}

async function endpoint(...args: Parameters<typeof serve>): Promise<Endpoint> {
  const served = await serve(...args);
  endpoints.push(served);
  return served;
}

function linesOf({ written }: Running): Record<string, unknown>[] {
  return written.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('listen, with trigger as its SignalWire', () => {
  test('takes whole lives of both dialects', async () => {
    const listening = await listen('--json');
    for (const [dialect, life, statuses] of [
      ['compatibility', 'delivered', ['queued', 'sending', 'sent', 'delivered']],
      ['platform', 'undelivered', ['queued', 'initiated', 'sent', 'undelivered']],
      ['compatibility', 'mms', ['queued', 'sending', 'sent']],
      ['platform', 'failed', ['queued', 'failed']],
      ['compatibility', 'inbound', ['receiving', 'received']],
    ] as const) {
      const before = listening.written.stdout === '' ? 0 : linesOf(listening).length;
      const { code, stdout } = await statuswire(['trigger', listening.url, '--life', life, '--dialect', dialect], {
        env,
      });
      expect(code).toBe(0);
      expect(stdout.match(/^\w+(?= +200 OK)/gm)).toEqual(statuses);
      await listening.until('stdout', new RegExp(`(.*\n){${before + statuses.length}}`));
      const received = linesOf(listening).slice(before);
      expect(received.map(({ event }) => (event as { status: string }).status)).toEqual(statuses);
      expect(received).toEqual(
        received.map(() => expect.objectContaining({ outcome: 'accepted', status: 200, repeated: false })),
      );
    }
  });

  test('takes GET with its fields behind the URL, not behind the fragment that tunes SignalWire', async () => {
    const listening = await listen('--json');
    const tuned = `${listening.url}#rt=1000`;
    expect((await runHere(['trigger', tuned, '--method', 'GET'], { env })).code).toBe(0);
    await listening.until('stdout', /\n/);
    expect(linesOf(listening)).toMatchObject([{ outcome: 'accepted', verification: { status: 'verified' } }]);
  });

  test('takes GET, JSON, any status, fields and numbers, and names repeats', async () => {
    const listening = await listen('--json');
    const fixed = ['--message-id', 'm1', '--status', 'teleported', '--error-code', '30007', '--segments', '3'];
    for (const more of [
      ['--method', 'GET'],
      ['--encoding', 'json'],
      ['--field', 'NewField=x', '--sha256'],
    ]) {
      expect((await runHere(['trigger', listening.url, ...fixed, ...more], { env })).code).toBe(0);
    }
    await listening.until('stdout', /(.*\n){3}/);
    expect(linesOf(listening)).toMatchObject(
      ['url_only', 'raw_body', 'form_fields'].map((scheme, index) => ({
        verification: { status: 'verified', scheme },
        event: { status: 'unknown', providerStatus: 'teleported', error: { code: '30007' }, segments: 3 },
        repeated: index > 0,
      })),
    );
  });

  test('refuses forgeries, and says why to nobody but its user', async () => {
    const listening = await listen('--other-key', 'old=PSKold');
    const old = await runHere(['trigger', listening.url], { env: { SIGNALWIRE_SIGNING_KEY: 'PSKold' } });
    expect(old).toMatchObject({ code: 1, stderr: '' });
    expect(old.stdout).toMatch(/^delivered +403 Forbidden in \d+ ms\n$/);
    expect((await runHere(['trigger', listening.url, '--unsigned'], { env: {} })).code).toBe(1);
    const slash = ['trigger', listening.url, '--public-url', `${listening.url}/`];
    expect((await runHere(slash, { env })).code).toBe(1);
    await listening.until('stdout', /url_trailing_slash/);
    expect(listening.written.stdout).toMatch(
      /403 {2}POST \/callbacks\/status {2}rejected \(wrong_signature\)\n.* key old \(/,
    );
    expect(listening.written.stdout).toMatch(/rejected \(missing_signature\)\n {4}missing_signature: /);
  });

  test('takes and marks them in report mode', async () => {
    const listening = await listen('--mode', 'report', '--json');
    expect((await runHere(['trigger', listening.url, '--unsigned'])).code).toBe(0);
    await listening.until('stdout', /\n/);
    expect(linesOf(listening)).toMatchObject([
      {
        outcome: 'accepted',
        verification: { status: 'unverified', reason: 'missing_signature' },
        causes: ['missing_signature'],
      },
    ]);
  });

  test('shows no number, no text and no key unless asked to', async () => {
    const canaries = {
      from: '+15550001111',
      to: '+15550002222',
      body: 'canary text',
      variable: 'canary-value',
      message: 'to +15550003333',
    };
    const secrets = /5550001111|5550002222|5550003333|canary|PSK/;
    for (const options of [[], ['--json'], ['--mode', 'report']]) {
      const listening = await listen(...options);
      const text = ['--from', canaries.from, '--to', canaries.to, '--body', canaries.body];
      const platform = [
        '--dialect',
        'platform',
        '--error-message',
        canaries.message,
        '--custom',
        `v=${canaries.variable}`,
      ];
      const shown = await Promise.all(
        [
          [],
          ['--method', 'GET'],
          ['--encoding', 'json', '--field', 'New=canary'],
          platform,
          ['--unsigned'],
          ['--public-url', 'https://x.example/'],
        ].map((more) => runHere(['trigger', listening.url, ...text, ...more], { env })),
      );
      await listening.until('stdout', /x\.example|(.*\n){6}/);
      for (const { stdout, stderr } of [...shown, { ...listening.written }])
        expect(stdout + stderr).not.toMatch(secrets);
      expect(listening.written.stdout).toMatch(/\+15\*{5}11/);
    }
    const open = await listen('--unmasked');
    await runHere(['trigger', open.url, '--from', canaries.from, '--body', canaries.body], { env });
    await open.until('stdout', /\+15550001111 .*canary text/);
  });

  test('spells out what would rewrite the screen', async () => {
    const listening = await listen('--unmasked');
    const hostile = '\u001b[2J\u0007\u202eevil';
    const { code } = await runHere(
      ['trigger', listening.url, '--status', hostile, '--body', hostile, '--message-id', hostile],
      { env },
    );
    expect(code).toBe(0);
    await listening.until('stdout', /evil.*evil.*evil.*\n/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not come through.
    expect(listening.written.stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });

  test('survives a sender that leaves midway, and requests that are none', async () => {
    const listening = await listen('--json');
    const { port } = new URL(listening.url);
    for (const text of ['POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nabc', 'nonsense\r\n\r\n']) {
      const socket = connect(Number(port), '127.0.0.1');
      await once(socket, 'connect');
      socket.on('error', () => {});
      socket.write(text);
      await new Promise((resolve) => setTimeout(resolve, 50));
      socket.destroy();
    }
    expect((await runHere(['trigger', listening.url], { env })).code).toBe(0);
  });

  test('a line of --json --unmasked is what verify takes', async () => {
    const listening = await listen('--json', '--unmasked');
    await runHere(['trigger', listening.url, '--body', 'é + 中'], { env });
    await listening.until('stdout', /\n/);
    const { code, stdout } = await runHere(['verify'], { env, stdin: listening.written.stdout });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^verified/);
  });
});

describe('listen --trust-proxy', () => {
  test('says why a signature does not match by the URL that was checked, behind several proxies', async () => {
    const listening = await listen('--json', '--trust-proxy', '--other-key', 'PSKold');
    const { port } = new URL(listening.url);
    const { body, headers, method } = signedDelivery({
      signingKey: 'PSKold',
      url: 'https://example.com/callbacks/status',
    });
    const forwarded = { 'x-forwarded-proto': 'https, http', 'x-forwarded-host': 'example.com, inside:8080' };
    await fetch(`http://127.0.0.1:${port}/callbacks/status`, { method, headers: { ...headers, ...forwarded }, body });
    await listening.until('stdout', /\n/);
    expect(linesOf(listening)).toMatchObject([{ outcome: 'rejected', causes: ['other_key'] }]);
  });
});

describe('listen --forward', () => {
  test('passes on what a GET callback says, though the URL has a query of its own', async () => {
    const seen: (string | undefined)[] = [];
    const application = await endpoint((request, response) => {
      seen.push(request.url);
      response.end();
    });
    const listening = await listen('--forward', `${application.url}?tenant=1`);
    const { url, headers } = signedDelivery({ signingKey: key, url: `${listening.url}?tenant=1`, method: 'GET' });
    expect((await fetch(url, { headers })).status).toBe(200);
    expect(seen).toEqual([url.slice(new URL(url).origin.length)]);
  });

  test('answers with the headers of the application, and with its bytes where they are compressed', async () => {
    const application = await endpoint((request, response) => {
      if (request.headers['accept-encoding']?.includes('gzip') !== true) response.writeHead(400).end();
      else if (request.url?.endsWith('/moved')) response.writeHead(307, { location: '/elsewhere' }).end();
      else {
        response.writeHead(503, { 'content-type': 'text/plain', 'content-encoding': 'gzip', 'retry-after': '7' });
        response.end(gzipSync('gleich wieder da: é'));
      }
    });
    for (const [path, expected] of [
      ['', { status: 503, retryAfter: '7', location: null, text: 'gleich wieder da: é' }],
      ['/moved', { status: 307, retryAfter: null, location: '/elsewhere', text: '' }],
    ] as const) {
      const listening = await listen('--forward', application.url + path);
      const { body, headers, method } = signedDelivery({ signingKey: key, url: listening.url });
      const answer = await fetch(listening.url, {
        method,
        headers: { ...headers, 'accept-encoding': 'gzip' },
        body,
        redirect: 'manual',
      });
      expect({
        status: answer.status,
        retryAfter: answer.headers.get('retry-after'),
        location: answer.headers.get('location'),
        text: await answer.text(),
      }).toEqual(expected);
    }
  });

  test('passes bytes and headers on, and answers as told', async () => {
    const seen: { headers: NodeJS.Dict<string | string[]>; url: string | undefined; body: string }[] = [];
    const application = await endpoint(async (request, response) => {
      let body = '';
      for await (const piece of request) body += String(piece);
      seen.push({ headers: request.headers, url: request.url, body });
      response.writeHead(202, { 'content-type': 'text/plain' }).end('taken');
    });
    const listening = await listen('--forward', application.url);
    const url = `${listening.url}?tenant=a%20b`;
    const { body, headers, method } = signedDelivery({ signingKey: key, url, dialect: 'platform' });
    const answer = await fetch(url, { method, headers: { ...headers, 'x-own': 'kept' }, body });
    expect({ status: answer.status, text: await answer.text() }).toEqual({ status: 202, text: 'taken' });
    expect(seen).toMatchObject([
      { url: '/callbacks/status?tenant=a%20b', body, headers: { ...headers, 'x-own': 'kept' } },
    ]);
    expect(seen[0]?.headers.host).toBe(new URL(url).host);
    await listening.until('stdout', /forwarded: 202 Accepted in \d+ ms/);

    const forged = await fetch(url, { method, headers, body: body.replace('Hello', 'Hallo') });
    expect(forged.status).toBe(403);
    expect(seen).toHaveLength(1);
  });

  test('says so where the application is not there', async () => {
    const listening = await listen('--forward', 'http://127.0.0.1:1/');
    const { code, stdout } = await runHere(['trigger', listening.url], { env });
    expect(code).toBe(1);
    expect(stdout).toMatch(/502 Bad Gateway/);
    await listening.until('stdout', /forwarded: unreachable: nothing listens there/);
  });
});

describe('trigger', () => {
  test('tells what was answered, and stops at nothing', async () => {
    let count = 0;
    const shaky = await endpoint((request, response) => {
      count += 1;
      if (count === 2) request.socket.destroy();
      else response.writeHead(count === 3 ? 302 : 200, count === 3 ? { location: '/elsewhere' } : {}).end();
    });
    const { code, stdout } = await runHere(['trigger', shaky.url, '--life', 'delivered'], { env });
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^queued +200 .*\nsending +no answer: the connection was cut\nsent +302 Found .*, to \/elsewhere\ndelivered +200/,
    );
  });

  test.for(['#rt=200', '#rt=4000&tt=200'])('waits as long as the fragment of the URL says: %s', async (fragment) => {
    const silent = await endpoint(() => {});
    const { code, stdout } = await runHere(['trigger', silent.url + fragment, '--json'], { env });
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ answer: { kind: 'unanswered', reason: 'no answer within 200 ms' } });
  });

  test('sends the credentials of the URL as Basic authentication', async () => {
    let authorization: string | undefined;
    const guarded = await endpoint((request, response) => {
      authorization = request.headers.authorization;
      response.end();
    });
    const { code, stdout, stderr } = await runHere(['trigger', guarded.url.replace('//', '//me:p%40w@')], { env });
    expect({ code, authorization }).toEqual({ code: 0, authorization: `Basic ${btoa('me:p@w')}` });
    expect(stdout + stderr).not.toContain('p%40w');
  });
});
