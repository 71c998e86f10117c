import { env } from 'node:process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { checkedRange, toLocalField } from '../src/view/local-time.ts';

const zoneBefore = env.TZ;
const inZone = (zone: string | undefined) => {
  if (zone === undefined) delete env.TZ;
  else env.TZ = zone;
};
beforeEach(() => inZone('America/New_York'));
afterEach(() => inZone(zoneBefore));

describe('a range by its ends', () => {
  test('is of the time zone of the browser, widened to whole hours', () => {
    expect(checkedRange({ from: '2026-11-20T09:15', until: '2026-11-20T11:01' })).toEqual({
      ok: true,
      since: '2026-11-20T14:00:00.000Z',
      until: '2026-11-20T17:00:00.000Z',
    });
  });

  test('has an empty field for an end that a field cannot hold', () => {
    // In New York it is the last evening of the year 0.
    expect([toLocalField('0001-01-01T00:00:00Z'), toLocalField('0001-01-02T00:00:00Z')]).toEqual([
      '',
      expect.stringMatching(/^0001-01-01T19:/),
    ]);
  });

  test('is widened to hours of UTC, as figures are kept, where the zone is off by half an hour', () => {
    inZone('Asia/Kolkata');
    const checked = checkedRange({ from: '2026-11-20T09:00', until: '2026-11-20T10:00' });
    expect(checked).toEqual({ ok: true, since: '2026-11-20T03:00:00.000Z', until: '2026-11-20T05:00:00.000Z' });
    expect([toLocalField('2026-11-20T03:00:00.000Z'), toLocalField('2026-11-20T05:00:00.000Z')]).toEqual([
      '2026-11-20T08:30',
      '2026-11-20T10:30',
    ]);
  });

  test('may be open at one end', () => {
    expect(checkedRange({ from: '2026-07-01T00:00', until: '' })).toEqual({
      ok: true,
      since: '2026-07-01T04:00:00.000Z',
      until: undefined,
    });
    expect(checkedRange({ from: '', until: '2026-07-01T00:00' })).toMatchObject({ ok: true, since: undefined });
  });

  test.each([
    ['nothing at all', '', '', 'from', /Say from when/],
    ['an end before the beginning', '2026-11-20T09:00', '2026-11-20T08:00', 'until', /after From/],
    ['an end that is the beginning', '2026-11-20T09:00', '2026-11-20T09:00', 'until', /after From/],
    ['half a time', 'in part', '2026-11-20T09:00', 'from', /not a whole date/],
    ['half an end', '2026-11-20T09:00', 'in part', 'until', /not a whole date/],
    ['a year of five digits', '12026-11-20T09:00', '', 'from', /not a whole date/],
  ])('is refused: %s', (_, from, until, at, problem) => {
    expect(checkedRange({ from, until })).toEqual({ ok: false, at, problem: expect.stringMatching(problem) });
  });

  test('reads back what it wrote, over the hour that comes twice, too', () => {
    for (let hour = 0; hour < 48; hour += 1) {
      const instant = new Date(Date.UTC(2026, 9, 31, hour)).toISOString();
      const checked = checkedRange({ from: toLocalField(instant), until: '' });
      expect(checked.ok && toLocalField(checked.since ?? '')).toBe(toLocalField(instant));
    }
  });
});
