import { Buffer } from 'node:buffer';
import type { DiagnoseSignatureOptions, SignatureCause, SignatureDiagnosis } from '@statuswire/receiver';
import { type SignedDelivery, type SignedDeliveryOptions, signedDelivery } from '@statuswire/receiver/testing';
import fc from 'fast-check';

export const label = fc.stringMatching(/^[a-z][a-z0-9]{0,7}$/);
export const host = fc.tuple(label, label).map(([name, domain]) => `${name}.${domain}.example`);
export const path = fc.array(label, { minLength: 1, maxLength: 3 }).map((parts) => `/${parts.join('/')}`);
export const plainQuery = fc.constantFrom('', '?tenant=a1', '?tenant=a1&v=2');
export const signingKey = fc.stringMatching(/^PSK[a-zA-Z0-9]{12,20}$/);
export const dialect = fc.constantFrom('compatibility' as const, 'platform' as const);
export const text = fc.string({ unit: fc.constantFrom(...'ab 1+/<>&"\'é中😀\\\n'), minLength: 1, maxLength: 24 });

export const delivery = fc.record({
  signingKey,
  dialect,
  body: text,
  status: fc.constantFrom('sent', 'delivered', 'failed'),
});

/** A delivery as it is asked about. */
export function requestOf(sent: SignedDelivery, key: string): DiagnoseSignatureOptions & { readonly rawBody: Buffer } {
  return { url: sent.url, headers: sent.headers, rawBody: Buffer.from(sent.body), signingKeys: key };
}

/** A delivery that SignalWire signed for `url`. */
export function signedFor(url: string, options: Omit<SignedDeliveryOptions, 'url'>) {
  return requestOf(signedDelivery({ ...options, url }), options.signingKey);
}

/** What was found, each cause once. */
export function causes({ reproduced }: SignatureDiagnosis): SignatureCause[] {
  return [...new Set(reproduced?.differences.map(({ cause }) => cause))].sort();
}

/** Holds a property against so many examples. */
export function check<Values extends [unknown, ...unknown[]]>(
  arbitraries: { [Index in keyof Values]: fc.Arbitrary<Values[Index]> },
  property: (...values: Values) => void,
  numRuns = 30,
): void {
  fc.assert(fc.property(...arbitraries, property), { numRuns, endOnFailure: true });
}
