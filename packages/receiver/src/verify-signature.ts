import { Buffer } from 'node:buffer';
import { timingSafeEqual } from 'node:crypto';
import { type CallbackHeaders, header } from './callback-request.ts';
import { type CandidateUrl, candidateUrls } from './candidate-urls.ts';
import { bodyKind, decodeForm } from './decode-body.ts';
import { type HmacKey, hmac } from './hmac.ts';
import {
  type SignatureScheme,
  signatureHeaders,
  signedFields,
  signedFieldsDistinct,
  urlVouchesForBody,
} from './signature-schemes.ts';
import { prepareKeys } from './signing-keys.ts';

/** Why a signature does not hold. */
export const signatureRejectReasons = [
  'missing_signature',
  'malformed_signature',
  'wrong_signature',
  'wrong_sha256_signature',
] as const;

/** Why a signature does not hold. */
export type SignatureRejectReason = (typeof signatureRejectReasons)[number];

/** A signature that holds. */
export interface VerifiedSignature {
  readonly status: 'verified';
  readonly scheme: SignatureScheme;
  /** Which key matched: the first 8 hex digits of its SHA-256. */
  readonly keyFingerprint: string;
  /** How the signed URL differs from the one given: `as given`, `without :443`, … */
  readonly urlSpelling: string;
  /** The SHA-1 signature holds, but the SHA-256 signature beside it does not. */
  readonly downgraded: boolean;
}

/** Whether a signature holds, and why not. */
export type SignatureVerdict =
  | VerifiedSignature
  | { readonly status: 'unverified'; readonly reason: SignatureRejectReason };

/** A request whose signature is to be checked. */
export interface SignedRequest {
  /** The URL as SignalWire was given it. Never rebuilt through a URL parser. */
  readonly url: string;
  readonly headers: CallbackHeaders;
  /** The bytes as they came; empty for GET. */
  readonly rawBody: Uint8Array;
}

/** What `verifySignature` and `explainSignature` take. */
export interface VerifySignatureOptions extends SignedRequest {
  /** The project's signing key, or several while one is being replaced. */
  readonly signingKeys: string | readonly string[];
  /** Reject a wrong SHA-256 signature even beside a right SHA-1 one. @default false */
  readonly strictSha256?: boolean;
}

const hexSha1 = /^[0-9a-f]{40}$/;
const hexSha256 = /^[0-9a-f]{64}$/;
const base64Sha1 = /^[A-Za-z0-9+/]{27}=$/;

/** One way in which the given signature may have been made. */
export interface SignatureAttempt {
  readonly scheme: SignatureScheme;
  readonly header: string;
  readonly candidate: CandidateUrl;
  readonly key: HmacKey;
  readonly matches: boolean;
}

/** The signature that a request brought, and the header that brought it; a reason where it brought none that can be read. */
export type GivenSignature =
  | { readonly header: string; readonly value: string; readonly form: 'hex' | 'base64' | 'sha256' }
  | { readonly header: null; readonly reason: 'missing_signature' | 'malformed_signature' };

/** Finds the signature that decides: SignalWire's header, else its alias, else the SHA-256 header on its own. */
export function givenSignature(headers: CallbackHeaders): GivenSignature {
  for (const name of [signatureHeaders.signature, signatureHeaders.alias]) {
    const value = header(headers, name);
    if (value === undefined || value === '') continue;
    if (hexSha1.test(value)) return { header: name, value, form: 'hex' };
    if (base64Sha1.test(value)) return { header: name, value, form: 'base64' };
    return { header: null, reason: 'malformed_signature' };
  }
  const value = header(headers, signatureHeaders.sha256);
  if (value === undefined || value === '') return { header: null, reason: 'missing_signature' };
  if (!hexSha256.test(value)) return { header: null, reason: 'malformed_signature' };
  return { header: signatureHeaders.sha256, value, form: 'sha256' };
}

function equalInConstantTime(expected: string, given: string): boolean {
  return (
    expected.length === given.length && timingSafeEqual(Buffer.from(expected, 'latin1'), Buffer.from(given, 'latin1'))
  );
}

