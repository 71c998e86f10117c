import { expect, test } from 'vitest';
import { dashboardTable, dashboardVerdicts } from '../src/dashboard/summary.ts';

test('goals are missed by what was slow, not by the one time that was', () => {
  const taken = [...Array<number>(99).fill(10), 400];
  const cell = {
    framework: 'koa',
    range: 'all',
    calls: [{ path: '/api/summary?since=x', first: 20, taken }],
    screens: [{ paintedAfter: 1_600, filledAfter: 1_700 }],
    scrolling: { rows: 3_000, longestTask: 250, heaviestTask: 30 },
  } as const;
  expect(dashboardVerdicts([cell]).map(({ reached }) => reached)).toEqual([true, false, true]);
  expect(dashboardTable([cell])).toMatch(/koa, all: \/api\/summary \(1\) +20\.0 +10\.0 +10\.0 +400\.0/);
});
