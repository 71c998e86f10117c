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
