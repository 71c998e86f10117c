import { Buffer } from 'node:buffer';
import { diagnoseSignature } from '@statuswire/receiver';
import { describe, expect, test } from 'vitest';
import { suspects } from '../src/diagnosis/suspects.ts';
import { form } from './diagnosed-examples.ts';

const wrong = { ...form, 'x-signalwire-signature': `${'A'.repeat(27)}=` };
const body = 'MessageSid=m1';
const key =
  'other_key: none of the keys signed it in any way that was tried: it may be of another project, or replaced since';

interface Suspected {
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly rawBody?: string | Uint8Array;
  readonly signingKeys?: readonly string[];
}

function suspected({ url = 'https://a.example/x', headers = {}, rawBody = body, signingKeys = ['PSKa'] }: Suspected) {
  const request = { url, headers: { ...wrong, ...headers }, rawBody: Buffer.from(rawBody) };
  return suspects(request, signingKeys).map(({ cause, detail }) => `${cause}: ${detail}`);
}

describe('the key, where nothing speaks for anything else', () => {
  test.for<Suspected>([
    {},
    { headers: { 'content-length': '13' } },
    { headers: { 'content-encoding': 'identity' } },
    { rawBody: '' },
    { rawBody: '', headers: { 'content-length': '0' } },
    { rawBody: Buffer.from([0xff, 0xfe]) },
    { url: '/x' },
  ])('%j', (request) => {
    expect(suspected(request)).toEqual([key]);
  });
});

describe('a body that is known to have changed, before the key', () => {
  test.for<readonly [request: Suspected, told: string]>([
    [
      { rawBody: '', headers: { 'content-length': '13' } },
      'body_missing: Content-Length tells of 13 bytes, and the body is empty',
    ],
    [{ headers: { 'content-length': '12' } }, 'body_changed: Content-Length tells of 12 bytes, and the body has 13'],
    [{ headers: { 'content-length': '0' } }, 'body_changed: Content-Length tells of 0 bytes, and the body has 13'],
    [
      { headers: { 'content-encoding': 'gzip' } },
      'body_changed: the body is compressed (gzip), which SignalWire never does',
    ],
    [
      { rawBody: 'Body=caf\ufffd' },
      'body_encoding: the body holds replacement characters: something read it in the wrong character set',
    ],
  ])('%j', ([request, expected]) => {
    expect(suspected(request)).toEqual([expected, key]);
  });

  test('all that speaks for it, whatever else is suspicious', () => {
    const headers = { 'content-length': '99', 'content-encoding': 'br' };
    expect(suspected({ url: 'http://app/x', headers, rawBody: '\ufffd' })).toEqual([
      'body_changed: Content-Length tells of 99 bytes, and the body has 3',
      'body_changed: the body is compressed (br), which SignalWire never does',
      'body_encoding: the body holds replacement characters: something read it in the wrong character set',
      'url_host: the URL names app, which SignalWire cannot reach: it was given another URL',
      key,
    ]);
  });
});

describe('a host that SignalWire cannot reach', () => {
  test.for([
    ...['localhost', 'LOCALHOST', 'app', 'app.localhost', 'host.docker.internal', 'macbook.local', '[::1]'],
    ...['127.0.0.1', '127.1.2.3', '10.0.0.1', '10.255.1.2', '192.168.0.1', '172.16.0.1', '172.29.0.1', '172.31.9.9'],
  ])('%s', (host) => {
    expect(suspected({ url: `http://user@${host}:3000/x` })).toEqual([
      key,
      `url_host: the URL names ${host}, which SignalWire cannot reach: it was given another URL`,
    ]);
  });

  test.for([
    ...['a.example', 'localhost.example.com', '10.example.com', '127.0.0.1.example.com', 'app.internal.example'],
    ...['11.0.0.1', '110.0.0.1', '172.15.0.1', '172.32.0.1', '192.169.0.1', '192.0.2.1', '[2001:db8::1]', '[::11]'],
  ])('not %s, which it can', (host) => {
    expect(suspected({ url: `https://${host}/x` })).toEqual([key]);
  });
});

describe('a key that looks like an API token', () => {
  const token = 'other_key: a key given looks like an API token: the signing key is another secret';
  test.for([['PT0123456789abcdef'], [' ptF\n'], ['PSKa', 'PTa1']])('%j', (signingKeys) => {
    expect(suspected({ signingKeys })).toEqual([key, token]);
  });

  test.for(['PT', 'PTx', 'PSKPT0', 'aPT0'])('not %s', (signingKey) => {
    expect(suspected({ signingKeys: [signingKey] })).toEqual([key]);
  });
});

describe('the signature itself', () => {
  test('is missing, which explains all of it', () => {
    const request = { url: 'http://localhost/x', headers: { 'content-length': '9' }, rawBody: Buffer.from(body) };
    expect(suspects(request, ['PT0'])).toMatchObject([
      { cause: 'missing_signature', detail: 'the request carries no signature header' },
    ]);
  });

  test('is none', () => {
    const headers = { 'x-signalwire-signature': 'none' };
    expect(suspected({ headers })).toEqual([
      key,
      'signature_encoding: what stands in the signature header is no signature',
    ]);
    expect(suspected({ headers, rawBody: '', url: 'http://app/x' })).toEqual([
      key,
      'signature_encoding: what stands in the signature header is no signature',
      'url_host: the URL names app, which SignalWire cannot reach: it was given another URL',
    ]);
  });
});

test('each is told with its fix, and only where nothing reproduces the signature', () => {
  const request = { url: 'http://app/x', headers: wrong, rawBody: Buffer.from(body), maxAttempts: 10 };
  for (const signingKeys of ['PT0a', ['PT0a']]) {
    const diagnosis = diagnoseSignature({ ...request, signingKeys });
    expect(diagnosis.suspects.map(({ cause }) => cause)).toEqual(['other_key', 'url_host', 'other_key']);
    expect(diagnosis.suspects[1]?.fix).toBe(
      'Check against the host that SignalWire was given, not the one behind the proxy: set publicUrl, or trustProxy behind a proxy that sets X-Forwarded-Host itself.',
    );
  }
});
