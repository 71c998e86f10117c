import { textTable } from '../text-table.ts';
import type { Verdict } from '../verdict.ts';
import type { DemoCell } from './demo.ts';
import { quantile, whole, within } from './milliseconds.ts';

/** The most that each may take on the demo's data, in milliseconds. */
const goals = { content: 1_000, painted: 1_500 } as const;

const contentOf = ({ screens }: DemoCell) => screens.map(({ contentAfter }) => contentAfter);
const paintedOf = ({ screens }: DemoCell) => screens.map(({ paintedAfter }) => paintedAfter);
const filledOf = ({ screens }: DemoCell) => screens.map(({ filledAfter }) => filledAfter);

/** The figures as text. */
export function demoTable(cells: readonly DemoCell[]): string {
  const rows = cells.map((cell) => [
    `${cell.framework}, after ${cell.ranMs / 1_000} s`,
    String(cell.screens.length),
    ...[contentOf, paintedOf, filledOf].flatMap((of) => [whole(quantile(of(cell), 0.5)), whole(Math.max(...of(cell)))]),
  ]);
  return textTable([
    ['First screen on the demo, cold cache, ms', 'times', 'FCP', 'most', 'LCP', 'most', 'filled', 'most'],
    ...rows,
  ]);
}

/** Whether each goal was reached, by the median: the most stands in the table. */
export function demoVerdicts(cells: readonly DemoCell[]): Verdict[] {
  return cells.flatMap((cell) => [
    within(`${cell.framework}, demo: first contentful paint`, quantile(contentOf(cell), 0.5), goals.content),
    within(`${cell.framework}, demo: largest contentful paint`, quantile(paintedOf(cell), 0.5), goals.painted),
  ]);
}
