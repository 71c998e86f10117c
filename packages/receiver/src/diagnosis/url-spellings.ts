import { domainToUnicode } from 'node:url';
import { type CallbackHeaders, header } from '../callback-request.ts';
import { basicCredentials } from '../verify-signature.ts';
import { costs, difference, type Spelling, spelling } from './causes.ts';
import { querySpellings } from './query-spellings.ts';
import { authorityOf, partsOf, type UrlParts, writeUrl } from './url-parts.ts';

/** A change to some parts of a URL. */
type Change = Partial<UrlParts>;

const { likely, unusual } = costs;

/** Ports that servers and tunnels of developers often listen on. */
const commonPorts = '80 443 3000 3001 4000 4040 5000 8000 8080 8081 8443 8888 9000'.split(' ');

/** Most spellings of a URL that are tried, over all mixtures of changes, and most characters of all of them. */
const mostSpellings = 60_000;
const mostCharacters = 16_000_000;

/** Longest query string that is looked at in other spellings. */
const longestQuery = 4_096;

function listed(headers: CallbackHeaders, name: string): string[] {
  const values = headers[name];
  return (typeof values === 'string' ? [values] : (values ?? []))
    .flatMap((value) => value.split(','))
    .map((value) => value.trim());
}

/** Hosts that the request itself names, with the header that does. */
function namedHosts(headers: CallbackHeaders, further: readonly string[]): [string, string][] {
  const forwarded = listed(headers, 'forwarded').flatMap((value) => /host="?([^;"]+)"?/i.exec(value)?.[1] ?? []);
  return [
    ...['x-forwarded-host', 'x-original-host', 'host'].flatMap((name) =>
      listed(headers, name).map((host): [string, string] => [host, `named by ${name}`]),
    ),
    ...forwarded.map((host): [string, string] => [host, 'named by forwarded']),
    ...further.map((host): [string, string] => [host, 'one of the further hosts given']),
  ];
}

function schemes({ scheme }: UrlParts): Spelling<Change>[] {
  const other = scheme.toLowerCase() === 'https' ? 'http' : 'https';
  return [spelling({ scheme: other }, likely, 'url_scheme', `${other} was signed, and the URL says ${scheme}`)];
}

function authorities(parts: UrlParts, headers: CallbackHeaders, hosts: readonly string[]): Spelling<Change>[] {
  const given = authorityOf(parts);
  const spellings: Spelling<Change>[] = [];
  const seen = new Set([given]);
  function add(change: Pick<UrlParts, 'hostname' | 'port'>, cost: number, note: string): void {
    const authority = authorityOf(change);
    if (change.hostname === '' || seen.has(authority)) return;
    seen.add(authority);
    const cause = change.hostname === parts.hostname ? 'url_port' : 'url_host';
    const what = cause === 'url_host' ? authority : change.port === null ? 'no port' : `port ${change.port}`;
    const found = cause === 'url_host' ? `names ${given}` : parts.port === null ? 'has none' : `has port ${parts.port}`;
    spellings.push(spelling(change, cost, cause, `${what} was signed${note}, and the URL ${found}`));
  }

  const { hostname } = parts;
  const standard = parts.scheme.toLowerCase() === 'https' ? '443' : '80';
  const forwardedPorts = listed(headers, 'x-forwarded-port').filter((port) => /^\d{1,5}$/.test(port));
  add({ hostname, port: null }, likely, '');
  for (const port of [standard, ...forwardedPorts]) add({ hostname, port }, likely, '');
  const named = namedHosts(headers, hosts).flatMap(([authority, note]) => {
    const named = partsOf(`http://${authority}`);
    return named === null ? [] : [{ hostname: named.hostname, port: named.port, note: ` (${note})` }];
  });
  for (const { hostname, port, note } of named) add({ hostname, port }, likely, note);
  for (const { hostname, note } of named) {
    for (const port of [null, parts.port, ...forwardedPorts]) add({ hostname, port }, unusual, note);
  }
  const unicode = domainToUnicode(hostname);
  for (const variant of [hostname.toLowerCase(), unicode, `www.${hostname}`, hostname.replace(/^www\./i, '')]) {
    add({ hostname: variant, port: parts.port }, unusual, '');
  }
  for (const port of commonPorts) add({ hostname, port }, unusual, '');
  return spellings;
}

