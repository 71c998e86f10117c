import { Buffer } from 'node:buffer';
import { BodyAlreadyReadError } from '../body-already-read-error.ts';
import { type CallbackHeaders, header } from '../callback-request.ts';
import { bodyKind } from '../decode-body.ts';
import { signatureHeaders } from '../signature-schemes.ts';
import { givenSignature } from '../verify-signature.ts';

/** What a body parser that ran first may have left behind. */
export interface ParserTraces {
  /** `request.rawBody`, where a parser was told to keep it. */
  readonly rawBody?: unknown;
  /** `request.body`. */
  readonly body?: unknown;
}

/** Name and value pairs of a parsed form; `null` where it is nested, so that names as they were sent cannot be known. */
function flatPairs(body: unknown): [string, string][] | null {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return null;
  const pairs: [string, string][] = [];
  for (const [name, value] of Object.entries(body)) {
    for (const single of Array.isArray(value) ? value : [value]) {
      if (typeof single !== 'string') return null;
      pairs.push([name, single]);
    }
  }
  return pairs.length === 0 ? null : pairs;
}

/** Whether decoded fields are all that the check of the signature will need. */
function fieldsSuffice(headers: CallbackHeaders, exact: boolean): boolean {
  if (bodyKind(headers) !== 'form') return false;
  const given = givenSignature(headers);
  if (given.header === null) return true;
  return given.form === 'base64' && !(exact && header(headers, signatureHeaders.sha256));
}

/**
 * Finds the bytes of a body that a parser has read already: `rawBody`, a body of bytes, or a flat parsed form, which is
 * enough where the signature covers decoded fields, unless `exact` bytes are asked for and a SHA-256 signature covers those.
 * Throws `BodyAlreadyReadError` where they are gone.
 */
export function recoverBody(traces: ParserTraces, headers: CallbackHeaders, exact: boolean): Uint8Array {
  const { rawBody, body } = traces;
  if (rawBody instanceof Uint8Array) return rawBody;
  if (typeof rawBody === 'string') return Buffer.from(rawBody, 'utf8');
  if (body instanceof Uint8Array) return body;
  const pairs = fieldsSuffice(headers, exact) ? flatPairs(body) : null;
  if (pairs === null) throw new BodyAlreadyReadError();
  return Buffer.from(new URLSearchParams(pairs).toString(), 'latin1');
}
