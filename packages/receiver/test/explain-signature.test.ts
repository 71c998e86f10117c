import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainSignature, type SignatureHeaders, signCallback, verifySignature } from '../src/index.ts';
import { anyUrl, bodyBytes } from './arbitraries.ts';
import { bodyDigest } from './reference-signatures.ts';

const body = 'MessageSid=1&MessageStatus=sent';
const rawBody = Buffer.from(body);
const form = { 'content-type': 'application/x-www-form-urlencoded' };

describe('explainSignature', () => {
  it('shows every spelling of the URL with every key, and which one matches', () => {
    const headers = { ...form, ...signCallback({ signingKey: 'new', url: 'https://example.com:443/a', body }) };
    const explanation = explainSignature({
      signingKeys: ['old', 'new'],
      url: 'https://example.com/a#ot=1000',
      headers,
      rawBody,
    });
    const [old, latest] = ['old', 'new'].map((key) => bodyDigest(key).slice(0, 8));
    const rows = explanation.candidates.map(({ url, keyFingerprint, matches }) => [url, keyFingerprint, matches]);
    expect(rows).toEqual([
      ['https://example.com/a', old, false],
      ['https://example.com/a', latest, false],
      ['https://example.com:443/a', old, false],
      ['https://example.com:443/a', latest, true],
      ['https://example.com/a#ot=1000', old, false],
      ['https://example.com/a#ot=1000', latest, false],
      ['https://example.com:443/a#ot=1000', old, false],
      ['https://example.com:443/a#ot=1000', latest, false],
    ]);
    expect(explanation.matched).toEqual({
      url: 'https://example.com:443/a',
      urlSpelling: 'without fragment, with :443',
      scheme: 'form_fields',
      header: 'x-signalwire-signature',
      keyFingerprint: latest,
      matches: true,
    });
    expect(explanation.verdict).toMatchObject({ status: 'verified', urlSpelling: 'without fragment, with :443' });
  });

  it('shows both rules for repeated names, and the URL alone where its digest vouches', () => {
    const repeated = Buffer.from('a=2&a=1');
    const url = `https://example.com:9/a?bodySHA256=${bodyDigest(repeated)}`;
    const headers = { ...form, ...signCallback({ signingKey: 'key', url, body: '' }) };
    const { candidates, matched } = explainSignature({ signingKeys: 'key', url, headers, rawBody: repeated });
    expect(candidates.map(({ scheme }) => scheme)).toEqual(['form_fields', 'form_fields', 'url_only']);
    expect(matched?.scheme).toBe('url_only');
  });

  it('names the header that decides', () => {
    const signed = signCallback({ signingKey: 'key', url: 'https://h:9/', body: '{}', sha256: true });
    const alone: SignatureHeaders = { 'x-signalwire-sha256-signature': signed['x-signalwire-sha256-signature'] ?? '' };
    const { matched } = explainSignature({
      signingKeys: 'key',
      url: 'https://h:9/',
      headers: alone,
      rawBody: Buffer.from('{}'),
    });
    expect(matched?.header).toBe('x-signalwire-sha256-signature');
  });

  it('has nothing to try where there is no signature that can be read', () => {
    const without = { signingKeys: 'key', url: 'https://h/', rawBody };
    expect(explainSignature({ ...without, headers: {} })).toEqual({
      verdict: { status: 'unverified', reason: 'missing_signature' },
      matched: null,
      candidates: [],
    });
    expect(explainSignature({ ...without, headers: { 'x-signalwire-signature': '?' } })).toMatchObject({
      verdict: { reason: 'malformed_signature' },
      candidates: [],
    });
  });

  it('agrees with verifySignature, whatever it is given', () => {
    fc.assert(
      fc.property(anyUrl, anyUrl, bodyBytes, fc.boolean(), (signedUrl, url, bytes, same) => {
        const headers = { ...form, ...signCallback({ signingKey: 'key', url: same ? url : signedUrl, body: bytes }) };
        const options = { signingKeys: ['other', 'key'], url, headers, rawBody: bytes };
        const { verdict, matched, candidates } = explainSignature(options);
        expect(verdict).toEqual(verifySignature(options));
        expect(matched !== null).toBe(verdict.status === 'verified');
        expect(candidates.filter(({ matches }) => matches)[0] ?? null).toEqual(matched);
      }),
    );
  });

  it.each([
    'https://user:CANARY@h/a',
    'https://user:x@CANARY@h/a',
    'https://user:x:CANARY@h/a',
    'https://CANARY@h/a',
    'https://:CANARY@h:443/a#b',
    'ftp://user:CANARY@h/a',
  ])('shows neither keys, signatures nor passwords: %s', (url) => {
    const signingKeys = ['KEYCANARY-1', 'KEYCANARY-2'];
    const signed = signCallback({ signingKey: 'KEYCANARY-2', url, body, sha256: true });
    const authorization = `Basic ${Buffer.from('user:CANARY').toString('base64')}`;
    for (const headers of [signed, { ...signed, authorization }]) {
      for (const given of [url, 'https://h/a']) {
        const text = JSON.stringify(
          explainSignature({ signingKeys, url: given, headers: { ...form, ...headers }, rawBody }),
        );
        expect(text).not.toContain('CANARY');
        for (const signature of Object.values(signed)) expect(text).not.toContain(signature);
      }
    }
  });

  it.each([
    ['https://user:secret@h:9/a', 'https://user:***@h:9/a'],
    ['https://token@h:9/a', 'https://***@h:9/a'],
  ])('of %s shows %s: who the user is, and nothing of a single word', (url, shown) => {
    const { candidates } = explainSignature({
      signingKeys: 'key',
      url,
      headers: { ...form, ...signCallback({ signingKey: 'key', url, body }) },
      rawBody,
    });
    expect(candidates.map((candidate) => candidate.url)).toEqual([shown, 'https://h:9/a']);
  });
});
