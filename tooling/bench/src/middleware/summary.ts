import type { Ratio } from '../goals.ts';
import { ratioSpread, type Spread, spreadOf } from '../spread.ts';
import { textTable } from '../text-table.ts';
import { type Contender, contenders } from './contenders.ts';
import type { Cell, Sample } from './measure.ts';

/** What the middleware has to reach, beside the others in the same run. */
const atLeast: Readonly<Partial<Record<Contender, number>>> = { 'hand-written': 1, today: 2.2, twilio: 2.2 };

type Figure = 'requestsPerSecond' | 'requestsPerCoreSecond' | 'busy';

function samplesOf(cell: Cell, contender: Contender): readonly Sample[] {
  return cell.samples[contender] ?? [];
}

function figures(cell: Cell, contender: Contender, figure: Figure): number[] {
  return samplesOf(cell, contender).map((sample) => sample[figure]);
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

function othersOf({ samples }: Cell): Contender[] {
  return contenders.filter((contender) => contender !== 'statuswire' && samples[contender] !== undefined);
}

/** The middleware beside each of the others, on each framework in each dialect; some of them have a goal. */
export function middlewareRatios(cells: readonly Cell[]): Ratio[] {
  return cells.flatMap((cell) =>
    othersOf(cell).map((contender) => {
      const value = atLeast[contender];
      return {
        name: `${cell.framework}, ${cell.dialect}: statuswire over ${contender}`,
        ratio: ratio(cell, contender, 'requestsPerCoreSecond'),
        goal: value === undefined ? null : { kind: 'at least' as const, value },
      };
    }),
  );
}

/** The figures as text: medians over the rounds; ratios of the same round, with the least and the greatest. */
export function middlewareTable(cells: readonly Cell[]): string {
  const rows = cells.flatMap((cell) =>
    [...othersOf(cell), 'statuswire' as const].map((contender) => [
      `${cell.framework}, ${cell.dialect}, ${contender}`,
      thousands(figures(cell, contender, 'requestsPerSecond')),
      thousands(figures(cell, contender, 'requestsPerCoreSecond')),
      `${Math.round(spreadOf(figures(cell, contender, 'busy')).median * 100)} %`,
      `${spreadOf(samplesOf(cell, contender).map(({ latency }) => latency.p99)).median.toFixed(1)}`,
      contender === 'statuswire' ? '' : times(ratio(cell, contender, 'requestsPerCoreSecond')),
      contender === 'statuswire' ? '' : times(ratio(cell, contender, 'requestsPerSecond')),
    ]),
  );
  return textTable([
    ['', 'req/s', 'req/core s', 'core busy', 'p99 ms', 'statuswire is times (core s)', 'and by the clock'],
    ...rows,
  ]);
}