function decoded(text: string): string {
  try {
    return decodeURI(text);
  } catch {
    return text;
  }
}

// Half of a surrogate pair, which nothing can encode, would throw.
const encoded = (text: string): string => encodeURI(text.toWellFormed());

function paths({ path }: UrlParts, headers: CallbackHeaders): Spelling<Change>[] {
  const slash = path.endsWith('/');
  const spellings: Spelling<Change>[] = [
    spelling(
      { path: slash ? path.slice(0, -1) : `${path}/` },
      likely,
      'url_trailing_slash',
      slash ? 'the path was signed without its trailing slash' : 'the path was signed with a trailing slash',
    ),
  ];
  for (const name of ['x-original-uri', 'x-original-url', 'x-forwarded-uri', 'x-rewrite-url']) {
    const target = header(headers, name);
    const original = target === undefined ? null : partsOf(target.startsWith('/') ? `http://host${target}` : target);
    if (original === null) continue;
    const change = original.query === '' ? { path: original.path } : { path: original.path, query: original.query };
    spellings.push(spelling(change, likely, 'url_path', `the path named by ${name} was signed`));
  }
  const prefix = header(headers, 'x-forwarded-prefix')?.replace(/\/$/, '');
  if (prefix)
    spellings.push(spelling({ path: prefix + path }, likely, 'url_path', 'the path was signed with its prefix'));
  const rewritten = [
    path.replace(/\/{2,}/g, '/'),
    decoded(path),
    encoded(path),
    encoded(decoded(path)),
    path.replace(/%[0-9a-f]{2}/gi, (code) => code.toLowerCase()),
    path.replace(/%[0-9a-f]{2}/gi, (code) => code.toUpperCase()),
    path.toLowerCase(),
  ];
  for (const other of new Set(rewritten)) {
    spellings.push(spelling({ path: other }, unusual, 'url_path', `the path was signed as ${other}`));
  }
  return spellings;
}

function queries({ query }: UrlParts): Spelling<Change>[] {
  if (query === '') return [spelling({ query: '?' }, unusual, 'url_query', 'a bare question mark was signed')];
  const text = query.slice(1);
  const { common, mixed } = text.length > longestQuery ? { common: [], mixed: [] } : querySpellings(text);
  const sorted = text.split('&').sort().join('&');
  const note = 'the query string was signed in another encoding';
  return [
    spelling({ query: '' }, likely, 'url_query', 'the URL was signed without its query string'),
    ...common.map((other) => spelling({ query: `?${other}` }, likely, 'url_query_encoding', note)),
    ...mixed.map((other) => spelling({ query: `?${other}` }, unusual, 'url_query_encoding', note)),
    spelling({ query: `?${sorted}` }, unusual, 'url_query', 'the query string was signed in another order'),
    spelling(
      { query: query.includes('&amp;') ? query.replaceAll('&amp;', '&') : query.replaceAll('&', '&amp;') },
      unusual,
      'url_query_encoding',
      'the query string was signed with its & written otherwise (&amp;)',
    ),
  ];
}

/** Fragments that tune SignalWire's timeouts and retries. */
function* tuningFragments(): Generator<string> {
  for (const name of ['ot', 'ct', 'rt', 'tt']) for (let ms = 500; ms <= 15_000; ms += 500) yield `#${name}=${ms}`;
  for (let retries = 0; retries <= 5; retries += 1) yield `#rc=${retries}`;
  const times = [1_000, 2_000, 3_000, 5_000, 10_000, 15_000];
  for (const open of times) for (const read of times) for (const all of times) yield `#ot=${open}&rt=${read}&tt=${all}`;
}

const withoutFragment = 'the URL was signed without its fragment';

function fragments({ fragment }: UrlParts): Spelling<Change>[] {
  if (fragment !== '') {
    return [spelling({ fragment: '' }, likely, 'url_fragment', withoutFragment)];
  }
  return [...tuningFragments()].map((tuning) =>
    spelling({ fragment: tuning }, unusual, 'url_fragment', `the URL was signed with the fragment ${tuning}`),
  );
}

