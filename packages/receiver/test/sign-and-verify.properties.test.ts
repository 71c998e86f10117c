import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signCallback, type VerifySignatureOptions, verifySignature } from '../src/index.ts';
import { anyText, anyUrl, bodyBytes, formPairs, signingKey, urlOf, urlPieces } from './arbitraries.ts';
import { referenceForm, referenceFormDistinct, referenceRawBody, referenceSha256 } from './reference-signatures.ts';

const form = { 'content-type': 'application/x-www-form-urlencoded' };
const json = { 'content-type': 'application/json' };
const schemes = [
  ['raw_body', json],
  ['raw_body', form],
  ['raw_body', {}],
  ['form_fields', form],
  ['form_fields', {}],
] as const;

function bytesOf(pairs: readonly (readonly [string, string])[]): Uint8Array {
  return Buffer.from(new URLSearchParams(pairs.map(([name, value]) => [name, value])).toString());
}

function isVerified(options: VerifySignatureOptions): boolean {
  return verifySignature(options).status === 'verified';
}

describe('signing, then verifying', () => {
  it.each(schemes)('holds by %s under %j for any key, URL and body', (scheme, contentType) => {
    fc.assert(
      fc.property(signingKey, anyUrl, bodyBytes, fc.boolean(), (key, url, body, sha256) => {
        const headers = { ...contentType, ...signCallback({ signingKey: key, url, body, scheme, sha256 }) };
        expect(verifySignature({ signingKeys: key, url, headers, rawBody: body, strictSha256: true })).toMatchObject({
          status: 'verified',
          downgraded: false,
        });
      }),
      { numRuns: 300 },
    );
  });

  it('holds without telling the scheme, or the media type', () => {
    fc.assert(
      fc.property(signingKey, anyUrl, bodyBytes, (key, url, body) => {
        const headers = signCallback({ signingKey: key, url, body });
        expect(isVerified({ signingKeys: key, url, headers, rawBody: body })).toBe(true);
      }),
    );
  });

  it('holds for the SHA-256 header alone', () => {
    fc.assert(
      fc.property(signingKey, anyUrl, bodyBytes, (key, url, body) => {
        const signed = signCallback({ signingKey: key, url, body, sha256: true });
        const headers = { 'x-signalwire-sha256-signature': signed['x-signalwire-sha256-signature'] };
        expect(isVerified({ signingKeys: key, url, headers, rawBody: body })).toBe(true);
      }),
    );
  });
});

