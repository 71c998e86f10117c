import { Buffer } from 'node:buffer';
import { timingSafeEqual } from 'node:crypto';
import { assertKnownOptions } from '@statuswire/contracts';
import { type CallbackHeaders, header, lowerCaseHeaders } from './callback-request.ts';
import { type CandidateUrl, candidateUrls, likeliestUrl } from './candidate-urls.ts';
import { bodyKind, decodeForm, type FormFields } from './decode-body.ts';
import { type HmacKey, hmac } from './hmac.ts';
import {
  digestClaim,
  type SignatureScheme,
  signatureHeaders,
  signedFields,
  signedFieldsDistinct,
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

// `method`, of which a signature says nothing, so that a whole request can be spread into the options.
const signedRequestNames = ['url', 'headers', 'rawBody', 'method'];

/** What the functions that check a signature take. */
export const verifyOptionNames: readonly string[] = [...signedRequestNames, 'signingKeys', 'strictSha256'];

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

// Written over by each comparison: two new buffers would take longer than comparing them.
const compared: Readonly<Record<number, readonly [Buffer, Buffer]>> = Object.fromEntries(
  [28, 40, 64].map((length) => [length, [Buffer.alloc(length), Buffer.alloc(length)]]),
);

/** Compares digests in their text form, both plain ASCII: base64 of SHA-1, or hex of SHA-1 or SHA-256. */
function equalInConstantTime(expected: string, given: string): boolean {
  const buffers = compared[expected.length];
  if (buffers === undefined || expected.length !== given.length) return false;
  const [left, right] = buffers;
  left.write(expected, 'latin1');
  right.write(given, 'latin1');
  return timingSafeEqual(left, right);
}

/** The `user:password` of Basic authentication; `null` where there is none. */
export function basicCredentials(headers: CallbackHeaders): string | null {
  const encoded = /^basic +([A-Za-z0-9+/]+=*) *$/i.exec(header(headers, 'authorization') ?? '')?.[1];
  return encoded === undefined ? null : Buffer.from(encoded, 'base64').toString('utf8');
}

/** The ways in which a base64 signature may have been made for this request, apart from the URL's spelling. */
function base64Messages(request: SignedRequest, fields: FormFields | null): [SignatureScheme, string][] {
  const messages: [SignatureScheme, string][] = [];
  if (fields !== null && request.rawBody.length > 0) {
    messages.push(['form_fields', signedFields(fields)]);
    if (fields.repeated) messages.push(['form_fields', signedFieldsDistinct(fields)]);
  }
  // A signature over the URL alone says nothing of a body, unless the signed URL itself names the body's digest.
  const claim = digestClaim(request.url, request.rawBody);
  if (claim === 'right' || (claim === null && request.rawBody.length === 0)) messages.push(['url_only', '']);
  return messages;
}

/** Tries every spelling, scheme and key for the signature that was given, likeliest first, until `visit` says to stop. */
export function tryEverything(
  request: SignedRequest,
  given: GivenSignature & { readonly header: string },
  keys: readonly HmacKey[],
  fields: FormFields | null,
  visit: (attempt: SignatureAttempt) => boolean,
): void {
  const { header, form, value } = given;
  const messages: [SignatureScheme, string][] =
    form === 'base64' ? base64Messages(request, fields) : [['raw_body', '']];

  function isLastUrl(candidate: CandidateUrl): boolean {
    for (const key of keys) {
      for (const [scheme, text] of messages) {
        const expected =
          form === 'base64'
            ? hmac(key, 'sha1', candidate.url + text, null, 'base64')
            : hmac(key, form === 'hex' ? 'sha1' : 'sha256', candidate.url, request.rawBody, 'hex');
        if (visit({ scheme, header, candidate, key, matches: equalInConstantTime(expected, value) })) return true;
      }
    }
    return false;
  }

  const likeliest = likeliestUrl(request.url);
  if (isLastUrl(likeliest)) return;
  for (const candidate of candidateUrls(request.url, basicCredentials(request.headers))) {
    if (candidate.url !== likeliest.url && isLastUrl(candidate)) return;
  }
}

/** Whether a SHA-256 signature stands beside the matching one and does not hold. */
function isDowngraded(request: SignedRequest, given: GivenSignature, { candidate, key }: SignatureAttempt): boolean {
  if (given.header === signatureHeaders.sha256) return false;
  const sha256 = header(request.headers, signatureHeaders.sha256) ?? '';
  if (sha256 === '') return false;
  const expected = hmac(key, 'sha256', candidate.url, request.rawBody, 'hex');
  return !hexSha256.test(sha256) || !equalInConstantTime(expected, sha256);
}

/** `verifySignature` for keys and a form that are prepared already. */
export function verifyPrepared(
  request: SignedRequest,
  keys: readonly HmacKey[],
  fields: FormFields | null,
  strictSha256: boolean,
): SignatureVerdict {
  const given = givenSignature(request.headers);
  if (given.header === null) return { status: 'unverified', reason: given.reason };
  let match: SignatureAttempt | undefined;
  tryEverything(request, given, keys, fields, (attempt) => {
    if (attempt.matches) match = attempt;
    return attempt.matches;
  });
  if (match === undefined) return { status: 'unverified', reason: 'wrong_signature' };
  const downgraded = isDowngraded(request, given, match);
  if (downgraded && strictSha256) return { status: 'unverified', reason: 'wrong_sha256_signature' };
  const { scheme, candidate, key } = match;
  return { status: 'verified', scheme, keyFingerprint: key.fingerprint, urlSpelling: candidate.spelling, downgraded };
}

/** A request with its headers and its form made ready for checking; the form is `null` for a body of another kind. */
export function prepareRequest(options: VerifySignatureOptions): { request: SignedRequest; fields: FormFields | null } {
  const { url, rawBody } = options;
  const request = { url, headers: lowerCaseHeaders(options.headers), rawBody };
  const kind = bodyKind(request.headers);
  if (kind !== 'form' && kind !== 'untold') return { request, fields: null };
  return { request, fields: decodeForm(Buffer.from(rawBody).toString('utf8')).fields };
}

/**
 * Checks a callback's signature against every spelling of the URL, scheme and key that SignalWire may have used. Expected
 * failures come back as values; throws `STATUSWIRE_INVALID_OPTIONS` for an empty or blank key and for unknown options. Source: docs/signatures.md.
 */
export function verifySignature(options: VerifySignatureOptions): SignatureVerdict {
  assertKnownOptions('verifySignature', options, verifyOptionNames);
  const keys = prepareKeys(options.signingKeys);
  const { request, fields } = prepareRequest(options);
  return verifyPrepared(request, keys, fields, options.strictSha256 ?? false);
}
