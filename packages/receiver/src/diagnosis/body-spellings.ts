import { Buffer } from 'node:buffer';
import { decodeForm, type FormFields } from '../decode-body.ts';
import { digestClaim, type SignatureScheme, signedFields, signedFieldsDistinct } from '../signature-schemes.ts';
import type { SignedRequest } from '../verify-signature.ts';
import { costs, difference, type Spelling, spelling } from './causes.ts';
import { fieldSpellings, fieldsOfJson, signedText } from './form-spellings.ts';
import { jsonSpellings } from './json-spellings.ts';
import { querySpellings } from './query-spellings.ts';

/** What may have been signed behind the URL. */
export interface SignedTail {
  readonly scheme: SignatureScheme;
  /** UTF-8 text, or bytes. */
  readonly text: string;
  readonly bytes: Uint8Array | null;
}

const { asGiven, likely, unusual } = costs;

/** Largest body that is looked at in other spellings, in bytes: ten times the largest callback. */
const mostBytes = 16 * 1024;

/** Deepest nesting that is looked at: writing goes as deep as the value does. */
const mostNesting = 64;

function isDeep(text: string): boolean {
  let depth = 0;
  for (const bracket of text.match(/[[\]{}]/g) ?? []) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1;
    if (depth > mostNesting) return true;
  }
  return false;
}

