import type { IncomingHttpHeaders } from 'node:http';

const localAuthority = /^(?:127\.0\.0\.1|\[::1\]|localhost)(?::\d+)?$/i;
const proxyHeaders = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'] as const;

/**
 * Whether a request was made to this machine by its own name. Listening on loopback alone does not ensure that: a tunnel or
 * proxy set up for the callbacks passes on everything else, too, and a web page can have its own name point to loopback.
 */
export function isLocalRequest(headers: IncomingHttpHeaders): boolean {
  return localAuthority.test(headers.host ?? '') && proxyHeaders.every((name) => headers[name] === undefined);
}
