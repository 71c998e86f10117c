import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { candidateUrls } from '../src/candidate-urls.ts';
import { anyUrl, urlOf, urlPieces } from './arbitraries.ts';

function spellings(url: string, credentials: string | null = null): Record<string, string> {
  return Object.fromEntries(
    [...candidateUrls(url, credentials)].map((candidate) => [candidate.spelling, candidate.url]),
  );
}

describe('spellings of a URL', () => {
  it('adds the standard port, or leaves it out', () => {
    expect(spellings('https://example.com/a?b=c')).toEqual({
      'as given': 'https://example.com/a?b=c',
      'with :443': 'https://example.com:443/a?b=c',
    });
    expect(spellings('http://example.com:80/a')).toEqual({
      'as given': 'http://example.com:80/a',
      'without :80': 'http://example.com/a',
    });
  });

  it.each([
    'https://example.com:8443/a',
    'https://example.com:80/a',
    'http://example.com:443/a',
    'https://example.com:/a',
    'https://[::1]:8443/',
  ])('neither adds nor drops the port of %s', (url) => {
    expect(spellings(url)).toEqual({ 'as given': url });
  });

  it.each([
    ['https://[2001:db8::1]/a', 'https://[2001:db8::1]:443/a'],
    ['https://[::443]/a', 'https://[::443]:443/a'],
    ['HTTPS://example.com/a', 'HTTPS://example.com:443/a'],
    ['https://example.com', 'https://example.com:443'],
    ['https://example.com?a=:443', 'https://example.com:443?a=:443'],
  ])('adds the port of %s behind its host', (url, withPort) => {
    expect(spellings(url)).toEqual({ 'as given': url, 'with :443': withPort });
  });

  it('tries the URL without its fragment first, then with it', () => {
    expect([...candidateUrls('https://h:9/a#ot=1000', null)]).toEqual([
      { url: 'https://h:9/a', spelling: 'without fragment' },
      { url: 'https://h:9/a#ot=1000', spelling: 'with fragment' },
    ]);
  });

  it('leaves credentials out that were written', () => {
    expect(spellings('https://user:p@ss@h:9/a')).toEqual({
      'as given': 'https://user:p@ss@h:9/a',
      'without credentials': 'https://h:9/a',
    });
  });

  it('adds credentials that the request brings, as they are and as a URL would write them', () => {
    expect(spellings('https://h:9/a', 'user:50%')).toEqual({
      'as given': 'https://h:9/a',
      'with credentials': 'https://user:50%@h:9/a',
      'with encoded credentials': 'https://user:50%25@h:9/a',
    });
  });

  it.each(['evil.example/?', 'evil.example#', 'evil.example?x', 'evil.example\\', 'a b', 'a\tb'])(
    'lets no credentials put another host in front of ours: %j',
    (credentials) => {
      const hosts = [...candidateUrls('https://ours.example:9/a', credentials)].map(({ url }) => new URL(url).host);
      expect(new Set(hosts)).toEqual(new Set(['ours.example:9']));
    },
  );

  it('takes what is no http URL as it is', () => {
    expect(spellings('/callbacks?a#b')).toEqual({
      'without fragment': '/callbacks?a',
      'with fragment': '/callbacks?a#b',
    });
    expect(spellings('')).toEqual({ 'as given': '' });
  });

  it('gives nothing but the documented spellings, each once and the likeliest first, whatever the URL', () => {
    const documented =
      /^(as given|(with(out)? fragment)?(, )?((with|without|with encoded) credentials)?(, )?(with(out)? :(443|80))?)$/;
    fc.assert(
      fc.property(anyUrl, fc.option(fc.constantFrom('user:pass', 'u@x:p/q', '', ':', 'ü:€')), (url, credentials) => {
        const candidates = [...candidateUrls(url, credentials)];
        expect(candidates[0]?.url).toBe(url.split('#', 1)[0]);
        expect(new Set(candidates.map((candidate) => candidate.url)).size).toBe(candidates.length);
        expect(candidates.length).toBeLessThanOrEqual(12);
        for (const { spelling } of candidates) expect(spelling).toMatch(documented);
      }),
      { numRuns: 500 },
    );
  });

  it('changes scheme, host, path and query in no spelling, and no port that is not standard', () => {
    fc.assert(
      fc.property(urlPieces, fc.option(fc.constantFrom('user:pass', 'u@x:p/q')), (pieces, credentials) => {
        const { scheme, host, port, path, query } = pieces;
        const standard = scheme.toLowerCase() === 'https' ? ':443' : ':80';
        const ports = port === '' || port === standard ? ['', standard] : [port];
        for (const { url } of candidateUrls(urlOf(pieces), credentials)) {
          const bare = url.split('#', 1)[0] ?? '';
          expect(bare.startsWith(`${scheme}://`)).toBe(true);
          const endings = ports.map((one) => `${host}${one}${path}${query}`);
          const ending = endings.find((one) => bare.endsWith(one));
          expect(ending).toBeDefined();
          const userInfo = bare.slice(scheme.length + 3, -(ending ?? '').length);
          expect(['', pieces.credentials, 'user:pass@', 'u@x:p/q@', 'u%40x:p%2Fq@']).toContain(userInfo);
        }
      }),
      { numRuns: 500 },
    );
  });
});
