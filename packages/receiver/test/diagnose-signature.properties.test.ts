import { Buffer } from 'node:buffer';
import { diagnoseSignature, signatureCauses, verifySignature } from '@statuswire/receiver';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { candidateUrls } from '../src/candidate-urls.ts';
import { anyUrl, formPairs } from './arbitraries.ts';
import { check, delivery, host, path, plainQuery, signedFor, signingKey } from './diagnosed-requests.ts';
import { referenceForm, referenceRawBody, referenceSha256 } from './reference-signatures.ts';

describe('whatever arrives', () => {
  test('what holds as it stands has no difference, and needs one attempt per key', () => {
    check([delivery, host, path, plainQuery], (sent, name, target, query) => {
      const diagnosis = diagnoseSignature(signedFor(`https://${name}${target}${query}`, sent));
      expect(diagnosis.verdict.status).toBe('verified');
      expect(diagnosis.reproduced?.differences).toEqual([]);
      expect(diagnosis.attempts).toBeLessThanOrEqual(2);
    });
  });

  test('what is verified is reproduced, and what is reproduced as it stands is verified', () => {
    const credentials = fc.option(fc.constantFrom('user:pass', 'user', 'u v', 'u:p@q:r', ':'));
    const type = fc.constantFrom(undefined, 'application/json', 'application/x-www-form-urlencoded', 'text/plain');
    const body = fc.oneof(
      formPairs.map((pairs) => Buffer.from(new URLSearchParams(pairs).toString())),
      fc.json().map((json) => Buffer.from(json)),
      fc.uint8Array({ maxLength: 40 }),
    );
    const headerName = fc.constantFrom('x-signalwire-signature', 'x-twilio-signature', 'x-signalwire-sha256-signature');
    const way = fc.constantFrom('bytes', 'fields', 'url', 'sha256');
    check(
      [anyUrl, fc.nat(), credentials, type, body, headerName, way],
      (url, pick, sent, contentType, rawBody, name, signedBy) => {
        const candidates = [...candidateUrls(url, sent)];
        const signed = candidates[pick % candidates.length]?.url ?? '';
        const fields = [...new URLSearchParams(Buffer.from(rawBody).toString())];
        const signature = {
          bytes: () => referenceRawBody('PSKkey', signed, rawBody),
          fields: () => referenceForm('PSKkey', signed, fields),
          url: () => referenceForm('PSKkey', signed, []),
          sha256: () => referenceSha256('PSKkey', signed, rawBody),
        }[signedBy]();
        const authorization = sent === null ? undefined : `Basic ${Buffer.from(sent).toString('base64')}`;
        const headers = { 'content-type': contentType, authorization, [name]: signature };
        const request = { url, headers, rawBody, signingKeys: 'PSKkey' };
        const verdict = verifySignature(request);
        if (verdict.status === 'verified') {
          const { reproduced } = diagnoseSignature({ ...request, maxAttempts: 50_000 });
          expect(reproduced).toMatchObject({ scheme: verdict.scheme, header: name });
        } else {
          // What differs in nothing comes first.
          const { reproduced } = diagnoseSignature({ ...request, maxAttempts: 10 });
          expect(reproduced?.differences).not.toEqual([]);
        }
      },
      200,
    );
  });

  test('nothing is reproduced that the keys did not sign, and the budget holds', () => {
    const anything = fc.record({
      url: fc.oneof(fc.webUrl({ withQueryParameters: true, withFragments: true }), fc.string()),
      rawBody: fc.oneof(
        fc.uint8Array(),
        fc.json().map((json) => Buffer.from(json)),
        fc.webQueryParameters().map((form) => Buffer.from(form)),
      ),
      type: fc.constantFrom(undefined, 'application/json', 'application/x-www-form-urlencoded', 'text/plain'),
      signature: fc.oneof(fc.stringMatching(/^[0-9a-f]{40}$/), fc.stringMatching(/^[A-Za-z0-9+/]{27}=$/), fc.string()),
    });
    check([anything, signingKey], ({ url, rawBody, type, signature }, key) => {
      const headers = { 'content-type': type, 'x-signalwire-signature': signature };
      const diagnosis = diagnoseSignature({ url, rawBody, headers, signingKeys: key, maxAttempts: 3_000 });
      expect(diagnosis.reproduced).toBeNull();
      expect(diagnosis.suspects.length).toBeGreaterThan(0);
      expect(diagnosis.attempts).toBeLessThanOrEqual(3_000);
    });
  });

  test('what strangers make large or deep takes neither the stack nor the memory', () => {
    const deep = (text: string): string => `${text.repeat(100_000)}`;
    const bodies = [
      deep('['),
      `{"id":${deep('[')}${deep(']')}}`,
      `{"id":"${'é/'.repeat(100_000)}"}`,
      `a=${'%2B+'.repeat(60_000)}`,
      'a=1&'.repeat(60_000),
    ];
    const urls = [
      'https://a.example/x',
      `https://a.example/x?${'q=%2B+~&'.repeat(1_500)}`,
      `https://a.example/${'%7e/'.repeat(3_000)}`,
    ];
    const before = process.memoryUsage().rss;
    for (const url of urls) {
      for (const body of bodies) {
        for (const signature of ['0'.repeat(40), `${'A'.repeat(27)}=`]) {
          const headers = { 'x-signalwire-signature': signature };
          const options = { url, headers, rawBody: Buffer.from(body), signingKeys: 'PSKkey', maxAttempts: 20_000 };
          expect(diagnoseSignature(options).reproduced).toBeNull();
        }
      }
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(512 * 1024 * 1024);
  });

  test('no diagnosis holds a key, a signature, a password or anything of the body', () => {
    const canary = 'canary-7f3a';
    check(
      [fc.boolean(), fc.boolean()],
      (matches, json) => {
        const signed = signedFor('https://user:secret-pw@a.example/x/', {
          signingKey: 'PSKsecret-key',
          dialect: json ? 'platform' : 'compatibility',
          body: canary,
        });
        const shown = JSON.stringify(
          diagnoseSignature({
            ...signed,
            url: 'https://user:secret-pw@a.example/x',
            signingKeys: matches ? 'PSKsecret-key' : 'PSKother-key',
            otherKeys: ['PSKthird-key'],
            maxAttempts: 5_000,
          }),
        );
        for (const secret of [
          canary,
          'secret-pw',
          'secret-key',
          'other-key',
          'third-key',
          signed.headers['x-signalwire-signature'],
        ]) {
          expect(shown).not.toContain(secret);
        }
      },
      4,
    );
  });

  test('every cause has its own fix', () => {
    expect(new Set(signatureCauses).size).toBe(signatureCauses.length);
    expect(signatureCauses).toContain('url_port');
  });
});
