import { describe, expect, test } from 'vitest';
import { createUrlSpellings } from '../src/diagnosis/url-spellings.ts';
import { type Evidence, toldOfUrl } from './diagnosed-examples.ts';

type Headers = NonNullable<Evidence['headers']>;
type Row = readonly [signed: string, given: string, told: string, headers?: Headers];

describe('scheme and port, found at once', () => {
  test.for<Row>([
    ['http://a.example/x', 'https://a.example/x', 'url_scheme: http was signed, and the URL says https'],
    ['https://a.example/x', 'http://a.example/x', 'url_scheme: https was signed, and the URL says http'],
    ['http://a.example/x', 'HTTPS://a.example/x', 'url_scheme: http was signed, and the URL says HTTPS'],
    ['https://a.example/x', 'https://a.example:3000/x', 'url_port: no port was signed, and the URL has port 3000'],
    ['https://a.example:443/x', 'https://a.example/x', 'url_port: port 443 was signed, and the URL has none'],
    ['https://a.example:443/x', 'https://a.example:3000/x', 'url_port: port 443 was signed, and the URL has port 3000'],
    ['HTTPS://a.example:443/x', 'HTTPS://a.example/x', 'url_port: port 443 was signed, and the URL has none'],
    ['http://a.example:80/x', 'http://a.example/x', 'url_port: port 80 was signed, and the URL has none'],
    [
      'https://a.example:12345/x',
      'https://a.example/x',
      'url_port: port 12345 was signed, and the URL has none',
      { 'x-forwarded-port': '80, 12345' },
    ],
    [
      'https://a.example:12345/x',
      'https://a.example:3000/x',
      'url_port: port 12345 was signed, and the URL has port 3000',
      { 'x-forwarded-port': ['12345'] },
    ],
    [
      'https://a.example:8443/x',
      'https://a.example/x',
      'url_port: port 8443 was signed (named by host), and the URL has none',
      { host: 'a.example:8443' },
    ],
  ])('%s, checked against %s', ([signed, given, expected, headers = {}]) => {
    expect(toldOfUrl(signed, given, { headers, maxAttempts: 100 })).toEqual([expected]);
  });
});

describe('ports on which servers often listen', () => {
  test.for([80, 3000, 3001, 4000, 4040, 5000, 8000, 8080, 8081, 8443, 8888, 9000])('%i', (port) => {
    // Before every port is looked at.
    expect(toldOfUrl(`https://a.example:${port}/x`, 'https://a.example/x', { maxAttempts: 2_000 })).toEqual([
      `url_port: port ${port} was signed, and the URL has none`,
    ]);
  });
});

describe('the host that a header names, found at once', () => {
  const signed = 'https://public.example/x';
  test.for<readonly [name: string, value: string | readonly string[]]>([
    ['x-forwarded-host', 'public.example'],
    ['x-forwarded-host', 'other.example, public.example'],
    ['x-forwarded-host', ['other.example', 'public.example']],
    ['x-original-host', 'public.example'],
    ['host', 'public.example'],
    ['forwarded', 'for=192.0.2.1;host=public.example;proto=https'],
    ['forwarded', 'for=192.0.2.1, for=192.0.2.2; Host="public.example"'],
  ])('%s: %s', ([name, value]) => {
    expect(toldOfUrl(signed, 'https://app/x', { headers: { [name]: value }, maxAttempts: 100 })).toEqual([
      `url_host: public.example was signed (named by ${name}), and the URL names app`,
    ]);
  });

  test('or that the caller names', () => {
    expect(
      toldOfUrl(signed, 'https://app:3000/x', { hosts: ['other.example', 'public.example'], maxAttempts: 100 }),
    ).toEqual(['url_host: public.example was signed (one of the further hosts given), and the URL names app:3000']);
  });
});

describe('hosts on a port that was named elsewhere, and hosts in another spelling', () => {
  test.for<Row>([
    [
      'https://public.example:8443/x',
      'https://app/x',
      'url_host: public.example:8443 was signed (named by x-forwarded-host), and the URL names app',
      { 'x-forwarded-host': 'public.example:8443' },
    ],
    [
      'https://public.example/x',
      'https://app/x',
      'url_host: public.example was signed (named by x-forwarded-host), and the URL names app',
      { 'x-forwarded-host': 'public.example:3000' },
    ],
    [
      'https://public.example:3000/x',
      'https://app:3000/x',
      'url_host: public.example:3000 was signed (named by x-forwarded-host), and the URL names app:3000',
      { 'x-forwarded-host': 'public.example' },
    ],
    [
      'https://public.example:12345/x',
      'https://app/x',
      'url_host: public.example:12345 was signed (named by x-forwarded-host), and the URL names app',
      { 'x-forwarded-host': 'public.example', 'x-forwarded-port': '12345' },
    ],
    ['https://a.example/x', 'https://A.Example/x', 'url_host: a.example was signed, and the URL names A.Example'],
    [
      'https://xn--bcher-kva.example/x',
      'https://XN--bcher-kva.example/x',
      'url_host: xn--bcher-kva.example was signed, and the URL names XN--bcher-kva.example',
    ],
    [
      'https://bücher.example/x',
      'https://xn--bcher-kva.example/x',
      'url_host: bücher.example was signed, and the URL names xn--bcher-kva.example',
    ],
    [
      'https://www.a.example/x',
      'https://a.example/x',
      'url_host: www.a.example was signed, and the URL names a.example',
    ],
    [
      'https://a.example:3000/x',
      'https://WWW.a.example:3000/x',
      'url_host: a.example:3000 was signed, and the URL names WWW.a.example:3000',
    ],
  ])('%s, checked against %s', ([signed, given, expected, headers = {}]) => {
    expect(toldOfUrl(signed, given, { headers })).toEqual([expected]);
  });

  test('of a www that does not begin the host, nothing is taken', () => {
    expect(toldOfUrl('https://a.example/x', 'https://a.www.example/x', { maxAttempts: 2_000 })).toBeNull();
  });
});

test('what is likely, in its order, and what is no evidence', () => {
  const headers = {
    host: 'app:3000',
    'x-forwarded-host': 'public.example, ',
    'x-forwarded-port': '8443, https, 123456',
    'x-forwarded-prefix': '/',
    'x-original-uri': '/inner',
    'x-original-url': '*',
    forwarded: 'for=192.0.2.1',
  };
  const urlsAt = createUrlSpellings('http://app:3000/inner', { headers, hosts: [] });
  expect(urlsAt(2).map(({ value }) => value)).toEqual([
    'http://app:3000/inner/',
    'http://app/inner',
    'http://app:80/inner',
    'http://app:8443/inner',
    'http://public.example/inner',
    'https://app:3000/inner',
  ]);
});
