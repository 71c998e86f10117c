import { noiseAllowance, type Ratio } from '../goals.ts';
import { ratioSpread, type Spread, spreadOf } from '../spread.ts';
import { textTable } from '../text-table.ts';
import type { Verdict } from '../verdict.ts';
import type { QueryCell, QueryTime, QueryTimes } from './query-times.ts';

/** What each query may take at most in 95 of 100 cases, in milliseconds. */
const p95AtMostMs = 50;
/** How many times as long it may take with ten times the messages. */
const growthAtMost = 1.5;

type Measure = keyof QueryTime;

// Of all askings, the first ones too.
function p95({ rounds, first }: QueryTimes, measure: Measure): number {
  const all = [...rounds.flat(), ...first].map((time) => time[measure]).toSorted((a, b) => a - b);
  return all[Math.ceil(all.length * 0.95) - 1] ?? Number.NaN;
}

function medians({ rounds }: QueryTimes): number[] {
  return rounds.map((ofRound) => spreadOf(ofRound.map(({ clock }) => clock)).median);
}

interface Comparison {
  readonly name: string;
  readonly large: QueryTimes;
  readonly small: QueryTimes;
  readonly growth: Spread;
}

function comparisons([large, small]: readonly QueryCell[]): Comparison[] {
  if (large === undefined || small === undefined) return [];
  return Object.entries(large.queries).flatMap(([name, times]) => {
    const other = small.queries[name];
    if (other === undefined) return [];
    return [{ name, large: times, small: other, growth: ratioSpread(medians(times), medians(other)) }];
  });
}

/** How much longer each query takes with ten times the messages. */
export function queryRatios(cells: readonly QueryCell[]): Ratio[] {
  return comparisons(cells).map(({ name, growth }) => ({
    name: `${name}: all messages over a tenth of them`,
    ratio: growth,
    goal: { kind: 'at most', value: growthAtMost },
  }));
}

/** Whether each query is quick enough. */
export function queryVerdicts(cells: readonly QueryCell[]): Verdict[] {
  return comparisons(cells).map(({ name, large }) => {
    const slowest = p95(large, 'clock');
    return {
      reached: slowest <= p95AtMostMs * (1 + noiseAllowance),
      text: `${name}: p95 ${slowest.toFixed(1)} ms, goal ${p95AtMostMs} or less`,
    };
  });
}

/** The figures as text, in milliseconds; the growth is that of the medians of the same round. */
export function queryTable(cells: readonly QueryCell[]): string {
  const [large, small] = cells;
  const rows = comparisons(cells).map((comparison) => [
    comparison.name,
    spreadOf(medians(comparison.small)).median.toFixed(2),
    p95(comparison.small, 'clock').toFixed(2),
    spreadOf(medians(comparison.large)).median.toFixed(2),
    p95(comparison.large, 'clock').toFixed(2),
    p95(comparison.large, 'processor').toFixed(2),
    spreadOf(comparison.large.first.map(({ clock }) => clock)).median.toFixed(2),
    `${comparison.growth.median.toFixed(2)} (${comparison.growth.min.toFixed(2)}-${comparison.growth.max.toFixed(2)})`,
  ]);
  const heading = [
    '',
    `${small?.messages}: p50`,
    'p95',
    `${large?.messages}: p50`,
    'p95',
    'p95 CPU',
    'first',
    'times as long',
  ];
  return textTable([heading, ...rows]);
}
