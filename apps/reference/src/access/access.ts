import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import proxyaddr from 'proxy-addr';
import type { Reply, Route } from '../host.ts';
import { problemReply } from '../problem-reply.ts';
import { type AttemptLimitOptions, createAttemptLimit } from './attempt-limit.ts';
import { type Credential, createAuthentication } from './credentials.ts';
import { isLoopbackAuthority } from './loopback.ts';
import type { Right } from './rights.ts';

/** Why somebody was not let in. */
export const accessRefusals = [
  'not_local',
  'cross_site',
  'no_credentials',
  'wrong_credentials',
  'too_many_attempts',
  'no_right',
] as const;

/** Why somebody was not let in. */
export type AccessRefusal = (typeof accessRefusals)[number];

/** Options of `createAccess`. */
export interface AccessOptions {
  /** `null`: whoever asks from this machine itself may do everything, and nobody else anything. */
  readonly credentials: readonly Credential[] | null;
  /** Addresses or networks of proxies whose `X-Forwarded-For` is believed. @default none */
  readonly trustedProxies?: readonly string[];
  readonly limit?: Omit<AttemptLimitOptions, 'now'>;
  /** Is told why somebody was not let in, and from where. @default nobody is */
  readonly onRefused?: (reason: AccessRefusal, address: string) => void;
  readonly now: () => Date;
}

/** Who may use the API and the pages. */
export interface Access {
  /** Lets only those through to a route who may use it. Throws for a POST that does not say what right it takes. */
  guard(route: Route): Route;
}

const proxyHeaders = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip'] as const;

// Listening on loopback alone does not ensure it: a tunnel or proxy set up for the callbacks passes on everything else, too,
// and a web page can have its own name point to loopback.
function isLocalRequest(headers: IncomingHttpHeaders): boolean {
  return isLoopbackAuthority(headers.host ?? '') && proxyHeaders.every((name) => headers[name] === undefined);
}

// The scheme is not compared: behind a proxy that ends TLS this service does not see it, and the browser's own word, which
// tells schemes apart, is asked first.
function isOwnOrigin(origin: string, host: string | undefined): boolean {
  return URL.canParse(origin) && new URL(origin).host === host?.toLowerCase();
}

/**
 * Whether a page of another site asks. It could not read an answer, but a browser sends our password along, and what it asks
 * for would be done. Following a link to here is something that a person does, and changes nothing.
 */
function isFromAnotherSite(method: 'GET' | 'POST', headers: IncomingHttpHeaders): boolean {
  const { origin, host, 'sec-fetch-site': site, 'sec-fetch-mode': mode } = headers;
  if (method === 'GET' && mode === 'navigate') return false;
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  return origin !== undefined && !isOwnOrigin(origin, host);
}

const refused: Readonly<Record<Exclude<AccessRefusal, 'too_many_attempts'>, Reply>> = {
  not_local: problemReply(403, {
    detail:
      'Texts and numbers are shown only to requests made on this machine, by its loopback address and without a proxy. For others set ACCESS_CREDENTIALS.',
  }),
  cross_site: problemReply(403, { detail: 'A page of another site can ask nothing here, and change nothing.' }),
  no_credentials: unauthorized('Give a name and its secret (Basic), or the secret as a bearer token.'),
  wrong_credentials: unauthorized('Nobody is known by these credentials.'),
  no_right: problemReply(403, { detail: 'These credentials do not give the right to do this.' }),
};

function unauthorized(detail: string): Reply {
  // The one scheme for which a browser asks a person, who then gets the pages, their data and their event stream with it.
  return problemReply(401, { detail }, { 'www-authenticate': 'Basic realm="StatusWire", charset="UTF-8"' });
}

/** Makes the door. */
export function createAccess(options: AccessOptions): Access {
  const { credentials, trustedProxies = [], onRefused = () => {}, now } = options;
  const authenticate = createAuthentication(credentials ?? []);
  const limit = createAttemptLimit({ ...options.limit, now });
  const isTrusted = proxyaddr.compile([...trustedProxies]);

  function addressOf(incoming: IncomingMessage): string {
    const told = proxyaddr(incoming, isTrusted);
    // A proxy that passes on whatever it was sent must not decide what is remembered, or logged.
    return isIP(told) === 0 ? (incoming.socket.remoteAddress ?? 'gone') : told;
  }

  function refusal(needed: Right, method: 'GET' | 'POST', incoming: IncomingMessage, address: string): Reply | null {
    const refuse = (reason: keyof typeof refused): Reply => {
      onRefused(reason, address);
      return refused[reason];
    };
    const { headers } = incoming;
    if (credentials === null && !isLocalRequest(headers)) return refuse('not_local');
    if (isFromAnotherSite(method, headers)) return refuse('cross_site');
    if (credentials === null) return null;
    if (headers.authorization === undefined) return refuse('no_credentials');
    const waitMs = limit.waitMs(address);
    if (waitMs > 0) {
      onRefused('too_many_attempts', address);
      const detail = 'Too many attempts with wrong credentials came from this address.';
      return problemReply(429, { detail }, { 'retry-after': String(Math.ceil(waitMs / 1_000)) });
    }
    const who = authenticate(headers.authorization);
    if (who.kind !== 'known') {
      limit.failed(address);
      return refuse('wrong_credentials');
    }
    return who.rights.includes(needed) ? null : refuse('no_right');
  }

  return {
    guard(route) {
      const { method, needs = method === 'GET' ? 'read' : undefined } = route;
      if (needs === undefined) throw new Error(`POST ${route.path} must say which right it takes.`);
      if (needs === 'nothing') return route;
      return {
        ...route,
        answer(request) {
          const { incoming } = request;
          return refusal(needs, method, incoming, addressOf(incoming)) ?? route.answer(request);
        },
      };
    },
  };
}
