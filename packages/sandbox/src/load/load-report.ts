import type { Delivery } from '../callback/delivery.ts';
import { createLatencyHistogram, type LatencySummary } from './latency-histogram.ts';

/** What became of a number of callbacks. */
export interface LoadCounts {
  /** Messages whose lives were begun. */
  readonly messages: number;
  /** Callbacks that were settled one way or another. */
  readonly callbacks: number;
  readonly acknowledged: number;
  readonly refused: number;
  readonly unreachable: number;
  /** Kept back by a fault. */
  readonly withheld: number;
  /** HTTP requests by status, or by SignalWire's code where there was no answer. */
  readonly answers: Readonly<Record<string, number>>;
}

/** What a load has come to so far. The warm-up has no part in any figure but its own. */
export interface LoadReport extends LoadCounts {
  readonly state: 'warming_up' | 'running' | 'finished';
  /** Since the warm-up was over. */
  readonly elapsedMs: number;
  /** Callbacks per second. */
  readonly perSecond: number;
  /** From the start of an HTTP request to the end of its answer. */
  readonly latencyMs: LatencySummary;
  /** How long after its time each callback was begun: what a closed loop would hide. Zero without a rate. */
  readonly lateMs: LatencySummary;
  /** What was sent before. */
  readonly warmUp: LoadCounts;
}

/** Counts what becomes of one phase of a load. */
export interface LoadCounter {
  message(): void;
  late(milliseconds: number): void;
  delivery(delivery: Delivery): void;
  counts(): LoadCounts;
  latency(): LatencySummary;
  lateness(): LatencySummary;
}

/** Makes a counter whose memory does not grow. */
export function createLoadCounter(): LoadCounter {
  const latency = createLatencyHistogram();
  const lateness = createLatencyHistogram();
  const outcomes = { sending: 0, withheld: 0, acknowledged: 0, refused: 0, unreachable: 0 };
  const answers: Record<string, number> = {};
  let messages = 0;
  let callbacks = 0;
  return {
    message() {
      messages += 1;
    },
    late: (milliseconds) => lateness.record(milliseconds),
    delivery({ outcome, attempts }) {
      callbacks += 1;
      outcomes[outcome] += 1;
      for (const { status, errorCode, durationMs } of attempts) {
        const answer = String(status ?? errorCode);
        answers[answer] = (answers[answer] ?? 0) + 1;
        if (status !== null) latency.record(durationMs);
      }
    },
    counts() {
      const { acknowledged, refused, unreachable, withheld } = outcomes;
      return { messages, callbacks, acknowledged, refused, unreachable, withheld, answers: { ...answers } };
    },
    latency: () => latency.summary(),
    lateness: () => lateness.summary(),
  };
}
