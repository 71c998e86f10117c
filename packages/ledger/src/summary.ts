import type { MessageStatus } from '@statuswire/contracts';
import type { Amounts, Series } from './figures.ts';
import { type LatencyClock, type LatencyMeasure, latencyRange } from './latency.ts';
import type { MessageOutcome } from './outcome.ts';
import type { SummaryFigures } from './store-requests.ts';
import { noOutcomes, settledOutcome, sumOfParts } from './summary-parts.ts';
import type { SummaryFrame } from './summary-request.ts';
import { compareTexts } from './text-order.ts';

/** Messages by outcome; outcomes that no message has are 0. */
export type OutcomeCounts = Readonly<Record<MessageOutcome, number>>;

/** Messages by status; statuses that no message has are left out. */
export type StatusCounts = Readonly<Partial<Record<MessageStatus | 'unknown', number>>>;

/** Messages that agree in one thing. */
export interface Share {
  readonly value: string;
  readonly messages: number;
  readonly outcomes: OutcomeCounts;
}

/** How long messages took; `p50` and `p95` in milliseconds, read off a histogram whose steps are 19 % wide. */
export interface LatencySummary {
  /** `sent`: from the first status to `sent`. `delivered`: from `sent` to `delivered`. */
  readonly measure: LatencyMeasure;
  /** `observed` is by our clock, as callbacks came in. */
  readonly clock: LatencyClock;
  readonly readings: number;
  readonly p50: number;
  readonly p95: number;
}

/** The figures of a dashboard. All counts are of messages in the hour in which they were first seen, unless said otherwise. */
export interface Summary extends Amounts {
  /** The range counted: what was asked for, widened to whole hours; `null` is open. */
  readonly since: string | null;
  readonly until: string | null;
  readonly interval: 'hour' | 'day';
  readonly conflicted: number;
  readonly healed: number;
  readonly statuses: StatusCounts;
  readonly outcomes: OutcomeCounts;
  /** By hour or day (UTC), those with messages only, the earliest first. */
  readonly timeline: readonly {
    readonly at: string;
    readonly messages: number;
    readonly statuses: StatusCounts;
    readonly outcomes: OutcomeCounts;
  }[];
  /** Failed messages by error code (empty: none told), the most frequent first. */
  readonly errors: readonly { readonly code: string; readonly messages: number }[];
  /** The most frequent first. */
  readonly by: Readonly<Record<'number' | 'projectId' | 'dialect' | 'kind' | 'prefix', readonly Share[]>>;
  /** `null` under a filter that latencies are not kept for: any but times, project, dialect, kind and number. */
  readonly latencies: readonly LatencySummary[] | null;
  /** Named counters. */
  readonly tallies: Readonly<Record<string, number>>;
  /** Callbacks received in the last `recentMinutes`, and the last of all. */
  readonly recentCallbacks: number;
  readonly recentMinutes: number;
  readonly lastCallbackAt: string | null;
  /** Deliveries held in quarantine, of all projects. */
  readonly quarantined: number;
  /** Messages whose check with SignalWire is due, of all projects, counted up to 10,000, and since when the longest. */
  readonly due: number;
  readonly dueSince: string | null;
}

/** Makes a summary of what the rollups say. Pure, so that every store ends in the same numbers. */
export function summaryOf(figures: SummaryFigures, { filter, interval, recentMinutes }: SummaryFrame): Summary {
  const wanted = ({ outcome }: { readonly outcome: MessageOutcome }) =>
    filter.outcome === undefined || filter.outcome === outcome;
  return {
    since: filter.since ?? null,
    until: filter.until ?? null,
    interval,
    ...sumOfParts(figures, filter.outcome),
    timeline: timelineOf(figures, interval, wanted),
    latencies: latenciesHeed(filter) ? latencySummaries(figures.latencies) : null,
    tallies: Object.fromEntries(figures.tallies.map(({ name, amount }) => [name, amount])),
    recentCallbacks: figures.recentCallbacks,
    recentMinutes,
    lastCallbackAt: figures.lastCallbackAt,
    quarantined: figures.quarantined,
    due: figures.due,
    dueSince: figures.dueSince,
  };
}

function timelineOf(
  { timeline, awaited }: SummaryFigures,
  interval: 'hour' | 'day',
  wanted: (part: { readonly outcome: MessageOutcome }) => boolean,
): Summary['timeline'] {
  const awaitedIn = new Map<number, number>();
  for (const { bucket, messages } of awaited) awaitedIn.set(bucket, (awaitedIn.get(bucket) ?? 0) + messages);
  const buckets = new Map<number, { status: Series['status']; outcome: MessageOutcome; messages: number }[]>();
  for (const { bucket, status, messages } of timeline) {
    const inTransit = status === 'sent' ? (awaitedIn.get(bucket) ?? 0) : 0;
    const parts = [
      { status, outcome: settledOutcome(status), messages: messages - inTransit },
      { status, outcome: 'in_transit' as const, messages: inTransit },
    ].filter((part) => part.messages > 0 && wanted(part));
    if (parts.length > 0) buckets.set(bucket, [...(buckets.get(bucket) ?? []), ...parts]);
  }
  const bucketMs = interval === 'hour' ? 3_600_000 : 86_400_000;
  return [...buckets]
    .sort(([a], [b]) => a - b)
    .map(([bucket, parts]) => ({
      at: new Date(bucket * bucketMs).toISOString(),
      messages: parts.reduce((total, part) => total + part.messages, 0),
      statuses: statusCounts(parts),
      outcomes: outcomeCounts(parts),
    }));
}

function statusCounts(
  parts: readonly { readonly status: Series['status']; readonly messages: number }[],
): StatusCounts {
  const counts: Partial<Record<Series['status'], number>> = {};
  for (const { status, messages } of parts) if (messages > 0) counts[status] = (counts[status] ?? 0) + messages;
  return counts;
}

function outcomeCounts(
  parts: readonly { readonly outcome: MessageOutcome; readonly messages: number }[],
): OutcomeCounts {
  const counts = noOutcomes();
  for (const { outcome, messages } of parts) counts[outcome] += messages;
  return counts;
}

const heeded = new Set(['since', 'until', 'projectId', 'dialect', 'kind', 'number']);

function latenciesHeed(filter: object): boolean {
  return Object.keys(filter).every((name) => heeded.has(name));
}

function latencySummaries(rows: SummaryFigures['latencies']): readonly LatencySummary[] {
  const histograms = new Map<string, { measure: LatencyMeasure; clock: LatencyClock; steps: [number, number][] }>();
  for (const { measure, clock, step, readings } of rows) {
    const key = `${measure} ${clock}`;
    const histogram = histograms.get(key) ?? { measure, clock, steps: [] };
    histogram.steps.push([step, readings]);
    histograms.set(key, histogram);
  }
  return [...histograms]
    .sort(([a], [b]) => compareTexts(b, a))
    .map(([, { measure, clock, steps }]) => {
      steps.sort(([a], [b]) => a - b);
      const readings = steps.reduce((total, [, count]) => total + count, 0);
      return { measure, clock, readings, p50: quantile(steps, readings, 0.5), p95: quantile(steps, readings, 0.95) };
    });
}

// Within a step readings are taken as spread evenly.
function quantile(steps: readonly (readonly [number, number])[], readings: number, share: number): number {
  let before = 0;
  for (const [step, count] of steps) {
    if (before + count >= readings * share) {
      const [from, to] = latencyRange(step);
      const within = (readings * share - before) / count;
      return Number.isFinite(to) ? Math.round(from + (to - from) * within) : from;
    }
    before += count;
  }
  return 0;
}
