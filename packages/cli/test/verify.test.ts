import { Buffer } from 'node:buffer';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SignatureDiagnosis, SignatureVerdict } from '@statuswire/receiver';
import { type SignedDelivery, type SignedDeliveryOptions, signedDelivery } from '@statuswire/receiver/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runHere, statuswire } from './command-line.ts';

const key = 'PSKright';
const env = { SIGNALWIRE_SIGNING_KEY: key };
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'statuswire-verify-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function signed(url: string, options: Partial<SignedDeliveryOptions> = {}): SignedDelivery {
  return signedDelivery({ signingKey: key, url, ...options });
}

/** A delivery as raw HTTP, on its way to `target` on `host`. */
function rawHttp({ method, headers, body }: SignedDelivery, host: string, target: string): string {
  const all = { host, ...headers, 'content-length': String(Buffer.byteLength(body)) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n${body}`;
}

async function explain(stdin: string, ...options: string[]) {
  const { code, stdout } = await runHere(['verify', '--explain', '--json', ...options], { env, stdin });
  const { verdict, diagnosis } = JSON.parse(stdout) as { verdict: SignatureVerdict; diagnosis: SignatureDiagnosis };
  const { reproduced, suspects } = diagnosis;
  return { code, status: verdict.status, causes: (reproduced?.differences ?? suspects).map(({ cause }) => cause) };
}

const platform = { dialect: 'platform' } as const;
const url = 'https://example.com/cb';

describe('verify --explain names the cause', () => {
  test.for([
    ['wrong port', rawHttp(signed('https://example.com:8443/cb'), 'example.com', '/cb'), [], ['url_port']],
    ['trailing slash', rawHttp(signed('https://example.com/cb/'), 'example.com', '/cb'), [], ['url_trailing_slash']],
    [
      'proxy host, in a header',
      rawHttp(
        { ...signed(url), headers: { ...signed(url).headers, 'x-forwarded-host': 'example.com' } },
        'app.internal',
        '/cb',
      ),
      [],
      ['url_host'],
    ],
    [
      'proxy host, as it is known',
      rawHttp(signed(url), 'app.internal', '/cb'),
      ['--host', 'other.example', '--host', 'example.com', '-'],
      ['url_host'],
    ],
    [
      're-encoded query',
      rawHttp(signed('https://example.com/cb?n=J%C3%B6rg%20A|B'), 'example.com', '/cb?n=J%C3%B6rg+A%7CB'),
      [],
      ['url_query_encoding'],
    ],
    [
      "wrong project's key",
      rawHttp(signed(url, { signingKey: 'PSKstaging' }), 'example.com', '/cb'),
      ['--other-key', 'staging=PSKstaging'],
      ['other_key'],
    ],
    [
      'old key',
      rawHttp(signed(url, { signingKey: 'PSKold' }), 'example.com', '/cb'),
      ['--other-key', 'staging=PSKstaging', '--other-key', 'old=PSKold'],
      ['other_key'],
    ],
    [
      'a key that nobody holds',
      rawHttp(signed(url, { signingKey: 'PSKlost' }), 'example.com', '/cb'),
      [],
      ['other_key'],
    ],
    [
      're-serialised JSON',
      rawHttp(
        { ...signed(url, platform), body: JSON.stringify(JSON.parse(signed(url, platform).body), null, 2) },
        'example.com',
        '/cb',
      ),
      [],
      ['body_reserialized'],
    ],
    [
      'body parsed and rebuilt',
      rawHttp(
        { ...signed(url), body: JSON.stringify(Object.fromEntries(new URLSearchParams(signed(url).body))) },
        'example.com',
        '/cb',
      ),
      [],
      ['body_rebuilt'],
    ],
    [
      'wrong header',
      rawHttp(
        {
          ...signed(url, platform),
          headers: {
            'content-type': 'application/json',
            'x-signature': signed(url, platform).headers['x-signalwire-signature'] ?? '',
          },
        },
        'example.com',
        '/cb',
      ),
      [],
      ['signature_header'],
    ],
  ] as const)('%s', async ([, capture, options, causes]) => {
    expect(await explain(capture, ...options)).toEqual({ code: 1, status: 'unverified', causes });
  });

  test('fragment: signed without it, which holds and is told', async () => {
    const capture = rawHttp(signed(url), 'example.com', '/cb');
    expect(await explain(capture, '--url', `${url}#rt=5000`)).toEqual({
      code: 0,
      status: 'verified',
      causes: ['url_fragment'],
    });
  });

  test('fragment: signed with it, which does not', async () => {
    const { body, ...delivery } = signed(url, platform);
    const signature = createHmac('sha1', key).update(`${url}#ot=1000&rt=5000&tt=15000`).update(body).digest('hex');
    const capture = rawHttp(
      { ...delivery, body, headers: { ...delivery.headers, 'x-signalwire-signature': signature } },
      'example.com',
      '/cb',
    );
    expect(await explain(capture)).toEqual({ code: 1, status: 'unverified', causes: ['url_fragment'] });
  });

  test('credentials in the URL: signed with them, which holds as they were sent, and is told', async () => {
    const delivery = signed('https://me:pw@example.com/cb');
    const headers = { ...delivery.headers, authorization: `Basic ${btoa('me:pw')}` };
    const capture = rawHttp({ ...delivery, headers }, 'example.com', '/cb');
    expect(await explain(capture)).toEqual({ code: 0, status: 'verified', causes: ['url_credentials'] });
  });

  test('for a person: what was tried, the nearest miss, the name of the key and the fix', async () => {
    const stdin = rawHttp(signed('https://example.com/cb/', { signingKey: 'PSKold' }), 'example.com', '/cb');
    const args = ['verify', '--explain', '-k', `main=${key}`, '--other-key', 'old=PSKold'];
    const { code, stdout } = await runHere(args, { stdin });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^not verified {2}wrong_signature/);
    expect(stdout).toMatch(
      /no {5}https:\/\/example\.com:443\/cb {2}with :443 {2}form_fields .* key main \([0-9a-f]{8}\)/,
    );
    expect(stdout).toMatch(/nearest miss: it holds for https:\/\/example\.com\/cb\/ .* key old \([0-9a-f]{8}\)/);
    expect(stdout).toMatch(/url_trailing_slash: .*\n {6}fix: Give SignalWire and publicUrl the same path/);
    expect(stdout).not.toMatch(/PSK/);
  });
});

