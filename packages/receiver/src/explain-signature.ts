import { assertKnownOptions } from '@statuswire/contracts';
import type { SignatureScheme } from './signature-schemes.ts';
import { prepareKeys } from './signing-keys.ts';
import {
  givenSignature,
  prepareRequest,
  type SignatureVerdict,
  tryEverything,
  type VerifySignatureOptions,
  verifyOptionNames,
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

/** Masks the password in a URL; all of the credentials where they are one word, which is then a token. */
export function withoutPassword(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)([^/?#]*)@/i, (_all, scheme: string, userInfo: string) => {
    const colon = userInfo.indexOf(':');
    return colon === -1 ? `${scheme}***@` : `${scheme}${userInfo.slice(0, colon)}:***@`;
  });
}

/**
 * Says which spelling of the URL, scheme and key matches a callback's signature, trying every one. Throws
 * `STATUSWIRE_INVALID_OPTIONS` for an empty or blank key and for unknown options. Source: docs/signatures.md.
 */
export function explainSignature(options: VerifySignatureOptions): SignatureExplanation {
  assertKnownOptions('explainSignature', options, verifyOptionNames);
  const keys = prepareKeys(options.signingKeys);
  const { request, fields } = prepareRequest(options);
  const given = givenSignature(request.headers);
  const candidates: ExplainedCandidate[] = [];
  if (given.header !== null) {
    tryEverything(request, given, keys, fields, ({ scheme, header, candidate, key, matches }) => {
      candidates.push({
        url: withoutPassword(candidate.url),
        urlSpelling: candidate.spelling,
        scheme,
        header,
        keyFingerprint: key.fingerprint,
        matches,
      });
      return false;
    });
  }
  return {
    verdict: verifyPrepared(request, keys, fields, options.strictSha256 ?? false),
    matched: candidates.find(({ matches }) => matches) ?? null,
    candidates,
  };
}
