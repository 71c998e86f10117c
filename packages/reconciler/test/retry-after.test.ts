import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRetryAfter } from '../src/retry-after.ts';

const now = new Date('2026-03-17T10:00:00.000Z');

test.for<[string | null, number | null]>([
  ['0', 0],
  ['120', 120_000],
  [' 7 ', 7_000],
  ['999999999999', 86_400_000],
  ['Tue, 17 Mar 2026 10:01:30 GMT', 90_000],
  ['Tue, 17 Mar 2026 09:00:00 GMT', 0],
  ['Fri, 31 Dec 9999 23:59:59 GMT', 86_400_000],
  ['Tue, 99 Mar 2026 10:01:30 GMT', null],
  ['-5', null],
  ['1.5', null],
  ['1e9', null],
  ['soon', null],
  ['', null],
  [null, null],
])('%s means %s ms', ([header, milliseconds]) => {
  expect(parseRetryAfter(header, null, now)).toBe(milliseconds);
});

test.for<[string | null, number]>([
  ['Tue, 17 Mar 2026 10:00:30 GMT', 60_000],
  // An hour ahead of ours, or behind.
  ['Tue, 17 Mar 2026 11:00:00 GMT', 0],
  ['Tue, 17 Mar 2026 09:00:00 GMT', 3_690_000],
  ['yesterday', 90_000],
  [null, 90_000],
])('a date is one of the clock that wrote it: %s', ([date, milliseconds]) => {
  expect(parseRetryAfter('Tue, 17 Mar 2026 10:01:30 GMT', date, now)).toBe(milliseconds);
  expect(parseRetryAfter('90', date, now)).toBe(90_000);
});

test('whatever stands there, the wait is bounded', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
      ),
      (header) => {
        const wait = parseRetryAfter(header, null, now);
        if (wait === null) return;
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(86_400_000);
      },
    ),
  );
});