function jsonOf(text: string): object | null {
  // A byte order mark counts as white space here.
  if (!/^\s*[{[]/.test(text) || text.length > mostBytes || isDeep(text)) return null;
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return null;
  }
}

/** Line ends, byte order marks and character sets: what changes without anything being parsed. */
function byteSpellings(raw: Buffer): Spelling<Uint8Array>[] {
  const text = raw.toString('utf8');
  // Byte by byte: what JavaScript takes for white space beyond ASCII may be the last byte of a letter here.
  const latin = raw.toString('latin1');
  const changed: (readonly [Buffer, 'body_whitespace' | 'body_encoding', string])[] = [
    [
      Buffer.from(latin.replace(/[\t\n\r ]+$/, ''), 'latin1'),
      'body_whitespace',
      'the body was signed without the white space at its end',
    ],
    [
      Buffer.from(latin.replace(/^[\t\n\r ]+|[\t\n\r ]+$/g, ''), 'latin1'),
      'body_whitespace',
      'the body was signed without the white space around it',
    ],
    [Buffer.concat([raw, Buffer.from('\n')]), 'body_whitespace', 'the body was signed with a line end behind it'],
    [
      Buffer.concat([raw, Buffer.from('\r\n')]),
      'body_whitespace',
      'the body was signed with a line end (CR LF) behind it',
    ],
    [
      Buffer.from(latin.replaceAll('\r\n', '\n'), 'latin1'),
      'body_whitespace',
      'the body was signed with LF as line end',
    ],
    [
      Buffer.from(latin.replace(/\r?\n/g, '\r\n'), 'latin1'),
      'body_whitespace',
      'the body was signed with CR LF as line end',
    ],
    [
      Buffer.from(text.replace(/^\ufeff/, ''), 'utf8'),
      'body_whitespace',
      'the body was signed without its byte order mark',
    ],
    [Buffer.from(`\ufeff${text}`, 'utf8'), 'body_whitespace', 'the body was signed with a byte order mark'],
    [Buffer.from(text, 'latin1'), 'body_encoding', 'the body was signed before it was encoded as UTF-8 once more'],
    [Buffer.from(latin, 'utf8'), 'body_encoding', 'the body was signed as UTF-8; it arrived as Latin-1'],
    [Buffer.from(text.normalize('NFC'), 'utf8'), 'body_encoding', 'the body was signed in Unicode form NFC'],
    [Buffer.from(text.normalize('NFD'), 'utf8'), 'body_encoding', 'the body was signed in Unicode form NFD'],
  ];
  return changed.map(([bytes, cause, detail]) => spelling(bytes, likely, cause, detail));
}

function rewritten(
  texts: { readonly common: readonly string[]; readonly mixed: readonly string[] },
  cause: 'body_reserialized' | 'body_rebuilt',
  detail: string,
  lineEnd: boolean,
): Spelling<Uint8Array>[] {
  const all = [
    ...texts.common.map((text) => [text, likely] as const),
    ...texts.mixed.map((text) => [text, unusual] as const),
  ];
  return all.flatMap(([text, cost]) => [
    spelling(Buffer.from(text, 'utf8'), cost, cause, detail),
    ...(lineEnd ? [spelling(Buffer.from(`${text}\n`, 'utf8'), unusual, cause, detail)] : []),
  ]);
}

const reserializedDetail =
  'the same JSON was signed as another program writes it: other spacing, order of names or escapes';
const fromFormDetail = 'a form was signed; the body is JSON that was made of it';
const fromJsonDetail = 'JSON was signed; the body is a form that was made of it';

function rawSpellings(raw: Buffer, form: FormFields | null): Spelling<Uint8Array>[] {
  const text = raw.toString('utf8');
  const json = jsonOf(text);
  const spellings: Spelling<Uint8Array>[] = [{ value: raw, cost: asGiven, differences: [] }, ...byteSpellings(raw)];
  if (raw.length > mostBytes) return spellings;
  if (json !== null) {
    spellings.push(...rewritten(jsonSpellings(json), 'body_reserialized', reserializedDetail, true));
    const fields = fieldsOfJson(json);
    if (fields !== null) {
      const asForm = new URLSearchParams(fields.map(([name, value]) => [name, value])).toString();
      const others = querySpellings(asForm);
      const texts = { common: [asForm, ...others.common], mixed: others.mixed };
      spellings.push(...rewritten(texts, 'body_rebuilt', fromFormDetail, false));
    }
  } else if (form !== null) {
    const detail = 'the same form was signed in another encoding, or in another order';
    const others = querySpellings(text);
    const texts = { common: [...others.common, form.sorted.toString()], mixed: others.mixed };
    spellings.push(...rewritten(texts, 'body_rebuilt', detail, false));
    const { payload } = decodeForm(text);
    spellings.push(...rewritten(jsonSpellings(payload), 'body_rebuilt', fromJsonDetail, false));
  }
  return spellings;
}

function formSpellings(raw: Buffer, form: FormFields | null, url: string): Spelling<string>[] {
  const text = raw.toString('utf8');
  const json = jsonOf(text);
  const fromJson = json === null ? null : fieldsOfJson(json);
  const pairs = fromJson ?? (form === null ? [] : [...form.sorted]);
  const spellings: Spelling<string>[] = (form === null ? [] : [signedFields(form), signedFieldsDistinct(form)]).map(
    (value) => ({ value, cost: asGiven, differences: [] }),
  );
  if (pairs.length === 0 || raw.length > mostBytes) return spellings;
  // A body that is JSON was a form before it was rebuilt: that comes first, whatever else was changed.
  const first = fromJson === null ? [] : [difference('body_rebuilt', fromFormDetail)];
  const base = fromJson === null ? asGiven : likely;
  spellings.push({ value: signedText(pairs), cost: base, differences: first });
  for (const { value, cost, differences } of fieldSpellings(pairs, url)) {
    spellings.push({ value: signedText(value), cost: base + cost, differences: [...first, ...differences] });
  }
  return spellings;
}

/** The URL alone, which covers the body where the URL names its digest. */
function urlOnlySpelling({ url, rawBody }: SignedRequest, form: 'hex' | 'base64'): Spelling<SignedTail> {
  const value: SignedTail = { scheme: 'url_only', text: '', bytes: null };
  switch (form === 'base64' ? digestClaim(url, rawBody) : null) {
    case 'right':
      return { value, cost: asGiven, differences: [] };
    case 'wrong':
      return rawBody.length === 0
        ? spelling(value, likely, 'body_missing', 'the URL was signed with the digest of a body, and the body is empty')
        : spelling(value, likely, 'body_changed', 'the URL was signed with the digest of another body');
    case null:
      return rawBody.length === 0
        ? { value, cost: asGiven, differences: [] }
        : spelling(value, likely, 'body_uncovered', 'the URL alone was signed, and the request has a body');
  }
}

/** What may have been signed behind the URL, by how the signature is written: `hex` covers bytes, `base64` fields. */
export function tailSpellings(
  request: SignedRequest,
  fields: FormFields | null,
  form: 'hex' | 'base64',
): Spelling<SignedTail>[] {
  const raw = Buffer.from(request.rawBody);
  const urlOnly = urlOnlySpelling(request, form);
  if (raw.length === 0) {
    return form === 'base64'
      ? [urlOnly]
      : [{ value: { scheme: 'raw_body', text: '', bytes: raw }, cost: asGiven, differences: [] }];
  }

  const bytes: Spelling<SignedTail>[] = rawSpellings(raw, fields).map((one) => ({
    ...one,
    value: { scheme: 'raw_body', text: '', bytes: one.value },
  }));
  const texts: Spelling<SignedTail>[] = formSpellings(raw, fields, request.url).map((one) => ({
    ...one,
    value: { scheme: 'form_fields', text: one.value, bytes: null },
  }));
  const swapped = difference(
    'signature_scheme',
    form === 'hex'
      ? 'the fields were signed, and the signature is written in hex'
      : 'the raw body was signed, and the signature is written in base64',
  );
  const [documented, other] = form === 'hex' ? [bytes, texts] : [texts, bytes];
  const spellings = [
    ...documented,
    urlOnly,
    ...other.map((one) => ({ ...one, cost: one.cost + likely, differences: [swapped, ...one.differences] })),
  ];
  const distinct = new Map<string, Spelling<SignedTail>>();
  for (const one of spellings) {
    const { scheme, text, bytes } = one.value;
    const key = `${scheme} ${text} ${bytes === null ? '' : Buffer.from(bytes).toString('latin1')}`;
    if (!distinct.has(key)) distinct.set(key, one);
  }
  return [...distinct.values()];
}
