import { describe, expect, test } from 'vitest';
import { querySpellings } from '../src/diagnosis/query-spellings.ts';
import { toldOfUrl } from './diagnosed-examples.ts';

const page = 'https://a.example/x';

describe('the query string', () => {
  const encoding = 'url_query_encoding: the query string was signed in another encoding';
  const ampersands = 'url_query_encoding: the query string was signed with its & written otherwise (&amp;)';
  test.for([
    ['', '?a=1', 'url_query: the URL was signed without its query string'],
    ['?', '', 'url_query: a bare question mark was signed'],
    ['?a=1&b=2', '?b=2&a=1', 'url_query: the query string was signed in another order'],
    ['?q=x+y', '?q=x%20y', encoding],
    // As no encoder known writes it: a mixture.
    ['?q=x y', '?q=x%20y', encoding],
    ['?a=1&b=2&c=3', '?a=1&amp;b=2&amp;c=3', ampersands],
    ['?a=1&amp;b=2&amp;c=3', '?a=1&b=2&c=3', ampersands],
  ] as const)('%j was signed, %j is given', ([signed, given, expected]) => {
    expect(toldOfUrl(page + signed, page + given)).toEqual([expected]);
  });

  test('is written anew up to 4,096 characters, which takes more time than it is worth beyond', () => {
    const query = (space: string, length: number) => `q=x${space}y&z=`.padEnd(length, 'z');
    const longest = toldOfUrl(`${page}?${query('+', 4_094)}`, `${page}?${query('%20', 4_096)}`);
    expect(longest).toEqual([encoding]);
    expect(toldOfUrl(`${page}?${query('+', 4_095)}`, `${page}?${query('%20', 4_097)}`)).toBeNull();
  });
});

describe('other ways of writing', () => {
  test.for<readonly [query: string, common: readonly string[], mixed: readonly string[]]>([
    ['', [], []],
    ['a=1&b.c_d-e=Z9', [], []],
    // A name without a value.
    ['a', ['a='], []],
    ['a=&b', ['a=&b=', 'a&b'], []],
    ['a=1&&b=2', [], []],
    ['a=&b=x%20y', ['a&b=x%20y', 'a=&b=x+y', 'a&b=x+y'], ['a=&b=x y', 'a&b=x y']],
    ['a&b=x%20y', ['a=&b=x%20y', 'a&b=x+y', 'a=&b=x+y'], ['a&b=x y', 'a=&b=x y']],
    // A space, a plus sign, and a plus sign that is encoded.
    ['a=x%20y', ['a=x+y'], ['a=x y']],
    ['a=x y', ['a=x+y', 'a=x%20y'], []],
    ['a=x+y', ['a=x%20y'], ['a=x%2By', 'a=x%2by']],
    ['a=%2B', ['a=%2b', 'a=+'], []],
    ['a=%2B~', ['a=%2b~', 'a=%2B%7E', 'a=%2b%7e', 'a=+~'], ['a=+%7E', 'a=+%7e']],
    [
      'a=x%20y+z',
      ['a=x%20y%20z', 'a=x+y+z'],
      [
        'a=x y+z',
        'a=x y%20z',
        'a=x%20y%2Bz',
        'a=x%20y%2bz',
        'a=x+y%20z',
        'a=x+y%2Bz',
        'a=x+y%2bz',
        'a=x y%2Bz',
        'a=x y%2bz',
      ],
    ],
    // The rest stays as it is, or is written anew, too.
    ['a=x%20%7A', ['a=x%20%7a', 'a=x+%7A', 'a=x+%7a', 'a=x%20z', 'a=x+z'], ['a=x z', 'a=x %7A', 'a=x %7a']],
    [
      'a=x+%7A',
      ['a=x+%7a', 'a=x%20%7A', 'a=x%20%7a', 'a=x%20z', 'a=x+z'],
      ['a=x%2Bz', 'a=x%2bz', 'a=x%2B%7A', 'a=x%2b%7a'],
    ],
    // What need not be encoded, and what must be.
    ['%61=%7A', ['%61=%7a', 'a=z'], []],
    ['a=é', ['a=%C3%A9', 'a=%c3%a9'], []],
    ['a=éü', ['a=%C3%A9%C3%BC', 'a=%c3%a9%c3%bc'], []],
    ['a~=1', ['a%7E=1', 'a%7e=1'], []],
    [
      'a=😀+',
      ['a=😀%20', 'a=%F0%9F%98%80%20', 'a=%f0%9f%98%80%20', 'a=%F0%9F%98%80+', 'a=%f0%9f%98%80+'],
      ['a=😀%2B', 'a=😀%2b', 'a=%F0%9F%98%80%2B', 'a=%f0%9f%98%80%2b'],
    ],
    ['a=%C3%A9%20', ['a=%c3%a9%20', 'a=%C3%A9+', 'a=%c3%a9+', 'a=é%20'], ['a=é+', 'a=é ', 'a=%C3%A9 ', 'a=%c3%a9 ']],
    ['a=%0a', ['a=%0A', 'a=\n'], []],
    // These would end the value, the name or the query; an equals sign ends a name alone.
    ['a=%26%23', [], []],
    ['a%3D=1', ['a%3d=1'], []],
    ['a%3D', ['a%3D=', 'a%3d'], ['a%3d=']],
    ['a=b=c', ['a=b%3Dc', 'a=b%3dc'], []],
    // What nothing can decode stays.
    ['a=%FF', ['a=%ff'], []],
    ['a=%ff', [], []],
    ['a=50%', ['a=50%25'], []],
    // JavaScript, Java, PHP and Ruby, Python, all of it, browsers; then the mixtures.
    [
      'a=~*/',
      [
        'a=~*%2F',
        'a=~*%2f',
        'a=%7E*%2F',
        'a=%7e*%2f',
        'a=~%2A%2F',
        'a=~%2a%2f',
        'a=~%2A/',
        'a=~%2a/',
        'a=%7E%2A%2F',
        'a=%7e%2a%2f',
      ],
      ['a=%7E*/', 'a=%7e*/', 'a=%7E%2A/', 'a=%7e%2a/'],
    ],
    [
      'a=!*~',
      ['a=%21*%7E', 'a=%21*%7e', 'a=%21%2A~', 'a=%21%2a~', 'a=%21%2A%7E', 'a=%21%2a%7e'],
      ['a=!*%7E', 'a=!*%7e', 'a=!%2A~', 'a=!%2a~', 'a=!%2A%7E', 'a=!%2a%7e', 'a=%21*~'],
    ],
  ])('%s', ([query, common, mixed]) => {
    const spellings = querySpellings(query);
    expect(spellings.common).toEqual(common);
    expect([...spellings.mixed].sort()).toEqual([...mixed].sort());
  });

  test('browsers leave more of it as it is than any library', () => {
    const { common } = querySpellings(`a=${encodeURIComponent(":/?@!$'()*,;[]=~|")}`);
    expect(common).toContain("a=:/?@!$'()*,;%5B%5D=~%7C");
    expect(common).toContain("a=:/?@!$'()*,;[]=~|");
    expect(querySpellings('a=%5B%7B').common).toContain('a=[%7B');
    expect(common).toContain("a=%3A%2F%3F%40!%24'()*%2C%3B%5B%5D%3D~%7C".toLowerCase());
  });

  test('mixtures end at 2,048', () => {
    const { mixed } = querySpellings('a=!"$(),/:;<>@~');
    expect(mixed).toHaveLength(2_048);
    expect(new Set(mixed).size).toBe(2_048);
  });
});
