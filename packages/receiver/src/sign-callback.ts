import { Buffer } from 'node:buffer';
import { assertKnownOptions } from '@statuswire/contracts';
import { decodeForm, startsLikeJson } from './decode-body.ts';
import { hmac } from './hmac.ts';
import { signatureHeaders, signedFields } from './signature-schemes.ts';
import { prepareKeys } from './signing-keys.ts';

/** What `signCallback` takes. */
export interface SignCallbackOptions {
  readonly signingKey: string;
  /** The URL as it was given to SignalWire. A fragment is left out, as SignalWire sends none. */
  readonly url: string;
  /** The body as it will be sent; empty for GET. @default '' */
  readonly body?: string | Uint8Array;
  /** `raw_body` for JSON, `form_fields` for forms. @default by the body: `form_fields` unless it starts with `{` or `[` */
  readonly scheme?: 'raw_body' | 'form_fields';
  /** Add the SHA-256 header, too. @default false */
  readonly sha256?: boolean;
}

const knownOptions = [
  'signingKey',
  'url',
  'body',
  'scheme',
  'sha256',
] as const satisfies readonly (keyof SignCallbackOptions)[];

/** The headers that carry a signature. */
export type SignatureHeaders = Readonly<Record<string, string>>;

/**
 * Signs a callback as SignalWire does, for tests and for tools. Returns the headers to send along. Throws
 * `STATUSWIRE_INVALID_OPTIONS` for an empty or blank key and for unknown options. Source: docs/signatures.md.
 */
export function signCallback(options: SignCallbackOptions): SignatureHeaders {
  assertKnownOptions('signCallback', options, knownOptions);
  const [key] = prepareKeys(options.signingKey, 'signingKey');
  if (key === undefined) throw new Error('unreachable: one key was prepared');
  const body = Buffer.from(options.body ?? '');
  const url = options.url.replace(/#.*$/s, '');
  const scheme = options.scheme ?? (startsLikeJson(body) ? 'raw_body' : 'form_fields');
  const signature =
    scheme === 'raw_body'
      ? hmac(key, 'sha1', url, body, 'hex')
      : hmac(key, 'sha1', url + signedFields(decodeForm(body.toString('utf8')).fields), null, 'base64');
  const headers: Record<string, string> = { [signatureHeaders.signature]: signature };
  if (options.sha256) headers[signatureHeaders.sha256] = hmac(key, 'sha256', url, body, 'hex');
  return headers;
}
