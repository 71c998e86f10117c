import { Buffer } from 'node:buffer';
import { type DiagnoseSignatureOptions, diagnoseSignature } from '@statuswire/receiver';
import { referenceForm, referenceRawBody } from './reference-signatures.ts';

export const signingKey = 'PSKexample1234567890';
export const endpoint = 'https://example.com/callbacks';
export const json = { 'content-type': 'application/json' } as const;
export const form = { 'content-type': 'application/x-www-form-urlencoded' } as const;

/** What else a diagnosis is told. */
export type Evidence = Partial<DiagnoseSignatureOptions>;

/** What a diagnosis says, a line for each difference; `null` where nothing reproduces the signature. */
export function told(request: Pick<DiagnoseSignatureOptions, 'url' | 'headers' | 'rawBody'> & Evidence) {
  const { reproduced } = diagnoseSignature({ signingKeys: signingKey, maxAttempts: 10_000, ...request });
  return reproduced?.differences.map(({ cause, detail }) => `${cause}: ${detail}`) ?? null;
}

/** Of JSON that was signed for one URL and is checked against another. */
export function toldOfUrl(signed: string, given: string, { headers, ...evidence }: Evidence = {}) {
  const body = '{"id":"m1"}';
  const signature = referenceRawBody(signingKey, signed, body);
  return told({
    url: given,
    rawBody: Buffer.from(body),
    headers: { ...json, ...headers, 'x-signalwire-signature': signature },
    ...evidence,
  });
}

/** Of bytes that were signed as they are first, and arrived as they are then. */
export function toldOfBytes(
  signed: string | Uint8Array,
  arrived: string | Uint8Array,
  { headers = json, ...evidence }: Evidence = {},
) {
  const signature = referenceRawBody(signingKey, endpoint, signed);
  return told({
    url: endpoint,
    rawBody: Buffer.from(arrived),
    headers: { ...headers, 'x-signalwire-signature': signature },
    ...evidence,
  });
}

/** The fields of a form; a list stands for a name that is repeated. */
export type Fields = Readonly<Record<string, string | readonly string[]>>;

/** The same, one by one. */
export function pairsOf(fields: Fields): [name: string, value: string][] {
  return Object.entries(fields).flatMap(([name, values]) =>
    [values].flat().map((value): [string, string] => [name, value]),
  );
}

/** Of fields that were signed, and the body that arrived. */
export function toldOfFields(
  signed: Fields,
  arrived: string,
  { url = endpoint, headers = form, ...evidence }: Evidence = {},
) {
  const signature = referenceForm(signingKey, url, pairsOf(signed));
  return told({
    url,
    rawBody: Buffer.from(arrived),
    headers: { ...headers, 'x-signalwire-signature': signature },
    ...evidence,
  });
}
