import { expect, test } from 'vitest';
import { ownRangeText } from '../src/view/format.ts';

test.each([
  [{ since: '2026-11-20T10:00:00' }, 'since 20 Nov, 10:00'],
  [{ until: '2026-11-20T10:00:00' }, 'until 20 Nov, 10:00'],
  [{ since: '2026-11-20T10:00:00', until: '2026-11-20T12:00:00' }, '20 Nov, 10:00–12:00'],
  [{ since: '2020-11-20T10:00:00' }, 'since 20 Nov 2020, 10:00'],
  [{ since: '2025-12-31T10:00:00', until: '2026-01-01T12:00:00' }, '31 Dec 2025, 10:00 – 1 Jan 2026, 12:00'],
  [{}, 'until now'],
])('a range of %j is told as %s', (range, text) => {
  // Which spaces stand around a dash is the locale's matter.
  const told = ownRangeText(range, new Date('2026-11-22T12:00:00')).replace(/\s/g, ' ');
  expect(told).toBe(text);
});
