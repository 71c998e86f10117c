import type { Buffer } from 'node:buffer';
import { createRequestUrl } from '@statuswire/receiver';

/** A request as somebody captured it. */
export interface CapturedRequest {
  readonly method: string;
  /** Absolute where the capture tells it; else path and query, which `Host` completes. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly rawBody: Buffer;
}

/** Collects headers by their names in lower case; those that repeat keep all their values. */
export function collectHeaders(
  pairs: Iterable<readonly [name: string, value: string]>,
): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  for (const [name, value] of pairs) {
    const key = name.toLowerCase();
    const before = headers[key];
    headers[key] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
  }
  return headers;
}

const local = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d*)?$/i;

/**
 * The URL to check against: `given`, as `publicUrl` takes it (the request's own query is appended where it has none); else the
 * capture's own, by its `Host`, with the scheme that the proxy nearest to the sender told.
 */
export function urlOf({ url, headers, method }: CapturedRequest, given: string | undefined): string {
  if (given !== undefined) return createRequestUrl({ publicUrl: given })({ method, url, headers });
  if (/^https?:/i.test(url)) return url;
  const host = [headers.host ?? 'localhost'].flat()[0] ?? '';
  // Nothing tells the scheme of a request to a path: that SignalWire was given is https, unless it is somebody's own machine.
  const seen = `${local.test(host) ? 'http' : 'https'}://${host}${url}`;
  // Of the proxies only the scheme is believed: another host is a difference to be told, and `--explain` tells it.
  const { 'x-forwarded-proto': scheme } = headers;
  return createRequestUrl({ trustProxy: true })({ method, url: seen, headers: { 'x-forwarded-proto': scheme } });
}