/** The `user:password` of Basic authentication; `null` where there is none. */
export function basicCredentials(headers: CallbackHeaders): string | null {
  const encoded = /^basic +([A-Za-z0-9+/]+=*) *$/i.exec(header(headers, 'authorization') ?? '')?.[1];
  return encoded === undefined ? null : Buffer.from(encoded, 'base64').toString('utf8');
}

/** The ways in which a base64 signature may have been made for this request, apart from the URL's spelling. */
function base64Messages(request: SignedRequest, fields: URLSearchParams | null): [SignatureScheme, string][] {
  if (request.rawBody.length === 0) return [['url_only', '']];
  const messages: [SignatureScheme, string][] = [];
  if (fields !== null) {
    const asSubmitted = signedFields(fields);
    messages.push(['form_fields', asSubmitted]);
    const distinct = signedFieldsDistinct(fields);
    if (distinct !== asSubmitted) messages.push(['form_fields', distinct]);
  }
  // A signature over the URL alone says nothing of a body, unless the signed URL itself names the body's digest.
  if (urlVouchesForBody(request.url, request.rawBody)) messages.push(['url_only', '']);
  return messages;
}

/** Tries every spelling, scheme and key for the signature that was given, likeliest first. */
export function* signatureAttempts(
  request: SignedRequest,
  given: GivenSignature & { readonly header: string },
  keys: readonly HmacKey[],
  fields: URLSearchParams | null,
): Generator<SignatureAttempt> {
  const messages: [SignatureScheme, string][] =
    given.form === 'base64' ? base64Messages(request, fields) : [['raw_body', '']];
  for (const candidate of candidateUrls(request.url, basicCredentials(request.headers))) {
    for (const key of keys) {
      for (const [scheme, text] of messages) {
        const expected =
          given.form === 'base64'
            ? hmac(key, 'sha1', candidate.url + text, null, 'base64')
            : hmac(key, given.form === 'hex' ? 'sha1' : 'sha256', candidate.url, request.rawBody, 'hex');
        yield { scheme, header: given.header, candidate, key, matches: equalInConstantTime(expected, given.value) };
      }
    }
  }
}

/** `verifySignature` for keys and a form that are prepared already. */
export function verifyPrepared(
  request: SignedRequest,
  keys: readonly HmacKey[],
  fields: URLSearchParams | null,
  strictSha256: boolean,
): SignatureVerdict {
  const given = givenSignature(request.headers);
  if (given.header === null) return { status: 'unverified', reason: given.reason };
  for (const { matches, scheme, candidate, key } of signatureAttempts(request, given, keys, fields)) {
    if (!matches) continue;
    const sha256 = given.form === 'sha256' ? undefined : header(request.headers, signatureHeaders.sha256);
    const downgraded =
      sha256 !== undefined && !equalInConstantTime(hmac(key, 'sha256', candidate.url, request.rawBody, 'hex'), sha256);
    if (downgraded && strictSha256) return { status: 'unverified', reason: 'wrong_sha256_signature' };
    return { status: 'verified', scheme, keyFingerprint: key.fingerprint, urlSpelling: candidate.spelling, downgraded };
  }
  return { status: 'unverified', reason: 'wrong_signature' };
}

/** The fields of a form body; `null` for a body of another kind. */
export function formFields(request: SignedRequest): URLSearchParams | null {
  const kind = bodyKind(request.headers);
  if (kind !== 'form' && kind !== 'untold') return null;
  return decodeForm(Buffer.from(request.rawBody).toString('utf8')).fields;
}

/**
 * Checks a callback's signature against every spelling of the URL, scheme and key that SignalWire may have used. Expected
 * failures come back as values; throws `STATUSWIRE_INVALID_OPTIONS` for an empty or blank key. Source: docs/signatures.md.
 */
export function verifySignature(options: VerifySignatureOptions): SignatureVerdict {
  return verifyPrepared(options, prepareKeys(options.signingKeys), formFields(options), options.strictSha256 ?? false);
}
