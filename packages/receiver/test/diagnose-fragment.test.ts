import { describe, expect, test } from 'vitest';
import { toldOfUrl } from './diagnosed-examples.ts';

const page = 'https://a.example/x';

test('a fragment that was given, and is never signed', () => {
  expect(toldOfUrl(page, `${page}#rt=1234`, { maxAttempts: 100 })).toEqual([
    'url_fragment: the URL was signed without its fragment',
  ]);
  expect(toldOfUrl('/x?a=1', '/x?a=1#b#c', { maxAttempts: 100 })).toEqual([
    'url_fragment: the URL was signed without its fragment',
  ]);
});

describe('a fragment that was signed after all: tunings that users write', () => {
  test.for([
    '#ot=500',
    '#ct=1000',
    '#rt=5000',
    '#tt=15000',
    '#rc=0',
    '#rc=5',
    '#ot=1000&rt=1000&tt=1000',
    '#ot=2000&rt=5000&tt=10000',
    '#ot=15000&rt=15000&tt=15000',
  ])('%s', (tuning) => {
    expect(toldOfUrl(page + tuning, page)).toEqual([`url_fragment: the URL was signed with the fragment ${tuning}`]);
  });

  test.for(['#ot=0', '#tt=15500', '#rc=6', '#rc=-1'])('not %s, which nobody would', (tuning) => {
    expect(toldOfUrl(page + tuning, page, { maxAttempts: 2_000 })).toBeNull();
  });
});
