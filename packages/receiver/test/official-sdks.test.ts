import { createRequire } from 'node:module';
import fc from 'fast-check';
import * as twilio from 'twilio/lib/webhooks/webhooks.js';
import { describe, expect, it } from 'vitest';
import { signCallback, verifySignature } from '../src/index.ts';
import { bodyDigest } from './reference-signatures.ts';

// Its package declares no types for an import.
const { RestClient } = createRequire(import.meta.url)('@signalwire/compatibility-api') as {
  readonly RestClient: { readonly validateRequest: typeof twilio.validateRequest };
};

// Both know scheme B alone, and put URLs through a parser: these are such as a parser leaves as they are.
const key = fc.string({ minLength: 1, maxLength: 80 }).filter((text) => text.trim() !== '');
const url = fc
  .tuple(fc.constantFrom('https', 'http'), fc.domain(), fc.constantFrom('', ':8080'), fc.constantFrom('', '?a=b&c=d'))
  .map(([scheme, host, port, query]) => `${scheme}://${host}${port}/callbacks${query}`);
const name = fc.constantFrom('MessageSid', 'MessageStatus', 'Body', 'From', 'To', 'MediaUrl0', 'a', 'B', 'a[b]');
const value = fc.oneof(fc.string(), fc.constantFrom('+15551234567', '1 + 1 = 2', '😀 ü', ''));
const fieldsOnce = fc.dictionary(name, value, { noNullPrototype: true });
const fieldsRepeated = fc.dictionary(name, fc.array(value, { minLength: 1, maxLength: 4 }), { noNullPrototype: true });

function bodyOf(fields: Readonly<Record<string, string | readonly string[]>>): Buffer {
  const pairs = Object.entries(fields).flatMap(([field, values]) =>
    [values].flat().map((single): [string, string] => [field, single]),
  );
  return Buffer.from(new URLSearchParams(pairs).toString());
}

/** Has us verify what an SDK has signed. */
function statusOf(signingKeys: string, signedUrl: string, rawBody: Buffer, signature: string): string {
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature };
  return verifySignature({ signingKeys, url: signedUrl, headers, rawBody }).status;
}

function signatureOf(signingKey: string, signedUrl: string, body: Buffer): string {
  return signCallback({ signingKey, url: signedUrl, body, scheme: 'form_fields' })['x-signalwire-signature'] ?? '';
}

describe.each([
  ['@signalwire/compatibility-api', RestClient.validateRequest],
  ['twilio', twilio.validateRequest],
])('%s', (_name, validateRequest) => {
  it('accepts the forms that we sign', () => {
    fc.assert(
      fc.property(key, url, fieldsOnce, (signingKey, signedUrl, fields) => {
        expect(validateRequest(signingKey, signatureOf(signingKey, signedUrl, bodyOf(fields)), signedUrl, fields)).toBe(
          true,
        );
      }),
    );
  });

  it('adds or leaves out the standard port as we do', () => {
    for (const [given, signed] of [
      ['https://example.com/a', 'https://example.com:443/a'],
      ['https://example.com:443/a', 'https://example.com/a'],
      ['http://example.com/a?b=c', 'http://example.com:80/a?b=c'],
    ] as const) {
      const signature = signatureOf('key', signed, Buffer.from('a=1'));
      expect(validateRequest('key', signature, given, { a: '1' })).toBe(true);
      expect(statusOf('key', given, Buffer.from('a=1'), signature)).toBe('verified');
    }
  });
});

describe('signatures that Twilio makes', () => {
  it('verify, repeated names by its rule too', () => {
    fc.assert(
      fc.property(key, url, fc.oneof(fieldsOnce, fieldsRepeated), (signingKey, signedUrl, fields) => {
        const signature = twilio.getExpectedTwilioSignature(signingKey, signedUrl, fields);
        expect(statusOf(signingKey, signedUrl, bodyOf(fields), signature)).toBe('verified');
      }),
    );
  });

  it('verify over a URL that carries the digest of a JSON body', () => {
    const body = Buffer.from('{"id":"1"}');
    const signedUrl = `https://example.com/a?bodySHA256=${twilio.getExpectedBodyHash(body.toString())}`;
    expect(signedUrl).toContain(bodyDigest(body));
    const headers = {
      'content-type': 'application/json',
      'x-twilio-signature': twilio.getExpectedTwilioSignature('key', signedUrl, {}),
    };
    expect(verifySignature({ signingKeys: 'key', url: signedUrl, headers, rawBody: body }).status).toBe('verified');
  });
});

describe("SignalWire's own SDK", () => {
  it('accepts repeated names as we sign them: in the order of submission', () => {
    fc.assert(
      fc.property(key, url, fieldsRepeated, (signingKey, signedUrl, fields) => {
        const signature = signatureOf(signingKey, signedUrl, bodyOf(fields));
        expect(RestClient.validateRequest(signingKey, signature, signedUrl, fields)).toBe(true);
      }),
    );
  });
});
