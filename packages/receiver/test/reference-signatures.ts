import { createHash, createHmac } from 'node:crypto';

// The two schemes, written a second time from their description (docs/signatures.md) and with nothing of ours in them.

/** Scheme A: hex HMAC-SHA1 over URL and raw body. */
export function referenceRawBody(key: string, url: string, body: Uint8Array | string): string {
  return createHmac('sha1', key).update(url).update(body).digest('hex');
}

/** Scheme B: base64 HMAC-SHA1 over URL and decoded fields, by name; values of one name as they were submitted. */
export function referenceForm(key: string, url: string, fields: readonly (readonly [string, string])[]): string {
  const names = Array.from(new Set(fields.map(([name]) => name))).sort();
  const text = names.map((name) =>
    fields
      .filter(([given]) => given === name)
      .map(([, value]) => name + value)
      .join(''),
  );
  return createHmac('sha1', key)
    .update([url, ...text].join(''))
    .digest('base64');
}

/** Scheme B by Twilio's newer rule: values of one name sorted, each once. */
export function referenceFormDistinct(
  key: string,
  url: string,
  fields: readonly (readonly [string, string])[],
): string {
  const valuesByName: Record<string, Set<string>> = Object.create(null);
  for (const [name, value] of fields) {
    valuesByName[name] ??= new Set();
    valuesByName[name].add(value);
  }
  let text = url;
  for (const [name, values] of Object.entries(valuesByName).sort(([left], [right]) => (left < right ? -1 : 1))) {
    for (const value of [...values].sort()) text += `${name}${value}`;
  }
  return createHmac('sha1', key).update(text).digest('base64');
}

/** The SHA-256 header: hex HMAC-SHA256 over URL and raw body. */
export function referenceSha256(key: string, url: string, body: Uint8Array | string): string {
  return createHmac('sha256', key).update(url).update(body).digest('hex');
}

/** The digest that `bodySHA256` carries. */
export function bodyDigest(body: Uint8Array | string): string {
  return createHash('sha256').update(body).digest('hex');
}
