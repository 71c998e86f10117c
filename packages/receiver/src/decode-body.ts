import { Buffer, isUtf8 } from 'node:buffer';
import type { Problem } from '@statuswire/contracts';
import { type CallbackHeaders, header } from './callback-request.ts';

/** Most fields taken from one form. SignalWire sends about ten; sorting very many is work that nobody verified asked for. */
export const maxFormFields = 1_000;

/** The names and values of a form, decoded. */
export interface FormFields {
  /** Sorted by name, by UTF-16 unit; the values of one name in the order of submission. */
  readonly sorted: URLSearchParams;
  /** Whether any name stands more than once. */
  readonly repeated: boolean;
}

/** What a body says, before anything was verified. */
export type DecodedBody =
  | { readonly kind: 'form'; readonly fields: FormFields; readonly payload: Readonly<Record<string, unknown>> }
  | { readonly kind: 'json'; readonly payload: unknown }
  | { readonly kind: 'undecodable'; readonly problem: Problem }
  | { readonly kind: 'too_many_fields' };

/** The media type of a body, as far as it matters here; `null` where it is one that no callback has. */
export function bodyKind(headers: CallbackHeaders): 'form' | 'json' | 'untold' | null {
  const contentType = header(headers, 'content-type');
  switch (contentType) {
    // As nearly every callback has it.
    case 'application/json':
      return 'json';
    case 'application/x-www-form-urlencoded':
      return 'form';
    case undefined:
    case '':
      return 'untold';
  }
  const [type = '', ...parameters] = contentType.split(';');
  for (const parameter of parameters) {
    const charset = /^\s*charset\s*=\s*"?([^"\s]*)"?\s*$/i.exec(parameter)?.[1];
    if (charset !== undefined && !/^(?:utf-?8|us-ascii)$/i.test(charset)) return null;
  }
  const mediaType = type.trim().toLowerCase();
  if (mediaType === 'application/x-www-form-urlencoded') return 'form';
  if (mediaType === 'application/json' || /^application\/[\w.-]+\+json$/.test(mediaType)) return 'json';
  return null;
}

// A field called `__proto__` is a field like any other; plain assignment would change the prototype instead.
function setField(payload: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(payload, name, { value, enumerable: true, writable: true, configurable: true });
  else payload[name] = value;
}

/** Reads a form's text. A name that stands more than once keeps all its values, in the order of submission. */
export function decodeForm(text: string): { fields: FormFields; payload: Record<string, unknown> } {
  // Of a question mark in front, which belongs to the first name, URLSearchParams would make nothing.
  const fields = new URLSearchParams(text.startsWith('?') ? `&${text}` : text);
  const payload: Record<string, unknown> = {};
  // `forEach` makes no pair for each field, as iterating would: decoding takes a third less time.
  fields.forEach((value, name) => {
    setField(payload, name, value);
  });
  const repeated = Object.keys(payload).length !== fields.size;
  if (repeated) {
    const valuesByName = new Map<string, string[]>();
    fields.forEach((value, name) => {
      const values = valuesByName.get(name);
      if (values === undefined) valuesByName.set(name, [value]);
      else values.push(value);
    });
    for (const [name, values] of valuesByName) if (values.length > 1) setField(payload, name, values);
  }
  fields.sort();
  return { fields: { sorted: fields, repeated }, payload };
}

/** Decodes a form that anybody may have sent, unless it holds more fields than are worth the work. */
export function decodeUntrustedForm(text: string): DecodedBody {
  if (text.length > maxFormFields) {
    let fields = 1;
    for (let at = text.indexOf('&'); at !== -1; at = text.indexOf('&', at + 1)) fields += 1;
    if (fields > maxFormFields) return { kind: 'too_many_fields' };
  }
  return { kind: 'form', ...decodeForm(text) };
}

function undecodable(message: string): DecodedBody {
  return { kind: 'undecodable', problem: { code: 'undecodable_body', message, issues: [] } };
}

function decodeJson(bytes: Buffer): DecodedBody {
  if (!isUtf8(bytes)) return undecodable('The body is not valid UTF-8.');
  const text = bytes.toString('utf8');
  try {
    return { kind: 'json', payload: JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text) };
  } catch {
    // What JSON.parse says would quote the body.
    return undecodable('The body is not valid JSON.');
  }
}

/** Whether a body begins as a JSON object or array does. No form of SignalWire's does. */
export function startsLikeJson(bytes: Uint8Array): boolean {
  const byteOrderMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  for (let index = byteOrderMark ? 3 : 0; index < bytes.length; index += 1) {
    const byte = bytes[index];
    if (byte === 0x7b || byte === 0x5b) return true;
    if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) return false;
  }
  return false;
}

/** Decodes a body by its media type; where that was not told, by its first character. */
export function decodeBody(rawBody: Uint8Array, kind: 'form' | 'json' | 'untold'): DecodedBody {
  const bytes = Buffer.isBuffer(rawBody)
    ? rawBody
    : Buffer.from(rawBody.buffer, rawBody.byteOffset, rawBody.byteLength);
  if (kind === 'json') return decodeJson(bytes);
  if (startsLikeJson(bytes)) {
    const decoded = decodeJson(bytes);
    // The media type is not signed. A JSON document that is labelled as a form, and read as one, would let whoever wrote
    // the text of the message choose fields: `&MessageStatus=delivered&…`.
    if (kind === 'untold' || decoded.kind === 'json') return decoded;
  }
  return decodeUntrustedForm(bytes.toString('utf8'));
}
