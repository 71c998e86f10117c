import type { Buffer } from 'node:buffer';

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

const local = /^(?:localhost|127\.|\[::1\])/i;

/**
 * The URL to check against: `given`, as `publicUrl` takes it (the request's own query is appended where it has none); else the
 * capture's own, by its `Host`.
 */
export function urlOf({ url, headers, method }: CapturedRequest, given: string | undefined): string {
  const [, target = ''] = /^(?:https?:\/\/[^/?#]*)?([^#]*)/is.exec(url) ?? [];
  if (given !== undefined) {
    const query = target.includes('?') ? target.slice(target.indexOf('?')) : '';
    const [, base = '', ownQuery = '', fragment = ''] = /^([^?#]*)(\?[^#]*)?(#.*)?$/s.exec(given) ?? [];
    const keepsOwn = ownQuery !== '' && method !== 'GET';
    return keepsOwn || query === '' ? given : `${base}${query}${fragment}`;
  }
  if (/^https?:/i.test(url)) return url;
  const host = [headers.host ?? 'localhost'].flat()[0] ?? '';
  const forwarded = [headers['x-forwarded-proto'] ?? ''].flat()[0];
  const scheme = forwarded === 'https' || forwarded === 'http' ? forwarded : local.test(host) ? 'http' : 'https';
  return `${scheme}://${host}${target}`;
}
