import type { Ratio } from '../goals.ts';
import { ratioSpread, type Spread, spreadOf } from '../spread.ts';
import { textTable } from '../text-table.ts';
import { type AppCell, type AppSample, records } from './app.ts';

/** What the app on SQLite has to reach, beside the app on the store in memory in the same run. */
const atLeast = 0.6;

type Rate = 'requestsPerSecond' | 'requestsPerCoreSecond';

function ratio({ samples }: AppCell, rate: Rate): Spread {
  return ratioSpread(
    samples.sqlite.map((sample) => sample[rate]),
    samples.memory.map((sample) => sample[rate]),
  );
}

function times({ median, min, max }: Spread): string {
  return `${median.toFixed(2)} (${min.toFixed(2)}-${max.toFixed(2)})`;
}

/**
 * What has to be reached on each framework: by the clock, as waiting for the disk is what SQLite adds. Processor time, which
 * knows nothing of that wait, stands beside it in the table and is no goal.
 */
export function appRatios(cells: readonly AppCell[]): Ratio[] {
  return cells.map((cell) => ({
    name: `${cell.framework}: app on SQLite over app in memory`,
    ratio: ratio(cell, 'requestsPerSecond'),
    goal: { kind: 'at least', value: atLeast },
  }));
}

/** The figures as text: medians over the rounds; ratios of the same round, with the least and the greatest. */
export function appTable(cells: readonly AppCell[]): string {
  const rows = cells.flatMap((cell) =>
    records.map((recordIn) => {
      const median = (figure: (sample: AppSample) => number) => spreadOf(cell.samples[recordIn].map(figure)).median;
      return [
        `${cell.framework}, ${recordIn}`,
        String(Math.round(median(({ requestsPerSecond }) => requestsPerSecond))),
        String(Math.round(median(({ requestsPerCoreSecond }) => requestsPerCoreSecond))),
        `${Math.round(median(({ busy }) => busy) * 100)} %`,
        median(({ latency }) => latency.p50).toFixed(1),
        median(({ latency }) => latency.p99).toFixed(1),
        recordIn === 'sqlite' ? times(ratio(cell, 'requestsPerSecond')) : '',
        recordIn === 'sqlite' ? times(ratio(cell, 'requestsPerCoreSecond')) : '',
      ];
    }),
  );
  return textTable([
    ['', 'req/s', 'req/core s', 'core busy', 'p50 ms', 'p99 ms', 'times memory', 'per core s'],
    ...rows,
  ]);
}
