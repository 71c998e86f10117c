import { describe, expect, test } from 'vitest';
import { correctedSearch, parseSearch, stringifySearch } from '../src/view/address.ts';

describe('the search of an address', () => {
  test('is read as texts, in its order, without what makes no sense', () => {
    const search = parseSearch('?by=prefix&errorCode=30003&range=forever&projectId=&x=1&__proto__=1&constructor=1');
    expect(Object.entries(search)).toEqual([
      ['by', 'prefix'],
      ['errorCode', '30003'],
    ]);
  });

  test('takes a plus sign that nobody encoded for what it was', () => {
    expect(parseSearch('?since=2026-11-22T04:30:00+02:00')).toEqual({ since: '2026-11-22T04:30:00+02:00' });
  });

  test('is written without what is undefined or makes no sense', () => {
    expect(stringifySearch({ range: undefined, until: 'tomorrow', state: 'held', number: '+1 2' })).toBe(
      '?number=%2B1+2',
    );
    expect(stringifySearch({ since: 'yesterday' })).toBe('');
  });

  test.each([
    ['?since=yesterday', ''],
    ['?range=7d&status=nonsense', '?range=7d'],
    ['?status=sent&status=failed', '?status=failed'],
    ['?since=2026-11-22T04:30:00+02:00', '?since=2026-11-22T04%3A30%3A00%2B02%3A00'],
    ['?state=nonsense', ''],
    // These say what they show, if in another order or encoding.
    ['', null],
    ['?status=sent&range=7d', null],
    ['?since=2026-11-22T04:30:00Z', null],
    ['?state=recorded&range=7d', null],
  ])('%s is corrected to %j', (text, corrected) => {
    expect(correctedSearch(text)).toBe(corrected);
    if (corrected !== null) expect(correctedSearch(corrected)).toBeNull();
  });
});
