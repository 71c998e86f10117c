import { describe, expect, test } from 'vitest';
import { callbackTiming, defaultTiming } from '../src/callback/callback-timing.ts';
import { parseCallbackUrl } from '../src/callback/callback-url.ts';

describe('a callback URL', () => {
  test('is taken apart and never re-encoded', () => {
    expect(parseCallbackUrl('https://me:p%40ss@example.com:443/a/../b%2f?x=%7e&y=[1]#ot=100')).toEqual({
      signed: 'https://me:p%40ss@example.com:443/a/../b%2f?x=%7e&y=[1]',
      secure: true,
      authority: 'example.com:443',
      hostname: 'example.com',
      port: 443,
      path: '/a/../b%2f?x=%7e&y=[1]',
      credentials: 'me:p@ss',
      timing: { ...defaultTiming, connectMs: 100 },
    });
  });

  test.for([
    ['http://example.com', 80, '/'],
    ['https://example.com?a=b', 443, '/?a=b'],
    ['http://[::1]:8080/x', 8080, '/x'],
    ['HTTP://EXAMPLE.com/', 80, '/'],
  ] as const)('%s', ([url, port, path]) => {
    expect(parseCallbackUrl(url)).toMatchObject({ port, path });
  });

  test.for([
    '',
    '/callbacks',
    'example.com',
    'ftp://example.com',
    'http://',
    'http:///x',
    'http://exa mple.com/',
    'http://例え.example/',
    'http://example.com/a b',
    'http://example.com/ü',
    'http://example.com:99999/',
    'http://example.com/\r\nX-Injected: 1',
  ])('%j is none', (url) => {
    expect(parseCallbackUrl(url)).toBeNull();
  });
});

describe('the fragment', () => {
  test('tunes the timing', () => {
    expect(callbackTiming('https://example.com/#ot=1000&rt=500&tt=9000')).toEqual({
      connectMs: 1_000,
      readMs: 500,
      totalMs: 9_000,
    });
    expect(callbackTiming('https://example.com/#tt=1')).toEqual({ ...defaultTiming, totalMs: 1 });
  });

  test.for(['', 'top', 'rt=', 'rt=0', 'rt=-5', 'rt=1e3', 'rt=99999999', 'RT=5'])('%j changes nothing', (fragment) => {
    expect(callbackTiming(`https://example.com/?ot=1#${fragment}`)).toEqual(defaultTiming);
  });
});

test("the timing is SignalWire's", () => {
  expect(defaultTiming).toEqual({ connectMs: 2_000, readMs: 5_000, totalMs: 15_000 });
});
