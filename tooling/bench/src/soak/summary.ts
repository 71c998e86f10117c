import type { Ratio } from '../goals.ts';
import { lineThrough } from '../least-squares.ts';
import { spreadOf } from '../spread.ts';
import { textTable } from '../text-table.ts';
import type { Verdict } from '../verdict.ts';
import type { MemorySample, SoakCell } from './measure.ts';

/** What 99 of 100 callbacks may wait at most, in milliseconds. */
const p99AtMostMs = 50;
/** What memory may be at the end, beside what it was after the first third: room for noise, none for a leak. */
const growthAtMost = 1.1;

/** What is asked of memory. */
export type MemoryFigure = 'residentBytes' | 'heapBytes';

/** How memory went after the first third, in which caches fill and code is compiled. Megabytes of a million bytes. */
export interface MemoryTrend {
  readonly perMinute: number;
  /** Of the line through what was measured. */
  readonly atStart: number;
  readonly atEnd: number;
  /** The most of the whole time. */
  readonly peak: number;
}

/** The trend of memory over the last two thirds, by least squares. */
export function memoryTrend(samples: readonly MemorySample[], figure: MemoryFigure): MemoryTrend {
  const points = samples.map((sample) => ({ x: sample.minutes, y: sample[figure] / 1_000_000 }));
  const last = points.at(-1)?.x ?? 0;
  const settled = points.filter(({ x }) => x >= last / 3);
  const { slope, intercept } = lineThrough(settled);
  const at = (x: number): number => intercept + slope * x;
  return {
    perMinute: slope,
    atStart: at(settled[0]?.x ?? 0),
    atEnd: at(last),
    peak: Math.max(...points.map(({ y }) => y)),
  };
}

const named: Readonly<Record<MemoryFigure, string>> = {
  residentBytes: 'resident memory',
  heapBytes: 'least heap',
};
const memoryFigures: readonly MemoryFigure[] = ['residentBytes', 'heapBytes'];

/** Whether memory stays flat and everything is answered. */
export function soakRatios(cells: readonly SoakCell[]): Ratio[] {
  return cells.flatMap(({ framework, callbacks, memory }) => [
    {
      name: `${framework}: answered 200 over all`,
      ratio: spreadOf([callbacks.accepted / (callbacks.accepted + callbacks.failed)]),
      goal: { kind: 'at least' as const, value: 1 },
      allowance: 0,
    },
    ...memoryFigures.map((figure) => {
      const { atStart, atEnd } = memoryTrend(memory, figure);
      return {
        name: `${framework}: ${named[figure]}, end over first third`,
        ratio: spreadOf([atEnd / atStart]),
        goal: { kind: 'at most' as const, value: growthAtMost },
      };
    }),
  ]);
}

/** Whether callbacks are answered in time. */
export function soakVerdicts(cells: readonly SoakCell[]): Verdict[] {
  return cells.map(({ framework, rate, minutes, callbacks }) => ({
    reached: callbacks.latency.p99 < p99AtMostMs,
    text: `${framework}, ${rate} callbacks a second for ${minutes} min: p99 ${callbacks.latency.p99.toFixed(1)} ms, goal less than ${p99AtMostMs}`,
  }));
}

/** The figures as text. */
export function soakTable(cells: readonly SoakCell[]): string {
  const latencies = cells.map(({ framework, callbacks, busy }) => [
    framework,
    String(callbacks.sent),
    String(callbacks.failed),
    (callbacks.accepted / callbacks.seconds).toFixed(0),
    callbacks.latency.p50.toFixed(1),
    callbacks.latency.p99.toFixed(1),
    callbacks.latency.max.toFixed(1),
    `${Math.round(busy * 100)} %`,
  ]);
  const trends = cells.flatMap(({ framework, memory }) =>
    memoryFigures.map((figure) => {
      const { perMinute, atStart, atEnd, peak } = memoryTrend(memory, figure);
      return [
        `${framework}, ${named[figure]}`,
        perMinute.toFixed(2),
        atStart.toFixed(1),
        atEnd.toFixed(1),
        peak.toFixed(1),
        String(memory.length),
      ];
    }),
  );
  return [
    textTable([['', 'sent', 'failed', 'per second', 'p50 ms', 'p99 ms', 'max ms', 'core busy'], ...latencies]),
    textTable([['', 'MB per minute', 'MB after a third', 'at the end', 'peak', 'samples'], ...trends]),
  ].join('\n\n');
}
