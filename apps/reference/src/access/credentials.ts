import { hash, timingSafeEqual } from 'node:crypto';
import { isRight, type Right, rights } from './rights.ts';

/** Somebody who may use the API: by Basic with name and secret, or with the secret alone as a bearer token. */
export interface Credential {
  readonly name: string;
  readonly secret: string;
  readonly rights: readonly Right[];
}

/** Shorter secrets can be guessed, however few attempts there are. */
const leastSecretLength = 16;

const form = `must be NAME:SECRET:RIGHTS, several with a space between: RIGHTS are some of ${rights.join(', ')} with a plus sign between, such as anna:SECRET:read+check; SECRET has ${leastSecretLength} or more of A to Z, a to z, 0 to 9 and . _ ~ + / = - (openssl rand -base64 24 makes one).`;

function credentialIn(text: string): Credential | null {
  const [, name, secret, granted] = /^([\w.-]{1,64}):([\w.~+/=-]{1,256}):([a-z+]{1,64})$/.exec(text) ?? [];
  if (name === undefined || secret === undefined || granted === undefined) return null;
  const words = granted.split('+');
  if (secret.length < leastSecretLength || !words.every(isRight)) return null;
  return { name, secret, rights: [...new Set(words)] };
}

/** Reads a list of credentials, or says what is wrong without showing any of it. */
export function parseCredentials(
  list: string,
): { readonly credentials: readonly Credential[] } | { readonly fault: string } {
  const credentials: Credential[] = [];
  for (const text of list.split(/[\s,]+/).filter((each) => each !== '')) {
    const credential = credentialIn(text);
    if (credential === null) return { fault: form };
    credentials.push(credential);
  }
  if (credentials.length === 0) return { fault: form };
  const distinct = (of: (credential: Credential) => string) => new Set(credentials.map(of)).size === credentials.length;
  if (!distinct(({ name }) => name))
    return { fault: 'names somebody twice: give each name once, with all its rights.' };
  if (!distinct(({ secret }) => secret))
    return { fault: 'gives two names one secret: who asks could not be told apart.' };
  return { credentials };
}

/** What the `Authorization` header of a request comes to. */
export type Authentication =
  | { readonly kind: 'none' }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'known'; readonly name: string; readonly rights: readonly Right[] };

// Of equal length whatever was given, so that they compare in the same time.
const digestOf = (text: string): Buffer => hash('sha256', text, 'buffer');

function givenIn(authorization: string): { readonly scheme: 'basic' | 'bearer'; readonly text: string } | null {
  const [, scheme = '', value = ''] = /^(basic|bearer) +(\S{1,1000})$/i.exec(authorization) ?? [];
  if (scheme.toLowerCase() === 'bearer') return { scheme: 'bearer', text: value };
  if (scheme.toLowerCase() === 'basic') return { scheme: 'basic', text: Buffer.from(value, 'base64').toString('utf8') };
  return null;
}

/** Makes the check of `Authorization` headers. It takes the same time whichever credential fits, and if none does. */
export function createAuthentication(
  credentials: readonly Credential[],
): (authorization: string | undefined) => Authentication {
  const known = credentials.map(({ name, secret, rights: granted }) => ({
    found: { kind: 'known', name, rights: granted } as const,
    basic: digestOf(`${name}:${secret}`),
    bearer: digestOf(secret),
  }));
  return (authorization) => {
    if (authorization === undefined || authorization === '') return { kind: 'none' };
    const given = givenIn(authorization);
    if (given === null) return { kind: 'wrong' };
    const digest = digestOf(given.text);
    let found: Authentication = { kind: 'wrong' };
    for (const each of known) if (timingSafeEqual(each[given.scheme], digest)) found = each.found;
    return found;
  };
}
