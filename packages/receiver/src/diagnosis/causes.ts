/**
 * Why a signature does not match, by where the difference lies: the URL, the body, the header or the key. Each with the fix
 * that it usually needs. Source: docs/cli.md, "verify".
 */
const fixes = {
  url_scheme:
    'Check against the scheme that SignalWire was given: set publicUrl, or trustProxy behind a proxy that sets X-Forwarded-Proto itself.',
  url_host:
    'Check against the host that SignalWire was given, not the one behind the proxy: set publicUrl, or trustProxy behind a proxy that sets X-Forwarded-Host itself.',
  url_port: 'Check against the URL with the port exactly as SignalWire was given it: set publicUrl.',
  url_trailing_slash:
    'Give SignalWire and publicUrl the same path, trailing slash included: one of the two has a slash too many.',
  url_path:
    'Check against the path as it came: originalUrl rather than what a router, a rewrite or a proxy made of it; or set publicUrl.',
  url_query:
    'Check against the query string as SignalWire was given it, all of it and in its order: set publicUrl with its query string.',
  url_query_encoding:
    'Use the query string byte for byte as it came. Do not pass it through a URL parser, URLSearchParams or a proxy that re-encodes it.',
  url_fragment: 'Leave the fragment out of the URL that you check against: it tunes SignalWire and is not sent.',
  url_credentials:
    'Credentials of the URL arrive as Basic authentication, percent-decoded: try the URL both with and without them, as they were written.',
  body_reserialized:
    'Verify the bytes as they came, before any JSON parser: keep the raw body, or mount the middleware before the parser.',
  body_rebuilt:
    'Verify the body as it came: keep the raw bytes, or mount the middleware before whatever parses and rebuilds the form.',
  body_whitespace:
    'Verify the bytes as they came: something added, removed or converted line ends or a byte order mark on the way.',
  body_encoding: 'Verify the bytes as they came: something read them in one character set and wrote them in another.',
  body_missing:
    'Read the body once and keep its bytes: a parser that ran first has eaten them. Mount the middleware before it.',
  body_changed:
    'Find what changes the body on the way: a proxy, a firewall, a middleware, or the tool that captured it.',
  body_uncovered:
    'Do not accept it: a signature over the URL alone says nothing of the body. The sender must sign the body, too.',
  signature_header:
    'Look for the signature where SignalWire puts it: X-SignalWire-Signature (SHA-1), X-SignalWire-Sha256-Signature (SHA-256).',
  signature_encoding:
    'Let the sender write the signature as SignalWire does: lower-case hex for JSON, base64 for forms.',
  signature_scheme: 'Let the sender sign JSON bodies by their raw bytes and form bodies by their decoded fields.',
  missing_signature:
    'Find out whether the request came from SignalWire at all; if so, find the proxy that strips its signature header.',
  other_key:
    "Use the signing key of the project that sends the message (API Credentials, 'Signing Key'); while a key is being replaced, give both the old and the new one.",
  key_spelling: 'Store the signing key without white space and quotation marks around it.',
  empty_key: 'Give the sender its signing key: it signed with an empty one, which anyone can do.',
} as const;

/** Why a signature does not match. */
export type SignatureCause = keyof typeof fixes;

/** Every cause that `diagnoseSignature` can name. */
export const signatureCauses = Object.keys(fixes) as readonly SignatureCause[];

/** One cause. Holds no key, no signature, no password and nothing of the body: show it to the operator, never to the sender. */
export interface SignatureDifference {
  readonly cause: SignatureCause;
  /** What was signed, and what was found instead. */
  readonly detail: string;
  /** What to do about it. */
  readonly fix: string;
}

/** Names a cause. */
export function difference(cause: SignatureCause, detail: string): SignatureDifference {
  return { cause, detail, fix: fixes[cause] };
}

/** One way in which a part of the signed text may have been written. */
export interface Spelling<Value> {
  readonly value: Value;
  readonly differences: readonly SignatureDifference[];
  /** How far-fetched it is; 0 is as documented. */
  readonly cost: number;
}

/**
 * What a spelling costs that often occurs, and one that seldom does: three that are likely come shortly after one that is
 * unusual, as proxies often change three things at once.
 */
export const costs = { asGiven: 0, likely: 2, unusual: 5 } as const;

/** A spelling with one difference. */
export function spelling<Value>(value: Value, cost: number, cause: SignatureCause, detail: string): Spelling<Value> {
  return { value, cost, differences: [difference(cause, detail)] };
}
