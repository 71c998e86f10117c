import { Buffer } from 'node:buffer';
import { StatusWireError } from '@statuswire/contracts';
import { type DiagnoseSignatureOptions, diagnoseSignature, signCallback } from '@statuswire/receiver';
import { describe, expect, test } from 'vitest';
import { endpoint, form, json, signingKey, told } from './diagnosed-examples.ts';
import { bodyDigest, referenceRawBody, referenceSha256 } from './reference-signatures.ts';

const fingerprint = bodyDigest(signingKey).slice(0, 8);

function request(more: Partial<DiagnoseSignatureOptions> & { readonly body?: string; readonly signed?: string } = {}) {
  const { body = '{"id":"m1"}', signed = endpoint, headers, ...options } = more;
  const signature = signCallback({ signingKey, url: signed, body });
  return {
    url: endpoint,
    rawBody: Buffer.from(body),
    signingKeys: signingKey,
    headers: { ...json, ...signature, ...headers },
    ...options,
  };
}

describe('what is told', () => {
  test('of a signature that holds', () => {
    expect(diagnoseSignature(request())).toEqual({
      verdict: {
        status: 'verified',
        scheme: 'raw_body',
        keyFingerprint: fingerprint,
        urlSpelling: 'as given',
        downgraded: false,
      },
      reproduced: {
        url: endpoint,
        scheme: 'raw_body',
        header: 'x-signalwire-signature',
        keyFingerprint: fingerprint,
        differences: [],
      },
      suspects: [],
      attempts: 1,
    });
  });

  test('of one that does not: the URL that was signed, its password masked, and what to do', () => {
    const { verdict, reproduced, suspects } = diagnoseSignature(
      request({
        signed: 'https://user:secret@example.com/callbacks/',
        url: 'https://user:secret@example.com/callbacks',
      }),
    );
    expect({ verdict, reproduced, suspects }).toEqual({
      verdict: { status: 'unverified', reason: 'wrong_signature' },
      reproduced: {
        url: 'https://user:***@example.com/callbacks/',
        scheme: 'raw_body',
        header: 'x-signalwire-signature',
        keyFingerprint: fingerprint,
        differences: [
          {
            cause: 'url_trailing_slash',
            detail: 'the path was signed with a trailing slash',
            fix: 'Give SignalWire and publicUrl the same path, trailing slash included: one of the two has a slash too many.',
          },
        ],
      },
      suspects: [],
    });
  });

  test('of the key first, then of the URL, the body and the header', () => {
    const url = `${endpoint}/`;
    const signature = referenceRawBody('PSKother', url, '{"id":"m1"}\n');
    expect(
      told({
        url: endpoint,
        rawBody: Buffer.from('{"id":"m1"}'),
        headers: { ...json, 'x-signalwire-signature': signature },
        otherKeys: ['PSKother'],
        maxAttempts: 100_000,
      })?.map((line) => line.split(':')[0]),
    ).toEqual(['other_key', 'url_trailing_slash', 'body_whitespace']);
    expect(
      told({
        url: endpoint,
        rawBody: Buffer.from('{"id":"m1"}'),
        headers: { ...json, 'x-hub-signature': referenceRawBody(signingKey, url, '{"id":"m1"}\n') },
        maxAttempts: 100_000,
      })?.map((line) => line.split(':')[0]),
    ).toEqual(['url_trailing_slash', 'body_whitespace', 'signature_header']);
  });

  test('of a wrong SHA-256 beside a right SHA-1, as the caller wants it', () => {
    const headers = { 'x-signalwire-sha256-signature': '0'.repeat(64) };
    const { reproduced, verdict } = diagnoseSignature(request({ headers, strictSha256: true }));
    expect(verdict).toEqual({ status: 'unverified', reason: 'wrong_sha256_signature' });
    expect(reproduced?.differences).toEqual([]);
    expect(diagnoseSignature(request({ headers, strictSha256: false })).verdict.status).toBe('verified');
    expect(diagnoseSignature(request({ headers })).verdict.status).toBe('verified');
  });

  test('of a SHA-256 signature on its own', () => {
    const signature = referenceSha256(signingKey, `${endpoint}/`, '{}');
    const headers = { ...json, 'x-signalwire-sha256-signature': signature };
    expect(told({ url: endpoint, rawBody: Buffer.from('{}'), headers })).toEqual([
      'url_trailing_slash: the path was signed with a trailing slash',
    ]);
  });
});