describe('signatures made by the reference', () => {
  it('scheme A and SHA-256 verify for any key, URL and body', () => {
    fc.assert(
      fc.property(signingKey, anyUrl, bodyBytes, (key, url, body) => {
        const headers = {
          ...json,
          'x-signalwire-signature': referenceRawBody(key, url, body),
          'x-signalwire-sha256-signature': referenceSha256(key, url, body),
        };
        const verdict = verifySignature({ signingKeys: key, url, headers, rawBody: body });
        expect(verdict).toMatchObject({ status: 'verified', scheme: 'raw_body', downgraded: false });
      }),
    );
  });

  it('scheme B verifies for any key, URL and fields, by both rules for repeated names', () => {
    fc.assert(
      fc.property(signingKey, anyUrl, formPairs, fc.boolean(), (key, url, pairs, distinct) => {
        const body = bytesOf(pairs);
        const signature = (distinct ? referenceFormDistinct : referenceForm)(key, url, pairs);
        const headers = { ...form, 'x-signalwire-signature': signature };
        expect(isVerified({ signingKeys: key, url, headers, rawBody: body })).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('are the ones that signCallback makes', () => {
    fc.assert(
      fc.property(signingKey, urlPieces, formPairs, (key, pieces, pairs) => {
        const url = urlOf({ ...pieces, fragment: '' });
        const body = bytesOf(pairs);
        expect(signCallback({ signingKey: key, url: `${url}#of=1`, body, scheme: 'raw_body', sha256: true })).toEqual({
          'x-signalwire-signature': referenceRawBody(key, url, body),
          'x-signalwire-sha256-signature': referenceSha256(key, url, body),
        });
        expect(signCallback({ signingKey: key, url, body, scheme: 'form_fields' })).toEqual({
          'x-signalwire-signature': referenceForm(key, url, pairs),
        });
      }),
    );
  });
});

const replacement = fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code));

/** Puts another character in one place of a text, a different one than stood there. */
function changed(text: string, at: number, other: string): string {
  const place = at % text.length;
  return text.slice(0, place) + other + text.slice(place + 1);
}

describe('one change', () => {
  const scheme = fc.constantFrom(...schemes);

  it('in the key breaks it', () => {
    fc.assert(
      fc.property(scheme, signingKey, anyUrl, bodyBytes, fc.nat(), replacement, (way, key, url, body, at, other) => {
        const another = changed(key, at, other);
        fc.pre(Buffer.from(another).compare(Buffer.from(key)) !== 0 && another.trim() !== '');
        const headers = { ...way[1], ...signCallback({ signingKey: key, url, body, scheme: way[0], sha256: true }) };
        expect(isVerified({ signingKeys: another, url, headers, rawBody: body })).toBe(false);
      }),
      { numRuns: 300 },
    );
  });

  it('in the URL breaks it, except in the fragment', () => {
    fc.assert(
      fc.property(
        scheme,
        signingKey,
        urlPieces,
        bodyBytes,
        fc.nat(),
        replacement,
        (way, key, pieces, body, at, other) => {
          const url = urlOf({ ...pieces, fragment: '' });
          const another = changed(url, at, other);
          fc.pre(another !== url && other !== '#');
          const headers = { ...way[1], ...signCallback({ signingKey: key, url, body, scheme: way[0], sha256: true }) };
          expect(isVerified({ signingKeys: key, url: another, headers, rawBody: body })).toBe(false);
          expect(isVerified({ signingKeys: key, url: `${url}#${other}`, headers, rawBody: body })).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('in any byte of the body breaks scheme A, as does one byte more or less', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(form, json, {}),
        signingKey,
        anyUrl,
        bodyBytes,
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (contentType, key, given, body, at, flip) => {
          // Where a fragment may have been signed, no border tells it from a body that begins like one.
          const [url = ''] = given.split('#', 1);
          const headers = { ...contentType, ...signCallback({ signingKey: key, url, body, scheme: 'raw_body' }) };
          const longer = new Uint8Array([...body, flip]);
          expect(isVerified({ signingKeys: key, url, headers, rawBody: longer })).toBe(false);
          if (body.length === 0) return;
          expect(isVerified({ signingKeys: key, url, headers, rawBody: body.subarray(1) })).toBe(false);
          const another = Uint8Array.from(body);
          another[at % body.length] = (another[at % body.length] ?? 0) ^ flip;
          expect(isVerified({ signingKeys: key, url, headers, rawBody: another })).toBe(false);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('in any character of a name or a value breaks scheme B, as does one field more', () => {
    fc.assert(
      fc.property(
        signingKey,
        anyUrl,
        formPairs,
        fc.nat(),
        fc.nat(),
        replacement,
        (key, url, pairs, field, at, other) => {
          const headers = {
            ...form,
            ...signCallback({ signingKey: key, url, body: bytesOf(pairs), scheme: 'form_fields' }),
          };
          const more = bytesOf([...pairs, ['one more field', '']]);
          expect(isVerified({ signingKeys: key, url, headers, rawBody: more })).toBe(false);
          const index = field % Math.max(pairs.length, 1);
          const [name = '', value = ''] = pairs[index] ?? [];
          fc.pre(name.length + value.length > 0);
          const place = at % (name.length + value.length);
          const pair: [string, string] =
            place < name.length
              ? [changed(name, place, other), value]
              : [name, changed(value, place - name.length, other)];
          fc.pre(pair[0] + pair[1] !== name + value);
          const another = bytesOf(pairs.with(index, pair));
          expect(isVerified({ signingKeys: key, url, headers, rawBody: another })).toBe(false);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('in the signature breaks it', () => {
    fc.assert(
      fc.property(scheme, signingKey, anyUrl, bodyBytes, fc.nat(), replacement, (way, key, url, body, at, other) => {
        const { 'x-signalwire-signature': signature = '' } = signCallback({
          signingKey: key,
          url,
          body,
          scheme: way[0],
        });
        const another = changed(signature, at, other);
        // Of the last letter of base64, the low bits stand for nothing; as text it is another all the same.
        fc.pre(another !== signature);
        const headers = { ...way[1], 'x-signalwire-signature': another };
        expect(isVerified({ signingKeys: key, url, headers, rawBody: body })).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});

describe('what scheme B cannot see, by its construction', () => {
  const key = 'PSKtest';
  const url = 'https://example.com/callbacks';

  it.each([
    ['where a name ends and its value begins', 'Body=hi', 'Bod=yhi'],
    ['where one field ends and the next begins', 'Body=hi&From=x', 'Body=hiFromx'],
    ['the order of different names', 'a=1&b=2', 'b=2&a=1'],
    ['how a character is spelt', 'a=%2b+%C3%A9', 'a=%2B%20%c3%a9'],
    ['empty fields', 'a=1', '&a=1&&'],
    ['a field that is repeated as it stands', 'a=1', 'a=1&a=1'],
  ])('%s', (_what, signed, sent) => {
    const headers = { ...form, ...signCallback({ signingKey: key, url, body: signed }) };
    expect(isVerified({ signingKeys: key, url, headers, rawBody: Buffer.from(sent) })).toBe(true);
  });

  it('where the URL ends and the first field begins', () => {
    const headers = { ...form, ...signCallback({ signingKey: key, url: `${url}?a=1`, body: 'b=2&c=3' }) };
    expect(isVerified({ signingKeys: key, url: `${url}?a=1b2`, headers, rawBody: Buffer.from('c=3') })).toBe(true);
  });
});

describe('verifySignature', () => {
  it('throws for no header, URL or body', () => {
    const headerName = fc.constantFrom(
      'x-signalwire-signature',
      'x-twilio-signature',
      'x-signalwire-sha256-signature',
      'content-type',
      'authorization',
      'X-SignalWire-Signature',
      '__proto__',
    );
    const headerValue = fc.oneof(
      anyText,
      fc.array(anyText, { maxLength: 3 }),
      fc.constant(undefined),
      fc.constantFrom(
        'a'.repeat(40),
        'A'.repeat(27).concat('='),
        'a'.repeat(64),
        'Basic ww==',
        'Basic 7aCA',
        'application/json',
      ),
    );
    const headers = fc
      .array(fc.tuple(headerName, headerValue), { maxLength: 8 })
      .map((entries) => Object.fromEntries(entries));
    fc.assert(
      fc.property(headers, fc.oneof(anyUrl, anyText), bodyBytes, (given, url, rawBody) => {
        expect(verifySignature({ signingKeys: ['k', 'l'], url, headers: given, rawBody }).status).toBe('unverified');
      }),
      { numRuns: 500 },
    );
  });
});
