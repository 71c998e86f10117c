import { Buffer } from 'node:buffer';
import { hash } from 'node:crypto';

// HMAC (RFC 2104) on one-shot digests. `createHmac` makes a native handle per call, which costs twice the time of the
// digests themselves and more again when they are collected; docs/performance.md has the figures.

type Algorithm = 'sha1' | 'sha256';

const blockSize = 64;
const digestSizes = { sha1: 20, sha256: 32 } as const;

interface Pads {
  readonly inner: Buffer;
  /** The outer pad with room for the inner digest behind it. */
  readonly outer: Buffer;
}

/** A signing key, prepared. Holds the secret: show `fingerprint`, never the key itself. */
export interface HmacKey {
  /** The first 8 hex digits of the key's SHA-256: tells keys apart and gives nothing away. */
  readonly fingerprint: string;
  readonly pads: { readonly sha1: Pads; readonly sha256: Pads };
}

function padsOf(secret: Buffer, algorithm: Algorithm): Pads {
  const key = secret.length > blockSize ? hash(algorithm, secret, 'buffer') : secret;
  const inner = Buffer.alloc(blockSize, 0x36);
  const outer = Buffer.alloc(blockSize + digestSizes[algorithm], 0x5c);
  for (const [index, byte] of key.entries()) {
    inner[index] = byte ^ 0x36;
    outer[index] = byte ^ 0x5c;
  }
  return { inner, outer };
}

/** Prepares a key once, so that each signature costs two digests and nothing else. */
export function createHmacKey(secret: string): HmacKey {
  const bytes = Buffer.from(secret, 'utf8');
  return {
    fingerprint: hash('sha256', bytes, 'hex').slice(0, 8),
    pads: { sha1: padsOf(bytes, 'sha1'), sha256: padsOf(bytes, 'sha256') },
  };
}

// Reused between calls: everything here runs to its end in one turn.
const scratch = Buffer.allocUnsafe(32 * 1024);

/** HMAC of `text` (as UTF-8) followed by `bytes`. */
export function hmac(
  key: HmacKey,
  algorithm: Algorithm,
  text: string,
  bytes: Uint8Array | null,
  encoding: 'hex' | 'base64',
): string {
  const { inner, outer } = key.pads[algorithm];
  const most = blockSize + text.length * 3 + (bytes?.length ?? 0);
  const buffer = most <= scratch.length ? scratch : Buffer.allocUnsafe(most);
  buffer.set(inner, 0);
  let length = blockSize + buffer.write(text, blockSize, 'utf8');
  if (bytes !== null) {
    buffer.set(bytes, length);
    length += bytes.length;
  }
  outer.write(hash(algorithm, buffer.subarray(0, length), 'binary'), blockSize, 'latin1');
  return hash(algorithm, outer, encoding);
}
