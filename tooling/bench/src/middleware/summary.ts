import type { Goal } from '../goals.ts';
import { ratioSpread, type Spread, spreadOf } from '../spread.ts';
import { textTable } from '../text-table.ts';
import { type Contender, contenders } from './contenders.ts';
import type { Cell, Sample } from './measure.ts';

/** What the middleware has to reach, beside the others in the same run. */
const atLeast: Readonly<Partial<Record<Contender, number>>> = { 'hand-written': 0.85, today: 2 };

type Figure = 'requestsPerSecond' | 'requestsPerCoreSecond' | 'busy';

function figures(cell: Cell, contender: Contender, figure: Figure): number[] {
  return cell.samples[contender].map((sample: Sample) => sample[figure]);
}

function ratio(cell: Cell, contender: Contender, figure: Figure): Spread {
  return ratioSpread(figures(cell, 'statuswire', figure), figures(cell, contender, figure));
}

function times({ median, min, max }: Spread): string {
  return `${median.toFixed(2)} (${min.toFixed(2)}-${max.toFixed(2)})`;
}

function thousands(values: readonly number[]): string {
  return `${(spreadOf(values).median / 1_000).toFixed(1)}k`;
}

/** What has to be reached on each framework in each dialect. */
export function middlewareGoals(cells: readonly Cell[]): Goal[] {
  return cells.flatMap((cell) =>
    contenders.flatMap((contender) => {
      const goal = atLeast[contender];
      if (goal === undefined) return [];
      const name = `${cell.framework}, ${cell.dialect}: statuswire over ${contender}`;
      return [{ name, ratio: ratio(cell, contender, 'requestsPerCoreSecond'), atLeast: goal }];
    }),
  );
}

/** The figures as text: medians over the rounds; ratios of the same round, with the least and the greatest. */
export function middlewareTable(cells: readonly Cell[]): string {
  const rows = cells.flatMap((cell) =>
    contenders.map((contender) => [
      `${cell.framework}, ${cell.dialect}, ${contender}`,
      thousands(figures(cell, contender, 'requestsPerSecond')),
      thousands(figures(cell, contender, 'requestsPerCoreSecond')),
      `${Math.round(spreadOf(figures(cell, contender, 'busy')).median * 100)} %`,
      `${spreadOf(cell.samples[contender].map(({ latency }) => latency.p99)).median.toFixed(1)}`,
      contender === 'statuswire' ? '' : times(ratio(cell, contender, 'requestsPerCoreSecond')),
      contender === 'statuswire' ? '' : times(ratio(cell, contender, 'requestsPerSecond')),
    ]),
  );
  return textTable([
    ['', 'req/s', 'req/core s', 'core busy', 'p99 ms', 'statuswire is times (core s)', 'and by the clock'],
    ...rows,
  ]);
}
