import { expect, test } from 'vitest';
import { demoTable, demoVerdicts } from '../src/dashboard/demo-summary.ts';
import { dashboardTable, dashboardVerdicts } from '../src/dashboard/summary.ts';

test('goals are missed by what was slow, not by the one time that was', () => {
  const taken = [...Array<number>(99).fill(10), 400];
  const cell = {
    framework: 'koa',
    range: 'all',
    calls: [{ path: '/api/summary?since=x', first: 20, taken }],
    screens: [{ contentAfter: 900, paintedAfter: 1_600, filledAfter: 1_700 }],
    scrolling: { rows: 3_000, longestTask: 250, heaviestTask: 30 },
  } as const;
  const verdicts = dashboardVerdicts([cell]);
  expect(verdicts.map(({ reached }) => reached)).toEqual([true, false, false]);
  expect(verdicts[2]?.text).toBe(
    'koa, all: longest task while scrolling 250 ms, goal 200 ms or less; the heaviest takes 30 ms of the processor',
  );
  expect(dashboardTable([cell])).toMatch(/koa, all: \/api\/summary \(1\) +20\.0 +10\.0 +10\.0 +400\.0/);
});

test('of the demo the median is held to the goals, and the most is told beside it', () => {
  const screens = [700, 1_100, 800].map((contentAfter) => ({
    contentAfter,
    paintedAfter: 2 * contentAfter,
    filledAfter: 3_000,
  }));
  const cell = { framework: 'express', ranMs: 30_000, screens } as const;
  expect(demoVerdicts([cell])).toEqual([
    { reached: true, text: 'express, demo: first contentful paint 800 ms, goal 1000 ms or less' },
    { reached: false, text: 'express, demo: largest contentful paint 1600 ms, goal 1500 ms or less' },
  ]);
  expect(demoTable([cell])).toMatch(/express, after 30 s +3 +800 +1100 +1600 +2200 +3000 +3000/);
});