describe('verify --explain of a GET callback, whose URL says everything', () => {
  const delivery = signed(`${url}/`, { method: 'GET', from: '+15551230001', to: '+15551230002', body: 'CANARY' });
  const stdin = rawHttp(delivery, 'example.com', delivery.url.replace('https://example.com/cb/', '/cb'));
  const said = /CANARY|5551230001|5551230002/;

  test.for([['--json'], []])('tells neither numbers nor texts: %j', async (options) => {
    const { code, stdout } = await runHere(['verify', '--explain', ...options], { env, stdin });
    expect(code).toBe(1);
    expect(stdout).toContain('url_trailing_slash');
    expect(stdout).toContain('https://example.com/cb/?MessageSid=');
    expect(stdout).not.toMatch(said);
  });

  test('but for --unmasked', async () => {
    const { stdout } = await runHere(['verify', '--explain', '--json', '--unmasked'], { env, stdin });
    const { candidates, diagnosis } = JSON.parse(stdout) as {
      candidates: { url: string }[];
      diagnosis: SignatureDiagnosis;
    };
    expect(diagnosis.reproduced?.url).toMatch(said);
    expect(candidates[0]?.url).toMatch(said);
  });
});

describe('verify', () => {
  test('answers yes, and tells what the callback says', async () => {
    const file = join(folder, 'request.http');
    writeFileSync(file, rawHttp(signed(url, { status: 'failed', errorCode: '30007' }), 'example.com', '/cb'));
    const { code, stdout, stderr } = await statuswire(['verify', file], { env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^verified {2}form_fields, key [0-9a-f]{8}, URL as given\n {2}failed .* error 30007/);
  });

  test('takes GET callbacks', async () => {
    const delivery = signed(url, { method: 'GET' });
    const { code, stdout } = await statuswire(['verify'], {
      env,
      stdin: rawHttp(delivery, 'example.com', delivery.url.slice(19)),
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^verified {2}url_only/);
  });

  test('takes keys from a file and from the environment', async () => {
    const file = join(folder, 'signing.key');
    writeFileSync(file, `${key}\n`);
    const stdin = rawHttp(signed(url), 'example.com', '/cb');
    expect((await runHere(['verify', '-k', `main=file:${file}`], { stdin })).code).toBe(0);
    expect((await runHere(['verify', '-k', 'env:MY_KEY'], { stdin, env: { MY_KEY: key } })).code).toBe(0);
  });

  test('gives up on an input without end', async () => {
    const stdin = Buffer.alloc(64 * 1024 * 1024 + 1, 'y');
    const { code, stdout, stderr } = await runHere(['verify'], { env, stdin });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe('error: The standard input holds more than 64 MiB: that is no one request.\n');
  });

  test('points to --explain where it is no', async () => {
    const { code, stdout, stderr } = await runHere(['verify'], {
      env,
      stdin: rawHttp(signed('https://x.example/'), 'example.com', '/cb'),
    });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^not verified/);
    expect(stderr).toBe('Add --explain to find out why.\n');
  });

  test('demands the SHA-256 signature on request', async () => {
    const delivery = signed(url, { sha256: true });
    const headers = { ...delivery.headers, 'x-signalwire-sha256-signature': '0'.repeat(64) };
    const stdin = rawHttp({ ...delivery, headers }, 'example.com', '/cb');
    expect((await runHere(['verify'], { env, stdin })).stdout).toMatch(
      /^verified .*SHA-256 signature beside it does not match/,
    );
    expect((await runHere(['verify', '--strict-sha256'], { env, stdin })).stdout).toMatch(
      /^not verified {2}wrong_sha256_signature/,
    );
  });
});
