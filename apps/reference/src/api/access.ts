import type { IncomingHttpHeaders } from 'node:http';
import type { Reply } from '../host.ts';
import { problemReply } from '../problem-reply.ts';

const localAuthority = /^(?:127\.0\.0\.1|\[::1\]|localhost)(?::\d+)?$/i;
const proxyHeaders = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'] as const;

// Listening on loopback alone does not ensure it: a tunnel or proxy set up for the callbacks passes on everything else, too,
// and a web page can have its own name point to loopback.
function isLocalRequest(headers: IncomingHttpHeaders): boolean {
  return localAuthority.test(headers.host ?? '') && proxyHeaders.every((name) => headers[name] === undefined);
}

// Such a page cannot read an answer, but what it asks for would be done all the same.
function isFromAnotherSite(headers: IncomingHttpHeaders): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  return headers.origin !== undefined && headers.origin !== `http://${headers.host}`;
}

/**
 * What somebody is told who may not use the API; `null` where they may. Only requests made to this machine by its own name
 * see texts and numbers, and nothing is changed at the wish of another site's page.
 */
export function accessFault(method: 'GET' | 'POST', headers: IncomingHttpHeaders): Reply | null {
  if (!isLocalRequest(headers)) {
    const detail =
      'Texts and numbers are shown only to requests made on this machine, by its loopback address and without a proxy, until authentication exists.';
    return problemReply(403, { detail });
  }
  if (method === 'GET' || !isFromAnotherSite(headers)) return null;
  return problemReply(403, { detail: 'A page of another site cannot change anything here.' });
}
