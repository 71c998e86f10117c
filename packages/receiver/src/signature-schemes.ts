import { hash } from 'node:crypto';
import type { FormFields } from './decode-body.ts';

/**
 * How a signature was made. `raw_body`: hex HMAC over URL and raw body (scheme A). `form_fields`: base64 HMAC over URL and
 * the decoded fields, sorted by name (scheme B). `url_only`: base64 HMAC over the URL, for requests without a body or with
 * `bodySHA256` in the URL. Source: docs/signatures.md.
 */
export const signatureSchemes = ['raw_body', 'form_fields', 'url_only'] as const;

/** How a signature was made. */
export type SignatureScheme = (typeof signatureSchemes)[number];

/** The headers that carry a signature, in the order of preference. */
export const signatureHeaders = {
  signature: 'x-signalwire-signature',
  alias: 'x-twilio-signature',
  sha256: 'x-signalwire-sha256-signature',
} as const;

// By UTF-16 unit, as JavaScript's own sorting does; for the ASCII names of SignalWire's fields that is by byte.
function order(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** The text that `form_fields` signs behind the URL: names sorted, values of one name in the order of submission. */
export function signedFields({ sorted }: Pick<FormFields, 'sorted'>): string {
  let text = '';
  sorted.forEach((value, name) => {
    text += name + value;
  });
  return text;
}

/** The same by Twilio's newer rule: values of one name sorted, each once. */
export function signedFieldsDistinct({ sorted }: FormFields): string {
  let text = '';
  let [lastName, lastValue]: readonly [string?, string?] = [];
  for (const [name, value] of [...sorted].sort((left, right) => order(left[0], right[0]) || order(left[1], right[1]))) {
    if (name === lastName && value === lastValue) continue;
    text += name + value;
    [lastName, lastValue] = [name, value];
  }
  return text;
}

/**
 * What the URL says of the body's digest by `bodySHA256`: `right`, `wrong` (where any of several is), or `null` for nothing.
 */
export function digestClaim(url: string, rawBody: Uint8Array): 'right' | 'wrong' | null {
  if (!url.includes('bodySHA256=')) return null;
  const [beforeFragment = ''] = url.split('#', 1);
  const claims = [...beforeFragment.matchAll(/[?&]bodySHA256=([^&]*)/g)];
  if (claims.length === 0) return null;
  const digest = hash('sha256', rawBody, 'hex');
  return claims.every(([, claimed = '']) => claimed.toLowerCase() === digest) ? 'right' : 'wrong';
}
