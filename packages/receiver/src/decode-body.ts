import { Buffer, isUtf8 } from 'node:buffer';
import type { Problem } from '@statuswire/contracts';
import { type CallbackHeaders, header } from './callback-request.ts';

/** Most fields taken from one form. SignalWire sends about ten; sorting very many is work that nobody verified asked for. */
export const maxFormFields = 1_000;

/** What a body says, before anything was verified. */
export type DecodedBody =
  | { readonly kind: 'form'; readonly fields: URLSearchParams; readonly payload: Record<string, unknown> }
  | { readonly kind: 'json'; readonly payload: unknown }
  | { readonly kind: 'undecodable'; readonly problem: Problem };

/** The media type of a body, as far as it matters here; `null` where it is one that no callback has. */
export function bodyKind(headers: CallbackHeaders): 'form' | 'json' | 'untold' | null {
  const contentType = header(headers, 'content-type');
  if (contentType === undefined || contentType === '') return 'untold';
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

/** Reads a form's text. A name that stands more than once keeps all its values, in the order of submission. */
export function decodeForm(text: string): { fields: URLSearchParams; payload: Record<string, unknown> } {
  const fields = new URLSearchParams(text);
  // `fromEntries` defines properties rather than assigning them, so a field called `__proto__` is a field like any other.
  const payload: Record<string, unknown> = Object.fromEntries(fields);
  if (fields.size !== Object.keys(payload).length) {
    for (const name of Object.keys(payload)) {
      const values = fields.getAll(name);
      if (values.length > 1) payload[name] = values;
    }
  }
  return { fields, payload };
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

/** Decodes a body by its media type; where that was not told, by its first character. */
export function decodeBody(rawBody: Uint8Array, kind: 'form' | 'json' | 'untold'): DecodedBody {
  const bytes = Buffer.from(rawBody.buffer, rawBody.byteOffset, rawBody.byteLength);
  if (kind === 'json' || (kind === 'untold' && /^\s*[{[]/.test(bytes.toString('latin1', 0, 64))))
    return decodeJson(bytes);
  return { kind: 'form', ...decodeForm(bytes.toString('utf8')) };
}
