import { Buffer } from 'node:buffer';
import { describe, expect, test } from 'vitest';
import { readSignatures } from '../src/diagnosis/given-signatures.ts';
import { endpoint, form, json, signingKey, told } from './diagnosed-examples.ts';
import { referenceForm, referenceRawBody, referenceSha256 } from './reference-signatures.ts';

const body = '{"id":"m1"}';
const sha1 = referenceRawBody(signingKey, endpoint, body);
const sha256 = referenceSha256(signingKey, endpoint, body);
const wrong = '0'.repeat(40);
const base64 = (hex: string): string => Buffer.from(hex, 'hex').toString('base64');
const miswritten = 'signature_encoding: the signature is not written as SignalWire writes it';
const notUsed = (name: string): string =>
  `signature_header: the signature stands in ${name}, a header that SignalWire does not use`;

function toldOfHeaders(headers: Readonly<Record<string, string | readonly string[]>>) {
  return told({ url: endpoint, rawBody: Buffer.from(body), headers: { ...json, ...headers }, maxAttempts: 500 });
}

describe('as it should be', () => {
  test.for<Readonly<Record<string, string | readonly string[]>>>([
    { 'x-signalwire-signature': sha1 },
    { 'x-twilio-signature': sha1 },
    { 'x-signalwire-sha256-signature': sha256 },
    { 'x-signalwire-signature': sha1, 'x-twilio-signature': wrong, 'x-signalwire-sha256-signature': 'x' },
    { 'x-signalwire-signature': '', 'x-twilio-signature': sha1 },
    { 'x-signalwire-signature': [sha1, wrong] },
    { 'X-SignalWire-Signature': sha1 },
  ])('%j', (headers) => {
    expect(toldOfHeaders(headers)).toEqual([]);
  });
});

describe('written otherwise', () => {
  test.for([
    sha1.toUpperCase(),
    ` ${sha1}`,
    `sha1=${sha1}`,
    `SHA-1: ${sha1}`,
    `v1 = ${sha1}`,
    `"${sha1}"`,
    `'${sha1}'`,
    `sha1="${sha1}"`,
    `,${sha1}, `,
  ])('x-signalwire-signature: %s', (value) => {
    expect(toldOfHeaders({ 'x-signalwire-signature': value })).toEqual([miswritten]);
  });

  test.for([sha256.toUpperCase(), `sha256=${sha256}`, `sha-256=${sha256}`])(
    'x-signalwire-sha256-signature: %s',
    (value) => {
      expect(toldOfHeaders({ 'x-signalwire-sha256-signature': value })).toEqual([miswritten]);
    },
  );

  test('base64 of a SHA-256, which SignalWire writes in hex', () => {
    expect(toldOfHeaders({ 'x-signalwire-sha256-signature': base64(sha256) })).toEqual([
      'signature_scheme: the raw body was signed, and the signature is written in base64',
      miswritten,
    ]);
  });

  test('base64 in the alphabet for URLs, and without its padding', () => {
    const signature = referenceForm(signingKey, endpoint, [['n', '0']]);
    expect(signature).toBe('UOFR3+Jx1UGV/KNGxPgNn+5db6g=');
    for (const value of [
      'UOFR3-Jx1UGV_KNGxPgNn-5db6g',
      'UOFR3+Jx1UGV/KNGxPgNn+5db6g',
      'UOFR3+Jx1UGV/KNGxPgNn+5db6g==',
    ]) {
      const headers = { ...form, 'x-signalwire-signature': value };
      expect(told({ url: endpoint, rawBody: Buffer.from('n=0'), headers })).toEqual([miswritten]);
    }
  });
});

describe('several in one header', () => {
  const oneOf = (count: number) =>
    `signature_encoding: the signature is one of ${count} values in x-signalwire-signature, and SignalWire sends one`;
  test.for([
    [`${sha1}, ${sha1}`, oneOf(2)],
    [`${wrong},${sha1}`, oneOf(2)],
    [`x, ${wrong}, ${sha1}`, oneOf(3)],
    [[wrong, sha1], oneOf(2)],
    [['', sha1], miswritten],
  ] as const)('%j', ([value, expected]) => {
    expect(toldOfHeaders({ 'x-signalwire-signature': value })).toEqual([expected]);
  });
});

describe('in another header', () => {
  test.for(['x-hub-signature', 'signature', 'x-my-signature-v2'])('%s', (name) => {
    expect(toldOfHeaders({ [name]: sha1 })).toEqual([notUsed(name)]);
    expect(toldOfHeaders({ [name]: sha256 })).toEqual([notUsed(name)]);
    expect(toldOfHeaders({ [name]: `sha1=${sha1}` })).toEqual([notUsed(name), miswritten]);
  });

  test('one that does not speak of signatures is not looked at', () => {
    expect(toldOfHeaders({ 'x-digest': sha1 })).toBeNull();
  });

  test('SHA-1 and SHA-256 in the place of the other', () => {
    expect(toldOfHeaders({ 'x-signalwire-signature': sha256 })).toEqual([
      'signature_header: x-signalwire-signature holds a SHA-256 signature, which belongs in the other header',
    ]);
    expect(toldOfHeaders({ 'x-signalwire-sha256-signature': sha1 })).toEqual([
      'signature_header: x-signalwire-sha256-signature holds a SHA-1 signature, which belongs in the other header',
    ]);
  });

  test.for([
    ['x-twilio-signature', sha1, 'x-signalwire-signature', wrong],
    ['x-twilio-signature', sha1, 'x-signalwire-signature', 'none'],
    ['x-signalwire-sha256-signature', sha256, 'x-signalwire-signature', wrong],
    ['x-signalwire-sha256-signature', sha256, 'x-twilio-signature', wrong],
  ] as const)('%s: %s, where %s decides: %s', ([name, right, deciding, value]) => {
    expect(toldOfHeaders({ [deciding]: value, [name]: right })).toEqual([
      `signature_header: the signature in ${name} matches; what stands in ${deciding}, which decides, does not`,
    ]);
  });
});

describe('none', () => {
  test.for([
    undefined,
    '',
    ' , ',
    'none',
    '0'.repeat(39),
    '0'.repeat(41),
    '0'.repeat(63),
    '0'.repeat(65),
    // Of 19, 21, 31 and 33 bytes.
    ...[19, 21, 31, 33].map((bytes) => Buffer.alloc(bytes).toString('base64')),
    `${base64(wrong)}==`,
    `x${sha1}`,
    `${sha1}x`,
    `!${base64(wrong)}`,
    // A name or a quotation mark amid it.
    `${sha1.slice(0, 20)}sha1=${sha1.slice(20)}`,
    `${sha1.slice(0, 20)}"${sha1.slice(20)}`,
  ])('%j', (value) => {
    expect(readSignatures({ 'x-signalwire-signature': value })).toEqual([]);
  });
});
