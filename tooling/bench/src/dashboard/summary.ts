import { textTable } from '../text-table.ts';
import type { Verdict } from '../verdict.ts';
import type { DashboardCell } from './measure.ts';
import { exact, quantile, whole, within } from './milliseconds.ts';

/** The most that each may take, in milliseconds. */
const goals = { call: 100, painted: 1_500, task: 200 } as const;

// Of a long query only which call it is matters.
const nameOf = (path: string, index: number): string => `${path.replace(/\?.*/, '')} (${index + 1})`;

/** The figures as text. */
export function dashboardTable(cells: readonly DashboardCell[]): string {
  const calls = cells.flatMap(({ framework, range, calls: ofCell }) =>
    ofCell.map(({ path, first, taken }, index) => [
      `${framework}, ${range}: ${nameOf(path, index)}`,
      exact(first),
      exact(quantile(taken, 0.5)),
      exact(quantile(taken, 0.95)),
      exact(Math.max(...taken)),
    ]),
  );
  const screens = cells.map(({ framework, range, screens: ofCell, scrolling }) => [
    `${framework}, ${range}`,
    whole(
      quantile(
        ofCell.map(({ paintedAfter }) => paintedAfter),
        0.5,
      ),
    ),
    whole(Math.max(...ofCell.map(({ paintedAfter }) => paintedAfter))),
    whole(
      quantile(
        ofCell.map(({ filledAfter }) => filledAfter),
        0.5,
      ),
    ),
    String(scrolling.rows),
    whole(scrolling.longestTask),
    whole(scrolling.heaviestTask),
  ]);
  return [
    textTable([['Calls of the first screen, ms', 'first', 'p50', 'p95', 'most'], ...calls]),
    textTable([
      ['First screen, ms', 'LCP', 'most', 'filled', 'rows scrolled', 'longest task', 'processor'],
      ...screens,
    ]),
  ].join('\n\n');
}

/** Whether each goal was reached. */
export function dashboardVerdicts(cells: readonly DashboardCell[]): Verdict[] {
  return cells.flatMap(({ framework, range, calls, screens, scrolling }) => {
    const slowest = Math.max(...calls.map(({ taken }) => quantile(taken, 0.95)));
    const painted = quantile(
      screens.map(({ paintedAfter }) => paintedAfter),
      0.5,
    );
    const on = `${framework}, ${range}`;
    const beside = `; the heaviest takes ${whole(scrolling.heaviestTask)} ms of the processor`;
    return [
      within(`${on}: slowest call of the first screen, p95`, slowest, goals.call),
      within(`${on}: largest contentful paint`, painted, goals.painted),
      // By the clock, as whoever scrolls has it. What the heaviest takes of the processor stands beside it: the rest is waiting.
      within(`${on}: longest task while scrolling`, scrolling.longestTask, goals.task, beside),
    ];
  });
}
