import { describe, expect, test } from 'vitest';
import { periodBefore, periodOf, readView } from '../src/view/view.ts';

const now = Date.parse('2026-11-20T15:42:10.000Z');

describe('the period of a view', () => {
  test.each([
    ['the last 24 hours, from a whole hour', {}, '2026-11-19T15:00:00.000Z', null],
    ['the last hour', { range: '1h' as const }, '2026-11-20T14:00:00.000Z', null],
    ['all there is', { range: 'all' as const }, null, null],
    [
      'its own range, widened to whole hours; it outweighs the one offered',
      { range: '7d' as const, since: '2026-11-20T10:10:00Z', until: '2026-11-20T11:01:00+00:00' },
      '2026-11-20T10:00:00.000Z',
      '2026-11-20T12:00:00.000Z',
    ],
    ['open at its beginning', { until: '2026-11-20T11:00:00Z' }, null, '2026-11-20T11:00:00.000Z'],
  ])('is %s', (_, view, since, until) => {
    expect(periodOf(view, now)).toEqual({ since, until });
  });
});

describe('the period before', () => {
  test.each([
    ['ends where its own range begins', { since: '2026-11-20T10:00:00Z', until: '2026-11-20T12:00:00Z' }, 8, 10],
    ['is as long as what has passed of an open range, to the nearest hour', { since: '2026-11-20T10:00:00Z' }, 4, 10],
    ['counts half an hour and more as one', { since: '2026-11-20T13:00:00Z' }, 10, 13],
    ['is of the hours that are shown, not of those that the range is called by', { range: '1h' as const }, 12, 14],
    ['is one hour at least, of what has just begun or not yet', { since: '2026-11-20T16:10:00Z' }, 15, 16],
  ])('%s', (_, view, fromHour, toHour) => {
    const at = (hour: number) => `2026-11-20T${String(hour).padStart(2, '0')}:00:00.000Z`;
    expect(periodBefore(view, now)).toEqual({ since: at(fromHour), until: at(toHour) });
  });

  test('of a day is 25 hours where 24 h 42 min have passed since its first whole hour', () => {
    expect(periodBefore({}, now)).toEqual({ since: '2026-11-18T14:00:00.000Z', until: '2026-11-19T15:00:00.000Z' });
    const early = Date.parse('2026-11-20T15:12:00.000Z');
    expect(periodBefore({}, early)).toEqual({ since: '2026-11-18T15:00:00.000Z', until: '2026-11-19T15:00:00.000Z' });
  });

  test.each([
    ['all there is', { range: 'all' as const }],
    ['what is open at its beginning', { until: '2026-11-20T12:00:00Z' }],
    ['what would begin before the year 0', { since: '0001-01-01T00:00:00Z' }],
  ])('of %s is none', (_, view) => {
    expect(periodBefore(view, now)).toBeNull();
  });

  test('neither overlaps the period nor leaves a gap, whatever the range and the minute', () => {
    for (const range of ['1h', '24h', '7d', '30d'] as const) {
      for (let minute = 0; minute < 60; minute += 7) {
        const at = now + minute * 60_000;
        const { since } = periodOf({ range }, at);
        const before = periodBefore({ range }, at);
        expect(before?.until).toBe(since);
        const lengthMs = Date.parse(before?.until ?? '') - Date.parse(before?.since ?? '');
        expect(Math.abs(lengthMs - (at - Date.parse(since ?? '')))).toBeLessThanOrEqual(30 * 60_000);
        expect(lengthMs % 3_600_000).toBe(0);
      }
    }
  });
});

describe('reading a view from an address', () => {
  test('takes what makes sense and leaves out the rest', () => {
    expect(
      readView({
        range: '7d',
        status: 'sent',
        errorCode: '',
        outcome: 'bogus',
        projectId: '',
        since: 'yesterday',
        x: '1',
      }),
    ).toEqual({ range: '7d', status: 'sent', errorCode: '' });
  });

  test('leaves out the range that is shown anyway', () => {
    expect(readView({ range: '24h' })).toEqual({});
    expect(readView({ range: '1h' })).toEqual({ range: '1h' });
  });

  test('takes a day or a moment for a time, and not what a browser would make one of', () => {
    for (const since of ['2026-11-20', '2026-11-20T10:00', '2026-11-20T10:00:00.5Z', '2026-11-20T10:00:00+0200'])
      expect(readView({ since })).toEqual({ since });
    for (const since of ['banana 3', '1', '11/20/2026', 'Fri, 20 Nov 2026 10:00:00 GMT', '2026-13-01', ''])
      expect(readView({ since })).toEqual({});
  });

  test('leaves out an end that is not after the beginning, and years that nobody can ask for', () => {
    const since = '2026-11-20T10:00:00.000Z';
    expect(readView({ since, until: since })).toEqual({ since });
    expect(readView({ since, until: '2026-11-20T10:00:01Z' })).toEqual({ since, until: '2026-11-20T10:00:01Z' });
    for (const year of ['+275760', '275760', '-000001'])
      expect(readView({ since: `${year}-01-01T00:00:00Z` })).toEqual({});
    // Widened to a whole hour it would end in the year 10000.
    expect(readView({ until: '9999-12-31T23:30:00Z' })).toEqual({});
  });
});
