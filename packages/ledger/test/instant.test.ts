import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalInstant, millisecondsOf } from '../src/instant.ts';

const anyDate = fc.date({
  min: new Date('0000-01-01T00:00:00.000Z'),
  max: new Date('9999-12-31T23:59:59.999Z'),
  noInvalidDate: true,
});
const two = (least: number, most: number) =>
  fc.integer({ min: least, max: most }).map((value) => String(value).padStart(2, '0'));

describe('instants', () => {
  test('are read as Date.parse reads them, whatever was read before', () => {
    fc.assert(
      fc.property(fc.array(anyDate, { minLength: 1, maxLength: 5 }), (dates) => {
        for (const date of dates) {
          expect(millisecondsOf(date.toISOString())).toBe(date.getTime());
          expect(canonicalInstant(date.toISOString())).toBe(date.toISOString());
        }
      }),
    );
    expect(millisecondsOf('2026-03-01T10:00:00+02:00')).toBe(Date.parse('2026-03-01T08:00:00Z'));
    expect(millisecondsOf('2026-03-01T10:00:00+0200')).toBe(Date.parse('2026-03-01T08:00:00Z'));
    expect(millisecondsOf('-000001-03-01T10:00:00.000Z')).toBe(Date.parse('-000001-03-01T10:00:00.000Z'));
  });

  test('that the calendar does not have are refused, and the others taken, in any order', () => {
    const anyFields = fc.tuple(two(0, 13), two(0, 32), two(0, 25), two(0, 61));
    fc.assert(
      fc.property(fc.array(anyFields, { minLength: 1, maxLength: 5 }), (all) => {
        for (const [month, day, hour, minute] of all) {
          const text = `2026-${month}-${day}T${hour}:${minute}:00.000Z`;
          const milliseconds = Date.parse(text);
          const exists = !Number.isNaN(milliseconds) && new Date(milliseconds).toISOString() === text;
          // Midnight at the end of a day is the beginning of the next.
          if (hour !== '24') expect(canonicalInstant(text)).toBe(exists ? text : null);
        }
      }),
      { numRuns: 1_000 },
    );
  });
});
