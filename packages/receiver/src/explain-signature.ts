import type { SignatureScheme } from './signature-schemes.ts';
import { prepareKeys } from './signing-keys.ts';
import {
  formFields,
  givenSignature,
  type SignatureVerdict,
  signatureAttempts,
  type VerifySignatureOptions,
  verifyPrepared,
} from './verify-signature.ts';

/** One spelling of the URL, scheme and key that was tried. Holds neither a key nor a signature. */
export interface ExplainedCandidate {
  /** The URL that was signed in this attempt, its password masked. */
  readonly url: string;
  readonly urlSpelling: string;
  readonly scheme: SignatureScheme;
  readonly header: string;
  readonly keyFingerprint: string;
  readonly matches: boolean;
}

/** The verdict on a signature and everything that was tried for it. For the operator: never send it to the sender. */
export interface SignatureExplanation {
  readonly verdict: SignatureVerdict;
  /** The first that matches; `null` where none does. */
  readonly matched: ExplainedCandidate | null;
  readonly candidates: readonly ExplainedCandidate[];
}

/**
 * Says which spelling of the URL, scheme and key matches a callback's signature, trying every one. Throws
 * `STATUSWIRE_INVALID_OPTIONS` for an empty or blank key. Source: docs/signatures.md.
 */
export function explainSignature(options: VerifySignatureOptions): SignatureExplanation {
  const keys = prepareKeys(options.signingKeys);
  const fields = formFields(options);
  const given = givenSignature(options.headers);
  const attempts = given.header === null ? [] : [...signatureAttempts(options, given, keys, fields)];
  const candidates = attempts.map(({ scheme, header, candidate, key, matches }) => ({
    url: candidate.url.replace(/^(https?:\/\/[^/?#@:]*):[^/?#@]*@/i, '$1:***@'),
    urlSpelling: candidate.spelling,
    scheme,
    header,
    keyFingerprint: key.fingerprint,
    matches,
  }));
  return {
    verdict: verifyPrepared(options, keys, fields, options.strictSha256 ?? false),
    matched: candidates.find(({ matches }) => matches) ?? null,
    candidates,
  };
}
