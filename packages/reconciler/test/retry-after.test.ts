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
  expect(parseRetryAfter(header, now)).toBe(milliseconds);
});

test('whatever stands there, the wait is bounded', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.date({ noInvalidDate: true }).map((date) => date.toUTCString()),
      ),
      (header) => {
        const wait = parseRetryAfter(header, now);
        if (wait === null) return;
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(86_400_000);
      },
    ),
  );
});
