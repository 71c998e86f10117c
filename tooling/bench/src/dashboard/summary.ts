import { textTable } from '../text-table.ts';
import type { Verdict } from '../verdict.ts';
import type { DashboardCell } from './measure.ts';

/** The most that each may take, in milliseconds. */
const goals = { call: 100, painted: 1_500, task: 200 } as const;

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

const whole = (milliseconds: number): string => milliseconds.toFixed(0);
const exact = (milliseconds: number): string => milliseconds.toFixed(1);

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
    const verdict = (what: string, value: number, most: number): Verdict => ({
      reached: value <= most,
      text: `${framework}, ${range}: ${what} ${whole(value)} ms, goal ${most} ms or less`,
    });
    return [
      verdict('slowest call of the first screen, p95', slowest, goals.call),
      verdict('largest contentful paint', painted, goals.painted),
      // By the clock it tells as much of what else the machine does; the table has both.
      verdict('heaviest task while scrolling, of the processor', scrolling.heaviestTask, goals.task),
    ];
  });
}
