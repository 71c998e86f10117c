import { type CallbackRequestHead, header } from './callback-request.ts';

/** The endpoint's URL, told per request: for endpoints whose path or query differs from one request to the next. */
export type PublicUrlFunction = (target: {
  /** Path as it came, byte for byte. */
  readonly path: string;
  /** Query string as it came, without its question mark; empty where there is none. */
  readonly query: string;
}) => string;

/** Tells the URL that SignalWire was given, as far as it can be known before the signature is checked. */
export type RequestUrl = (request: CallbackRequestHead) => string;

/** Path and query of a request, byte for byte, whether its URL is absolute or not. */
export function pathAndQuery(url: string): { readonly path: string; readonly query: string } {
  const target = url.replace(/^https?:\/\/[^/?#]*/i, '');
  const mark = target.indexOf('?');
  return mark === -1 ? { path: target, query: '' } : { path: target.slice(0, mark), query: target.slice(mark + 1) };
}

function fromPublicUrl(publicUrl: string): RequestUrl {
  const hashAt = publicUrl.indexOf('#');
  const base = hashAt === -1 ? publicUrl : publicUrl.slice(0, hashAt);
  const fragment = hashAt === -1 ? '' : publicUrl.slice(hashAt);
  const markAt = base.indexOf('?');
  const bare = markAt === -1 ? base : base.slice(0, markAt);
  return (request) => {
    // A GET callback carries its fields in the query, behind whatever query the URL was given with.
    if (markAt !== -1 && request.method !== 'GET') return publicUrl;
    const { query } = pathAndQuery(request.url);
    return query === '' ? publicUrl : `${bare}?${query}${fragment}`;
  };
}

// Proxies append: the first value is that of the proxy nearest to the sender.
function forwarded(request: CallbackRequestHead, name: string): string | undefined {
  return header(request.headers, name)?.split(',')[0]?.trim() || undefined;
}

/** Chooses how the URL is known: as configured, from a trusted proxy's headers, or as the server saw it. */
export function createRequestUrl(options: {
  readonly publicUrl: string | PublicUrlFunction | undefined;
  readonly trustProxy: boolean;
}): RequestUrl {
  const { publicUrl, trustProxy } = options;
  if (typeof publicUrl === 'string') return fromPublicUrl(publicUrl);
  if (publicUrl !== undefined) return (request) => publicUrl(pathAndQuery(request.url));
  return (request) => {
    const protocol = trustProxy ? forwarded(request, 'x-forwarded-proto') : undefined;
    const host = trustProxy ? forwarded(request, 'x-forwarded-host') : undefined;
    const origin = /^(https?):\/\/([^/?#]*)/i.exec(request.url);
    if (origin !== null && protocol === undefined && host === undefined) return request.url;
    const { path, query } = pathAndQuery(request.url);
    const authority = host ?? origin?.[2] ?? header(request.headers, 'host') ?? '';
    return `${protocol ?? origin?.[1] ?? 'http'}://${authority}${path}${query === '' ? '' : `?${query}`}`;
  };
}
