import { StatusWireError } from '@statuswire/contracts';
import { type CallbackRequestHead, header } from './callback-request.ts';
import type { ReceiverOptions } from './options.ts';

/** The endpoint's URL, told per request: for endpoints whose path or query differs from one request to the next. */
export type PublicUrlFunction = (target: {
  /** Path as it came, byte for byte. */
  readonly path: string;
  /** Query string as it came, without its question mark; empty where there is none. */
  readonly query: string;
}) => string;

/**
 * Tells the URL that SignalWire was given, as far as it can be known before the signature is checked. Header names in lower
 * case.
 */
export type RequestUrl = (request: CallbackRequestHead) => string;

interface UrlPieces {
  /** Scheme and authority; empty where the URL has none. */
  readonly origin: string;
  readonly path: string;
  /** The query string with its question mark; empty where there is none. */
  readonly search: string;
}

// The fragment is left out: no client sends one, and what stands in it is not signed.
function piecesOf(url: string): UrlPieces {
  const origin = /^https?:\/\/[^/?#]*/i.exec(url)?.[0] ?? '';
  const hashAt = url.indexOf('#', origin.length);
  const end = hashAt === -1 ? url.length : hashAt;
  const markAt = url.indexOf('?', origin.length);
  const pathEnd = markAt === -1 || markAt > end ? end : markAt;
  return { origin, path: url.slice(origin.length, pathEnd), search: url.slice(pathEnd, end) };
}

/** The query string of a URL, byte for byte, without its question mark; empty where there is none. */
export function queryOf(url: string): string {
  return piecesOf(url).search.slice(1);
}

function fromPublicUrl(publicUrl: string): RequestUrl {
  const hashAt = publicUrl.indexOf('#');
  const fragment = hashAt === -1 ? '' : publicUrl.slice(hashAt);
  const { origin, path, search: ownSearch } = piecesOf(publicUrl);
  return (request) => {
    // A GET callback carries its fields in the query, behind whatever query the URL was given with.
    if (ownSearch !== '' && request.method !== 'GET') return publicUrl;
    if (!request.url.includes('?')) return publicUrl;
    const { search } = piecesOf(request.url);
    return search === '' ? publicUrl : `${origin}${path}${search}${fragment}`;
  };
}

function fromFunction(publicUrl: PublicUrlFunction): RequestUrl {
  return (request) => {
    const { path, search } = piecesOf(request.url);
    const url: unknown = publicUrl({ path, query: search.slice(1) });
    if (typeof url === 'string') return url;
    throw new StatusWireError(
      'STATUSWIRE_INVALID_OPTIONS',
      `publicUrl returned ${url instanceof Promise ? 'a promise' : `a value of type ${typeof url}`}: it must return the endpoint's absolute URL as text, at once.`,
    );
  };
}

// Proxies append: the first value is that of the proxy nearest to the sender. What no proxy writes is left alone.
function forwarded(request: CallbackRequestHead, name: string, form: RegExp): string | undefined {
  const value = header(request.headers, name)?.split(',', 1)[0]?.trim();
  return value !== undefined && form.test(value) ? value : undefined;
}

/** What decides by which URL an endpoint is known: the options of the same names of a receiver. */
export type RequestUrlOptions = Pick<ReceiverOptions, 'publicUrl' | 'trustProxy'>;

/**
 * Chooses how the URL is known: as configured, from a trusted proxy's headers, or as the server saw it. What it makes is what a
 * receiver of the same options checks against: for tools that explain a receiver's verdict.
 */
export function createRequestUrl({ publicUrl, trustProxy = false }: RequestUrlOptions): RequestUrl {
  if (typeof publicUrl === 'string') return fromPublicUrl(publicUrl);
  if (publicUrl !== undefined) return fromFunction(publicUrl);
  return (request) => {
    const { origin, path, search } = piecesOf(request.url);
    const [seenScheme = '', seenAuthority] = origin === '' ? [] : origin.split('://', 2);
    const protocol = trustProxy ? forwarded(request, 'x-forwarded-proto', /^https?$/i)?.toLowerCase() : undefined;
    const host = trustProxy ? forwarded(request, 'x-forwarded-host', /^[^\s/?#@\\]+$/) : undefined;
    const authority = host ?? seenAuthority ?? header(request.headers, 'host') ?? '';
    return `${protocol ?? (seenScheme || 'http')}://${authority}${path}${search}`;
  };
}
