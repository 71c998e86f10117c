import { Buffer } from 'node:buffer';
import { hash, timingSafeEqual } from 'node:crypto';

/** The projects that may log in, with their API tokens. */
export type Tokens = ReadonlyMap<string, string>;

function sameSecret(expected: string, given: string): boolean {
  return timingSafeEqual(hash('sha256', expected, 'buffer'), hash('sha256', given, 'buffer'));
}

/** The project that a request's Basic authentication proves; `null` where it proves none. */
export function authenticate(authorization: string | undefined, tokens: Tokens): string | null {
  const encoded = /^basic +([A-Za-z0-9+/]+=*) *$/i.exec(authorization ?? '')?.[1];
  if (encoded === undefined) return null;
  const credentials = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = credentials.indexOf(':');
  const projectId = credentials.slice(0, Math.max(colon, 0));
  const token = tokens.get(projectId);
  return token !== undefined && sameSecret(token, credentials.slice(colon + 1)) ? projectId : null;
}