describe('how far is looked', () => {
  const { headers: wrong } = request({ headers: { 'x-signalwire-signature': '0'.repeat(40) } });

  test('every key before another URL, and no further than it was found', () => {
    expect(diagnoseSignature(request({ signingKeys: ['PSKa', 'PSKb', signingKey] })).attempts).toBe(3);
  });

  test('as many attempts as are allowed', () => {
    expect(diagnoseSignature(request({ signed: `${endpoint}/`, maxAttempts: 2 })).reproduced).not.toBeNull();
    const given = diagnoseSignature(request({ signed: `${endpoint}/`, maxAttempts: 1 }));
    expect(given).toMatchObject({ reproduced: null, attempts: 1 });
    expect(diagnoseSignature(request({ maxAttempts: 0 }))).toMatchObject({ reproduced: null, attempts: 0 });
  });

  test.for([
    // URL, body and 128 bytes: up to a KiB they cost nothing, then in proportion, rounded up.
    [1_024, 500],
    [1_025, 500],
    [2_048, 250],
    [3_000, 171],
  ] as const)('fewer where each of them is of %i bytes: %i', ([size, attempts]) => {
    const rawBody = Buffer.from(`{"id":"${'x'.repeat(size - endpoint.length - 128 - 9)}"}`);
    expect(diagnoseSignature(request({ headers: wrong, rawBody, maxAttempts: 500 }))).toMatchObject({
      reproduced: null,
      attempts,
    });
  });

  test('nothing where there is no signature', () => {
    const { attempts, suspects } = diagnoseSignature({ ...request(), headers: json });
    expect([attempts, suspects.map(({ cause }) => cause)]).toEqual([0, ['missing_signature']]);
  });

  test('three likely differences, or one of them and an unusual one; not two unusual ones', () => {
    const lookedFor = (signed: string) => diagnoseSignature(request({ signed, url: 'https://a.example/X' }));
    // Scheme, port and slash.
    expect(lookedFor('http://a.example:443/X/').reproduced?.differences).toHaveLength(3);
    // Scheme and small letters.
    expect(lookedFor('http://a.example/x').reproduced?.differences).toHaveLength(2);
    // Host and small letters: all that is nearer, and every port, was tried.
    const { reproduced, attempts } = lookedFor('https://www.a.example/x');
    expect(reproduced).toBeNull();
    expect(attempts).toBeGreaterThan(131_070);
    expect(attempts).toBeLessThan(200_000);
  });
});

describe('options', () => {
  test('that do not exist are refused', () => {
    const options = { ...request(), otherKey: 'PSKb' };
    expect(() => diagnoseSignature(options)).toThrow(StatusWireError);
    expect(() => diagnoseSignature(options)).toThrow(/diagnoseSignature/);
  });

  test('that exist are taken, a whole request among them', () => {
    const options = {
      ...request(),
      method: 'POST',
      otherKeys: ['PSKb'],
      hosts: ['b.example'],
      maxAttempts: 10,
      strictSha256: true,
    };
    expect(diagnoseSignature(options).attempts).toBe(1);
  });
});

test('a callback by GET: its fields stand in the URL that was signed', () => {
  const url = `${endpoint}?MessageSid=m1&MessageStatus=sent`;
  const headers = { ...form, ...signCallback({ signingKey, url, scheme: 'form_fields' }) };
  const given = { rawBody: new Uint8Array(), headers };
  expect(told({ ...given, url })).toEqual([]);
  expect(told({ ...given, url: `${endpoint}?MessageStatus=sent&MessageSid=m1` })).toEqual([
    'url_query: the query string was signed in another order',
  ]);
});
