import { StatusWireError } from '@statuswire/contracts';

/** A request's headers, names in lower case as Node gives them. */
export type CallbackHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

/** A request before its body has been read. */
export interface CallbackRequestHead {
  readonly method: string;
  /** Absolute, as the server saw it; or path and query alone, which the `Host` header then completes. Never re-encoded. */
  readonly url: string;
  readonly headers: CallbackHeaders;
}

/** A request as plain values. `rawBody` holds the bytes as they came: what was parsed and written again is another body. */
export interface CallbackRequest extends CallbackRequestHead {
  readonly rawBody: Uint8Array;
}

/** An answer as plain values. */
export interface CallbackReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The first value of a header; `undefined` where there is none. */
export function header(headers: CallbackHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : value?.[0];
}

/** A request as a host handed it over, its header names in lower case. Throws where it is not of the form it has to have. */
export function checkRequest(request: CallbackRequest): CallbackRequest {
  const { method, url, headers, rawBody } = (request ?? {}) as Partial<CallbackRequest>;
  if (typeof method !== 'string' || typeof url !== 'string' || typeof headers !== 'object' || headers === null) {
    throw new StatusWireError('STATUSWIRE_INVALID_OPTIONS', 'A request must be { method, url, headers, rawBody }.');
  }
  if (!(rawBody instanceof Uint8Array)) {
    throw new StatusWireError(
      'STATUSWIRE_INVALID_OPTIONS',
      'rawBody must be the bytes as they came, a Buffer or another Uint8Array; empty where there is no body.',
    );
  }
  // The Headers of the Web have no properties to look at.
  const plain = headers instanceof Headers ? Object.fromEntries(headers) : headers;
  return { method, url, headers: lowerCaseHeaders(plain), rawBody };
}

/** Headers under lower-case names. Hosts that are not Node, such as serverless platforms, hand them over as they were sent. */
export function lowerCaseHeaders(headers: CallbackHeaders): CallbackHeaders {
  const names = Object.keys(headers);
  if (names.every((name) => name === name.toLowerCase())) return headers;
  const lowered: Record<string, string | readonly string[] | undefined> = Object.create(null);
  for (const name of names) {
    const lower = name.toLowerCase();
    if (name === lower || !(lower in lowered)) lowered[lower] = headers[name];
  }
  return lowered;
}
