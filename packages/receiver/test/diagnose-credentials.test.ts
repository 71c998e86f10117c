import { Buffer } from 'node:buffer';
import { describe, expect, test } from 'vitest';
import { toldOfUrl } from './diagnosed-examples.ts';

const bare = 'https://a.example/x';
const withCredentials = (credentials: string): string => `https://${credentials}@a.example/x`;
const basic = (credentials: string) => ({ authorization: `Basic ${Buffer.from(credentials).toString('base64')}` });

const without = 'url_credentials: the URL was signed without its credentials';
const within = 'url_credentials: the URL was signed with the credentials in it';
const encoding = 'url_credentials: the credentials in the URL were signed in another encoding';

describe('credentials that the URL holds', () => {
  test.for([
    [bare, 'u:p', without],
    // Encoded as browsers do, and more strictly; the first colon ends the name.
    [withCredentials('u:p%40q'), 'u:p@q', encoding],
    [withCredentials('u:p!%C3%A9'), 'u:p!é', encoding],
    [withCredentials('u%21:%27%28p%29%2A'), "u!:'(p)*", encoding],
    [withCredentials('u:p%3Aq%3Ar'), 'u:p:q:r', encoding],
    [withCredentials('u%20v'), 'u v', encoding],
    // Decoded, and without the password: less likely.
    [withCredentials('u:p q'), 'u:p%20q', encoding],
    [withCredentials('u'), 'u:p', encoding],
  ] as const)('%s, where %s is given', ([signed, given, expected]) => {
    expect(toldOfUrl(signed, withCredentials(given))).toEqual([expected]);
  });

  test('what cannot be decoded is no obstacle', () => {
    expect(toldOfUrl(bare, withCredentials('u:100%'))).toEqual([without]);
  });
});

describe('credentials that the request sends', () => {
  test.for([
    [withCredentials('u:p'), 'u:p', within],
    [withCredentials('u:p%40q'), 'u:p@q', within],
    [withCredentials('u%20v'), 'u v', within],
    [withCredentials('u'), 'u:p', within],
  ] as const)('%s, where %s is sent', ([signed, sent, expected]) => {
    expect(toldOfUrl(signed, bare, { headers: basic(sent) })).toEqual([expected]);
  });

  test('beside others in the URL', () => {
    expect(toldOfUrl(withCredentials('u:new'), withCredentials('u:old'), { headers: basic('u:new') })).toEqual([
      encoding,
    ]);
  });
});
