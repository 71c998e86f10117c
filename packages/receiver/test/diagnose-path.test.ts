import { describe, expect, test } from 'vitest';
import { type Evidence, toldOfUrl } from './diagnosed-examples.ts';

const host = 'https://a.example';

describe('a trailing slash', () => {
  const withSlash = 'url_trailing_slash: the path was signed with a trailing slash';
  const without = 'url_trailing_slash: the path was signed without its trailing slash';
  test.for([
    ['/x/', '/x', withSlash],
    ['/x/?a=1', '/x?a=1', withSlash],
    ['/', '', withSlash],
    ['/x', '/x/', without],
    ['/x?a=1', '/x/?a=1', without],
    ['', '/', without],
  ] as const)('%j was signed, %j is given', ([signed, given, expected]) => {
    expect(toldOfUrl(host + signed, host + given, { maxAttempts: 100 })).toEqual([expected]);
  });
});

describe('the path that a proxy names', () => {
  test.for(['x-original-uri', 'x-original-url', 'x-forwarded-uri', 'x-rewrite-url'])('in %s', (name) => {
    const maxAttempts = 100;
    const expected = [`url_path: the path named by ${name} was signed`];
    const named = (target: string): Evidence => ({ headers: { [name]: target }, maxAttempts });
    expect(toldOfUrl(`${host}/outer`, `${host}/inner`, named('/outer'))).toEqual(expected);
    expect(toldOfUrl(`${host}/outer`, `${host}/inner`, named('https://b.example/outer'))).toEqual(expected);
  });

  test.for([
    ['brings its query', '/outer?a=1', '/outer?a=1', '/inner'],
    ['replaces a query', '/outer?a=1', '/outer?a=1', '/inner?b=2'],
    ['leaves the query where it has none', '/outer?b=2', '/outer', '/inner?b=2'],
    ['may differ in its query alone', '/inner?a=1', '/inner?a=1', '/inner'],
    ['may differ in its path alone', '/outer?a=1', '/outer?a=1', '/inner?a=1'],
  ] as const)('%s', ([, signed, named, given]) => {
    expect(toldOfUrl(host + signed, host + given, { headers: { 'x-original-uri': named } })).toEqual([
      'url_path: the path named by x-original-uri was signed',
    ]);
  });

  test('stands with its query, whatever else differs', () => {
    const headers = { 'x-original-uri': '/outer?a=1' };
    expect(toldOfUrl('http://a.example/outer?a=1', `${host}/inner?b=2`, { headers })).toEqual([
      'url_scheme: http was signed, and the URL says https',
      'url_path: the path named by x-original-uri was signed',
    ]);
  });
});

describe('a prefix that a proxy cut off', () => {
  test.for(['/api', '/api/'])('X-Forwarded-Prefix: %s', (prefix) => {
    const headers = { 'x-forwarded-prefix': prefix };
    expect(toldOfUrl(`${host}/api/x`, `${host}/x`, { headers, maxAttempts: 100 })).toEqual([
      'url_path: the path was signed with its prefix',
    ]);
  });
});

describe('a path in another spelling', () => {
  test.for([
    ['doubled slashes', '/a/b/', '//a///b//'],
    ['decoded', '/café/x', '/caf%C3%A9/x'],
    ['encoded', '/caf%C3%A9', '/café'],
    ['encoded, as it cannot be decoded', '/100%25', '/100%'],
    ['encoded in one way throughout', '/caf%C3%A9/%C3%BC', '/caf%c3%a9/ü'],
    ['codes in small letters', '/A%2fb%3f', '/A%2Fb%3F'],
    ['codes in capital letters', '/a%2Fb%3F', '/a%2fb%3f'],
    ['small letters', '/callbacks', '/CallBacks'],
  ] as const)('%s', ([, signed, given]) => {
    expect(toldOfUrl(host + signed, host + given)).toEqual([`url_path: the path was signed as ${signed}`]);
  });

  test('half of a surrogate pair, which nothing can encode, is no obstacle', () => {
    expect(toldOfUrl(`${host}/\ud800/`, `${host}/\ud800`)).toEqual([
      'url_trailing_slash: the path was signed with a trailing slash',
    ]);
    expect(toldOfUrl(`${host}/x`, 'https://u:\ud800@a.example/x')).toEqual([
      'url_credentials: the URL was signed without its credentials',
    ]);
  });
});
