import { describe, expect, test } from 'vitest';
import { authorityOf, partsOf, writeUrl } from '../src/diagnosis/url-parts.ts';
import { createUrlSpellings, urlsOnEveryPort } from '../src/diagnosis/url-spellings.ts';
import { toldOfUrl } from './diagnosed-examples.ts';

const nothing = { headers: {}, hosts: [] };

/** Everything up to the highest cost that is looked at. */
function allSpellings(given: string, hosts: readonly string[] = []) {
  const urlsAt = createUrlSpellings(given, { headers: {}, hosts });
  return [0, 1, 2, 3, 4, 5, 6, 7].flatMap((cost) => urlsAt(cost));
}

describe('the parts of a URL', () => {
  test.for([
    ['https://a.example', ['https', null, 'a.example', null, '', '', '']],
    ['HTTP://u:p@b@A.example:80/x/y?z?#f#g', ['HTTP', 'u:p@b', 'A.example', '80', '/x/y', '?z?', '#f#g']],
    ['http://@[::1]:3000?', ['http', '', '[::1]', '3000', '', '?', '']],
    ['http://[::1]:#', ['http', null, '[::1]', '', '', '', '#']],
  ] as const)('%s', ([url, expected]) => {
    const parts = partsOf(url);
    const { scheme, userInfo, hostname, port, path, query, fragment } = parts ?? {};
    expect([scheme, userInfo, hostname, port, path, query, fragment]).toEqual(expected);
    expect(parts && writeUrl(parts)).toBe(url);
  });

  test.for(['', '/x', 'ftp://a.example/', ' https://a.example/', 'https:/a.example'])('none: %j', (url) => {
    expect(partsOf(url)).toBeNull();
  });

  test('host and port, where there is one', () => {
    expect(authorityOf({ hostname: 'a.example', port: null })).toBe('a.example');
    expect(authorityOf({ hostname: 'a.example', port: '' })).toBe('a.example:');
  });
});

describe('spellings of a URL', () => {
  test('what differs in several parts is told part by part, the likely ones together first', () => {
    expect(toldOfUrl('http://a.example:443/x/?b=1', 'https://a.example/x?b=1')).toEqual([
      'url_scheme: http was signed, and the URL says https',
      'url_port: port 443 was signed, and the URL has none',
      'url_trailing_slash: the path was signed with a trailing slash',
    ]);
  });

  test('the cheapest of several explanations is told', () => {
    // Both the header and the list of common ports would explain it.
    const headers = { 'x-forwarded-port': '3000' };
    const urlsAt = createUrlSpellings('https://a.example/x', { headers, hosts: [] });
    const costs = [2, 4, 5, 6, 7].filter((cost) =>
      urlsAt(cost).some(({ value }) => value === 'https://a.example:3000/x'),
    );
    expect(costs).toEqual([2]);
  });

  test('each comes once, and none is the one given', () => {
    const urls = allSpellings('https://a.example/x?b=%20').map(({ value }) => value);
    expect(urls[0]).toBe('https://a.example/x?b=%20');
    expect(new Set(urls).size).toBe(urls.length);
  });

  test('costs that add up, and no others', () => {
    const urlsAt = createUrlSpellings('https://a.example/x', nothing);
    const counts = [-1, 0, 1, 2, 3].map((cost) => urlsAt(cost).length);
    expect(counts).toEqual([0, 1, 0, 3, 0]);
    // Any two of port, slash and scheme.
    expect(urlsAt(4).map(({ value, cost }) => [value, cost])).toEqual([
      ['https://a.example:443/x/', 4],
      ['http://a.example/x/', 4],
      ['http://a.example:443/x', 4],
    ]);
    expect(urlsAt(4)).toBe(urlsAt(4));
  });

  test('of what is no URL, as it stands', () => {
    expect(allSpellings('/x?a=1')).toEqual([{ value: '/x?a=1', differences: [], cost: 0 }]);
  });

  test('60,000 at most', () => {
    const hosts = Array.from({ length: 40 }, (_, index) => `${index}.example`);
    expect(allSpellings('https://u:p@a.example/Caf%C3%A9/?a=~*/!&b=%20+$,;:@(é)', hosts)).toHaveLength(60_000);
  });

  test('and 16 million characters', () => {
    expect(allSpellings(`https://a.example/${'x'.repeat(2_000_000 - 18)}`)).toHaveLength(8);
  });
});

describe('every port', () => {
  test.for([
    ['https://a.example:3000/x#rt=1000', 'https', 'http', 'has port 3000'],
    ['http://a.example/x', 'http', 'https', 'has none'],
    ['HTTPS://a.example/x', 'HTTPS', 'http', 'has none'],
  ] as const)('%s: of its own scheme, then of the other', ([given, own, other, found]) => {
    const spellings = [...urlsOnEveryPort(given)];
    const told = [0, 65_534, 65_535, 131_069].map((index) => spellings[index]);
    expect(spellings).toHaveLength(131_070);
    expect(told.map((one) => one?.value)).toEqual([
      `${own}://a.example:1/x`,
      `${own}://a.example:65535/x`,
      `${other}://a.example:1/x`,
      `${other}://a.example:65535/x`,
    ]);
    expect(told[3]?.differences.map(({ detail }) => detail)).toEqual([
      `port 65535 was signed, and the URL ${found}`,
      `${other} was signed, and the URL says ${given.slice(0, given.indexOf(':'))}`,
    ]);
    expect(told[0]?.differences.map(({ cause }) => cause)).toEqual(['url_port']);
  });

  test('of what is no URL, none', () => {
    expect([...urlsOnEveryPort('/x')]).toEqual([]);
  });

  test('is looked for where nothing hints at one', () => {
    expect(toldOfUrl('http://a.example:54321/x', 'https://a.example/x', { maxAttempts: 200_000 })).toEqual([
      'url_port: port 54321 was signed, and the URL has none',
      'url_scheme: http was signed, and the URL says https',
    ]);
  });
});
