/** How long an endpoint may take. Milliseconds. */
export interface CallbackTiming {
  readonly connectMs: number;
  readonly readMs: number;
  /** For all attempts together. */
  readonly totalMs: number;
}

/** SignalWire's own timing. Source: docs/sandbox.md, "Callbacks". */
export const defaultTiming: CallbackTiming = { connectMs: 2_000, readMs: 5_000, totalMs: 15_000 };

/** A callback URL in its parts, none of them re-encoded. */
export interface CallbackUrl {
  /** The URL as it was given, credentials and all, without the fragment: this is what is signed. */
  readonly signed: string;
  readonly secure: boolean;
  /** Host and port as they were written: the `Host` header. */
  readonly authority: string;
  readonly hostname: string;
  readonly port: number;
  /** Path and query, as they go over the wire. */
  readonly path: string;
  /** `user:password`, decoded; `null` where the URL has none. */
  readonly credentials: string | null;
  readonly timing: CallbackTiming;
}

const httpUrl =
  /^(https?):\/\/(?:([^/?#@\s]*)@)?((\[[\da-f:.]+\]|[\w.-]+)(?::(\d{1,5}))?)((?:[/?][!-"$-~]*)?)(?:#(\S*))?$/i;

/** The timing that a fragment such as `#ot=1000&rt=5000&tt=15000` asks for; what it leaves out stays as it is. */
export function fragmentTiming(fragment: string): CallbackTiming {
  if (fragment === '') return defaultTiming;
  const asked = new URLSearchParams(fragment);
  function milliseconds(name: string, otherwise: number): number {
    const text = asked.get(name) ?? '';
    return /^[1-9]\d{0,5}$/.test(text) ? Number(text) : otherwise;
  }
  return {
    connectMs: milliseconds('ot', defaultTiming.connectMs),
    readMs: milliseconds('rt', defaultTiming.readMs),
    totalMs: milliseconds('tt', defaultTiming.totalMs),
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Takes a callback URL apart; `null` where it is no absolute http(s) URL of printable ASCII. */
export function parseCallbackUrl(text: string): CallbackUrl | null {
  const parts = httpUrl.exec(text);
  if (parts === null || !URL.canParse(text)) return null;
  const [, scheme = '', credentials, authority = '', hostname = '', port, target = '', fragment = ''] = parts;
  const secure = scheme.toLowerCase() === 'https';
  return {
    signed: text.replace(/#.*$/s, ''),
    secure,
    authority,
    hostname: hostname.replace(/^\[|\]$/g, ''),
    port: port === undefined ? (secure ? 443 : 80) : Number(port),
    path: target.startsWith('/') ? target : `/${target}`,
    credentials: credentials === undefined ? null : decoded(credentials),
    timing: fragmentTiming(fragment),
  };
}
