import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHmacKey, hmac } from '../src/hmac.ts';
import { anyText, bodyBytes, signingKey } from './arbitraries.ts';

const algorithms = ['sha1', 'sha256'] as const;
const encodings = ['hex', 'base64'] as const;

function expected(key: string, algorithm: string, text: string, bytes: Uint8Array | null, encoding: 'hex' | 'base64') {
  return createHmac(algorithm, key)
    .update(text)
    .update(bytes ?? '')
    .digest(encoding);
}

describe('hmac', () => {
  it('is createHmac for any key, text and bytes', () => {
    fc.assert(
      fc.property(
        signingKey,
        anyText,
        fc.option(bodyBytes),
        fc.constantFrom(...algorithms),
        fc.constantFrom(...encodings),
        (key, text, bytes, algorithm, encoding) => {
          expect(hmac(createHmacKey(key), algorithm, text, bytes, encoding)).toBe(
            expected(key, algorithm, text, bytes, encoding),
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is createHmac for every length of a key about its block size', () => {
    for (let length = 1; length <= 200; length += 1) {
      const key = 'k'.repeat(length);
      for (const algorithm of algorithms) {
        expect(hmac(createHmacKey(key), algorithm, 'text', null, 'hex')).toBe(
          expected(key, algorithm, 'text', null, 'hex'),
        );
      }
    }
  });

  it('is createHmac for every size of a message about the room it keeps, in bytes and in text', () => {
    const key = createHmacKey('key');
    for (let size = 32 * 1024 - 70; size <= 32 * 1024 + 3; size += 1) {
      const bytes = new Uint8Array(size).fill(7);
      expect(hmac(key, 'sha1', '', bytes, 'hex')).toBe(expected('key', 'sha1', '', bytes, 'hex'));
    }
    for (const text of [
      '€'.repeat(11_000),
      'é'.repeat(16_350),
      'x'.repeat(40_000),
      '😀'.repeat(8_170),
      '\ud800'.repeat(11_000),
    ]) {
      expect(hmac(key, 'sha256', text, null, 'base64')).toBe(expected('key', 'sha256', text, null, 'base64'));
    }
  });

  it('keeps nothing of one message for the next', () => {
    const key = createHmacKey('key');
    const long = new Uint8Array(20_000).fill(1);
    hmac(key, 'sha1', 'long', long, 'hex');
    expect(hmac(key, 'sha1', 'short', null, 'hex')).toBe(expected('key', 'sha1', 'short', null, 'hex'));
    expect(hmac(key, 'sha1', '', null, 'hex')).toBe(expected('key', 'sha1', '', null, 'hex'));
  });

  it('takes a view into a larger buffer for what it shows alone', () => {
    const buffer = Uint8Array.from({ length: 300 }, (_, index) => index % 251);
    const view = buffer.subarray(100, 200);
    expect(hmac(createHmacKey('key'), 'sha1', 'u', view, 'hex')).toBe(expected('key', 'sha1', 'u', view, 'hex'));
  });
});

describe("a key's fingerprint", () => {
  it('is the beginning of its SHA-256', () => {
    fc.assert(
      fc.property(signingKey, (key) => {
        expect(createHmacKey(key).fingerprint).toBe(createHash('sha256').update(key).digest('hex').slice(0, 8));
      }),
    );
  });
});
