import type { Ratio } from '../goals.ts';
import { ratioSpread, type Spread, spreadOf } from '../spread.ts';
import { textTable } from '../text-table.ts';
import type { FloorSample } from './statement-floor.ts';
import { type ThroughputCell, type Writer, type WriteSample, writers } from './throughput.ts';

/** What group commit has to reach with many callers, beside one transaction each in the same run. */
const atLeast = 5;
const manyCallers = 256;

function figures(cell: ThroughputCell, writer: Writer, figure: (sample: WriteSample) => number): number[] {
  return cell.samples[writer].map(figure);
}

function ratio(cell: ThroughputCell): Spread {
  const recorded = ({ recordedPerSecond }: WriteSample) => recordedPerSecond;
  return ratioSpread(figures(cell, 'group commit', recorded), figures(cell, 'one transaction each', recorded));
}

/** Group commit beside one transaction each; with many callers there is a goal. */
export function throughputRatios(cells: readonly ThroughputCell[]): Ratio[] {
  return cells.map((cell) => ({
    name: `${cell.database}, ${cell.inFlight} in flight: group commit over one transaction each`,
    ratio: ratio(cell),
    goal: cell.inFlight >= manyCallers ? { kind: 'at least', value: atLeast } : null,
  }));
}

/** The figures as text: medians over the rounds; the ratio of the same round, with the least and the greatest. */
export function throughputTable(cells: readonly ThroughputCell[]): string {
  const rows = cells.flatMap((cell) =>
    writers.map((writer) => {
      const median = (figure: (sample: WriteSample) => number) => spreadOf(figures(cell, writer, figure)).median;
      const { median: times, min, max } = ratio(cell);
      return [
        `${cell.database}, ${cell.inFlight} in flight, ${writer}`,
        String(Math.round(median(({ recordedPerSecond }) => recordedPerSecond))),
        median(({ processorMicroseconds }) => processorMicroseconds).toFixed(0),
        median(({ perCommit }) => perCommit).toFixed(0),
        median(({ waited }) => waited.p50).toFixed(1),
        median(({ waited }) => waited.p99).toFixed(1),
        writer === 'group commit' ? `${times.toFixed(2)} (${min.toFixed(2)}-${max.toFixed(2)})` : '',
      ];
    }),
  );
  return textTable([
    ['', 'recorded/s', 'CPU µs each', 'per commit', 'p50 ms', 'p99 ms', 'times one transaction each'],
    ...rows,
  ]);
}

/** What the statements take by themselves, in words: what no way to record with them can beat. */
export function floorLine(samples: readonly FloorSample[]): string {
  const recorded = spreadOf(samples.map(({ recordedPerSecond }) => recordedPerSecond));
  const processor = spreadOf(samples.map(({ processorMicroseconds }) => processorMicroseconds));
  const [middle, least, most] = [recorded.median, recorded.min, recorded.max].map((perSecond) => perSecond.toFixed(0));
  return `SQLite alone, given the statements of 256 callers again: ${middle} records/s (${least}-${most}), ${processor.median.toFixed(0)} µs of the processor each`;
}

/** What a flush took, in words. */
export function flushLine({ median, min, max }: Spread): string {
  const [middle, least, most] = [median, min, max].map((milliseconds) => milliseconds.toFixed(3));
  return `Until 4 KiB are safe on this disk (fdatasync): ${middle} ms (${least}-${most})`;
}
