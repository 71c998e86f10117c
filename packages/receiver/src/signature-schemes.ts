import { hash } from 'node:crypto';

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

/** The text that `form_fields` signs behind the URL: names sorted, values of one name in the order of submission. */
export function signedFields(fields: URLSearchParams): string {
  const sorted = new URLSearchParams(fields);
  sorted.sort();
  let text = '';
  for (const [name, value] of sorted) text += name + value;
  return text;
}

/** The same by Twilio's newer rule: values of one name sorted, each once. */
export function signedFieldsDistinct(fields: URLSearchParams): string {
  let text = '';
  for (const name of [...new Set(fields.keys())].sort()) {
    for (const value of [...new Set(fields.getAll(name))].sort()) text += name + value;
  }
  return text;
}

/** Whether the URL vouches for the body: it carries `bodySHA256`, and that is the body's digest. */
export function urlVouchesForBody(url: string, rawBody: Uint8Array): boolean {
  const claimed = /[?&]bodySHA256=([0-9a-f]{64})(?=[&#]|$)/i.exec(url)?.[1];
  return claimed !== undefined && claimed.toLowerCase() === hash('sha256', rawBody, 'hex');
}
