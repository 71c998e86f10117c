import { assertKnownOptions } from '@statuswire/contracts';
import { withoutPassword } from '../explain-signature.ts';
import { type HmacKey, hmac } from '../hmac.ts';
import type { SignatureScheme } from '../signature-schemes.ts';
import { prepareKeys } from '../signing-keys.ts';
import {
  prepareRequest,
  type SignatureVerdict,
  type VerifySignatureOptions,
  verifyOptionNames,
  verifyPrepared,
} from '../verify-signature.ts';
import { type SignedTail, tailSpellings } from './body-spellings.ts';
import type { SignatureDifference, Spelling } from './causes.ts';
import { type ReadSignature, readSignatures } from './given-signatures.ts';
import { keySpellings } from './key-spellings.ts';
import { suspects } from './suspects.ts';
import { createUrlSpellings, urlsOnEveryPort } from './url-spellings.ts';

/** What `diagnoseSignature` takes. */
export interface DiagnoseSignatureOptions extends VerifySignatureOptions {
  /** Keys that the endpoint does not accept, yet may have signed: of other projects, or replaced ones. @default none */
  readonly otherKeys?: readonly string[];
  /** Further hosts that the endpoint goes by, with their ports if they are not standard. @default none */
  readonly hosts?: readonly string[];
  /** Most signatures computed: about 1,000 take 2 ms. @default 600000 */
  readonly maxAttempts?: number;
}

/** How the signature can be reproduced. Holds neither a key nor a signature. */
export interface ReproducedSignature {
  /** The URL that was signed, its password masked. */
  readonly url: string;
  readonly scheme: SignatureScheme;
  readonly header: string;
  readonly keyFingerprint: string;
  /** How what was signed differs from what was given; none where they are the same. */
  readonly differences: readonly SignatureDifference[];
}

/** The verdict on a signature and why it is as it is. For the operator: never send it to the sender. */
export interface SignatureDiagnosis {
  /** What `verifySignature` says. */
  readonly verdict: SignatureVerdict;
  /** The nearest that reproduces the signature; `null` where nothing does. */
  readonly reproduced: ReproducedSignature | null;
  /** Where nothing reproduces it, what speaks for which cause: the likeliest first. */
  readonly suspects: readonly SignatureDifference[];
  /** How many signatures were computed. */
  readonly attempts: number;
}

const knownOptions = [...verifyOptionNames, 'otherKeys', 'hosts', 'maxAttempts'];

const defaultMaxAttempts = 600_000;
/** Most differences looked for together: three that are likely, or one of them and one that is unusual. */
const mostCost = 7;

/** A port that nothing hints at is looked for before the many mixtures with something unusual. */
const portScanAfter = 6;

/** Most bytes that are signed in all, for each attempt: larger bodies get fewer. */
const bytesPerAttempt = 1_024;

interface Signed {
  readonly signature: ReadSignature;
  readonly tail: SignedTail;
}

type ByCost<Value> = ReadonlyMap<number, readonly Spelling<Value>[]>;

// `Map.groupBy` is not there in Node 20.
function byCost<Value>(spellings: readonly Spelling<Value>[]): ByCost<Value> {
  const groups = new Map<number, Spelling<Value>[]>();
  for (const one of spellings) {
    const group = groups.get(one.cost);
    if (group === undefined) groups.set(one.cost, [one]);
    else group.push(one);
  }
  return groups;
}

/**
 * Finds out why a callback's signature does not match, by computing what would have been signed had the URL, the body, the
 * header or the key been another, the nearest first. Where the signature holds, it says how the signed URL differs from the
 * one given. Pure, and slow by design: for tools, not for every request. Throws `STATUSWIRE_INVALID_OPTIONS` for an empty or
 * blank key and for unknown options. Source: docs/cli.md, "verify".
 */
export function diagnoseSignature(options: DiagnoseSignatureOptions): SignatureDiagnosis {
  assertKnownOptions('diagnoseSignature', options, knownOptions);
  const { signingKeys, otherKeys = [], hosts = [], maxAttempts = defaultMaxAttempts } = options;
  const { request, fields } = prepareRequest(options);
  const verdict = verifyPrepared(request, prepareKeys(signingKeys), fields, options.strictSha256 ?? false);
  const signatures = readSignatures(request.headers);
  const keys = byCost(keySpellings(signingKeys, otherKeys));
  const forms = new Set(signatures.map(({ value }) => value.form));
  const tailsOf = new Map([...forms].map((form) => [form, tailSpellings(request, fields, form)]));
  const signed = byCost<Signed>(
    signatures.flatMap((signature) =>
      (tailsOf.get(signature.value.form) ?? []).map((tail) => ({
        value: { signature: signature.value, tail: tail.value },
        cost: signature.cost + tail.cost,
        differences: [...tail.differences, ...signature.differences],
      })),
    ),
  );
  const urlsAt = createUrlSpellings(options.url, { headers: request.headers, hosts });

  const perAttempt = options.url.length + options.rawBody.length + 128;
  const budget = Math.min(maxAttempts, Math.ceil((maxAttempts * bytesPerAttempt) / perAttempt));
  let attempts = 0;

  function tryOne(
    url: Spelling<string>,
    { value: { signature, tail }, differences }: Spelling<Signed>,
    key: Spelling<HmacKey>,
  ): ReproducedSignature | null {
    attempts += 1;
    if (hmac(key.value, signature.algorithm, url.value + tail.text, tail.bytes, 'hex') !== signature.digest)
      return null;
    return {
      url: withoutPassword(url.value),
      scheme: tail.scheme,
      header: signature.header,
      keyFingerprint: key.value.fingerprint,
      differences: [...key.differences, ...url.differences, ...differences],
    };
  }

  function searchAll(
    urls: Iterable<Spelling<string>>,
    someSigned: readonly Spelling<Signed>[],
    someKeys: readonly Spelling<HmacKey>[],
  ): ReproducedSignature | null {
    if (someSigned.length === 0) return null;
    for (const url of urls) {
      for (const one of someSigned) {
        for (const key of someKeys) {
          if (attempts >= budget) return null;
          const found = tryOne(url, one, key);
          if (found !== null) return found;
        }
      }
    }
    return null;
  }

  function search(): ReproducedSignature | null {
    for (let total = 0; total <= mostCost && attempts < budget; total += 1) {
      for (const [keyCost, someKeys] of keys) {
        for (const [signedCost, someSigned] of signed) {
          const found = searchAll(urlsAt(total - keyCost - signedCost), someSigned, someKeys);
          if (found !== null) return found;
        }
      }
      if (total !== portScanAfter) continue;
      const found = searchAll(urlsOnEveryPort(options.url), signed.get(0) ?? [], keys.get(0) ?? []);
      if (found !== null) return found;
    }
    return null;
  }

  const reproduced = search();
  const given = typeof signingKeys === 'string' ? [signingKeys] : signingKeys;
  return { verdict, reproduced, suspects: reproduced === null ? suspects(request, given) : [], attempts };
}
