import { type CallbackTiming, callbackTiming } from './callback-timing.ts';

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
  /^(https?):\/\/(?:([^/?#@\s]*)@)?((\[[\da-f:.]+\]|[\w.-]+)(?::(\d{1,5}))?)((?:[/?][!-"$-~]*)?)(?:#\S*)?$/i;

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
  const [, scheme = '', credentials, authority = '', hostname = '', port, target = ''] = parts;
  const secure = scheme.toLowerCase() === 'https';
  return {
    signed: text.replace(/#.*$/s, ''),
    secure,
    authority,
    hostname: hostname.replace(/^\[|\]$/g, ''),
    port: port === undefined ? (secure ? 443 : 80) : Number(port),
    path: target.startsWith('/') ? target : `/${target}`,
    credentials: credentials === undefined ? null : decoded(credentials),
    timing: callbackTiming(text),
  };
}