function credentials({ userInfo }: UrlParts, headers: CallbackHeaders): Spelling<Change>[] {
  const sent = basicCredentials(headers);
  const found = userInfo ?? sent;
  if (found === null) return [];
  const [user = '', ...rest] = found.split(':');
  const both = rest.length === 0 ? [user] : [user, rest.join(':')];
  const encoding = both.map((text) => encodeURIComponent(text.toWellFormed())).join(':');
  const strictly = encoding.replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
  const forms: (readonly [string | null, number])[] = [
    [null, likely],
    [sent, likely],
    [encoding, likely],
    [strictly, likely],
    [decoded(found), unusual],
    [user, unusual],
  ];
  const seen = new Set<string | null>([userInfo]);
  return forms.flatMap(([form, cost]) => {
    if (seen.has(form)) return [];
    seen.add(form);
    const detail =
      form === null
        ? 'the URL was signed without its credentials'
        : userInfo === null
          ? 'the URL was signed with the credentials in it'
          : 'the credentials in the URL were signed in another encoding';
    return [spelling({ userInfo: form }, cost, 'url_credentials', detail)];
  });
}

type Mixture = Omit<Spelling<Change>, 'cost'>;

/** Every way in which spellings of some of the parts come to that cost together. */
function* mixtures(parts: readonly (readonly Spelling<Change>[])[], left: number): Generator<Mixture> {
  const [first, ...others] = parts;
  if (first === undefined) {
    if (left === 0) yield { value: {}, differences: [] };
    return;
  }
  yield* mixtures(others, left);
  for (const one of first) {
    if (one.cost > left) continue;
    for (const rest of mixtures(others, left - one.cost)) {
      yield {
        // An original target that a header names brings its own query, which stands.
        value: { ...rest.value, ...one.value },
        differences: [...one.differences, ...rest.differences],
      };
    }
  }
}

/** What is known of a request beside its URL that can tell how the URL was written. */
export interface UrlEvidence {
  readonly headers: CallbackHeaders;
  /** Further hosts that the endpoint goes by. */
  readonly hosts: readonly string[];
}

/**
 * Ways in which SignalWire may have been given a URL, by what they cost. Ask for the
 * costs in ascending order: each spelling comes once, where it is cheapest.
 */
export function createUrlSpellings(
  given: string,
  evidence: UrlEvidence,
): (cost: number) => readonly Spelling<string>[] {
  const parts = partsOf(given);
  const byCost = new Map<number, readonly Spelling<string>[]>([[0, [{ value: given, differences: [], cost: 0 }]]]);
  if (parts === null) {
    // Of what is no URL of ours, too, `verifySignature` leaves out the fragment.
    const bare = given.replace(/#.*/s, '');
    if (bare !== given) byCost.set(likely, [spelling(bare, likely, 'url_fragment', withoutFragment)]);
    return (cost) => byCost.get(cost) ?? [];
  }
  const components = [
    schemes(parts),
    authorities(parts, evidence.headers, evidence.hosts),
    paths(parts, evidence.headers),
    queries(parts),
    fragments(parts),
    credentials(parts, evidence.headers),
  ];
  // What a part has in its own list as it stands, or twice, comes out as a URL that was seen, and goes no further.
  const seen = new Set([given]);

  const atCost = (cost: number): Spelling<string>[] => {
    const spellings: Spelling<string>[] = [];
    for (const { value, differences } of mixtures(components, cost)) {
      if (seen.size >= mostSpellings || seen.size * given.length >= mostCharacters) break;
      const url = writeUrl({ ...parts, ...value });
      if (seen.has(url)) continue;
      seen.add(url);
      spellings.push({ value: url, differences, cost });
    }
    return spellings;
  };

  return (cost) => {
    const known = byCost.get(cost) ?? atCost(cost);
    byCost.set(cost, known);
    return known;
  };
}

/** The URL on every port there is: for the port that nothing hints at. */
export function* urlsOnEveryPort(given: string): Generator<Spelling<string>> {
  const parts = partsOf(given);
  if (parts === null) return;
  const found = parts.port === null ? 'has none' : `has port ${parts.port}`;
  for (const scheme of [{ value: {}, differences: [] }, ...schemes(parts)]) {
    for (let port = 1; port <= 65_535; port += 1) {
      const value = writeUrl({ ...parts, ...scheme.value, port: String(port), fragment: '' });
      const onPort = difference('url_port', `port ${port} was signed, and the URL ${found}`);
      yield { value, cost: unusual, differences: [onPort, ...scheme.differences] };
    }
  }
}
