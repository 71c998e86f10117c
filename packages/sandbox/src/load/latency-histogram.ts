import { createHistogram } from 'node:perf_hooks';

/** Percentiles of times, in milliseconds. */
export interface LatencySummary {
  readonly count: number;
  readonly min: number;
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** Counts times without keeping them: memory does not grow with their number. */
export interface LatencyHistogram {
  record(milliseconds: number): void;
  summary(): LatencySummary;
}

const microseconds = 1_000;
const longest = 120_000 * microseconds;

/** Makes a histogram from a microsecond to two minutes, exact to three digits. */
export function createLatencyHistogram(): LatencyHistogram {
  const histogram = createHistogram({ lowest: 1, highest: longest, figures: 3 });

  function percentile(share: number): number {
    return histogram.count === 0 ? 0 : histogram.percentile(share) / microseconds;
  }

  return {
    record(milliseconds) {
      // Its smallest value is 1.
      histogram.record(Math.min(Math.max(Math.round(milliseconds * microseconds), 1), longest));
    },
    summary: () => ({
      count: histogram.count,
      min: histogram.count === 0 ? 0 : histogram.min / microseconds,
      mean: histogram.count === 0 ? 0 : histogram.mean / microseconds,
      p50: percentile(50),
      p90: percentile(90),
      p95: percentile(95),
      p99: percentile(99),
      p999: percentile(99.9),
      max: histogram.count === 0 ? 0 : histogram.max / microseconds,
    }),
  };
}
