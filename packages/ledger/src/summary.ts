import type { MessageStatus } from '@statuswire/contracts';
import type { Amounts, Series } from './figures.ts';
import { type LatencyClock, type LatencyMeasure, latencyRange } from './latency.ts';
import type { MessageFilter } from './message-filter.ts';
import { type MessageOutcome, outcomeOf } from './outcome.ts';
import type { SeriesFigures, SummaryFigures } from './store.ts';
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

/** What a summary is asked about. */
export interface SummaryFrame {
  readonly filter: Omit<MessageFilter, 'search'>;
  readonly interval: 'hour' | 'day';
  readonly recentMinutes: number;
}

interface Part extends Amounts {
  readonly series: Series;
  readonly outcome: MessageOutcome;
}

/** Makes a summary of what the rollups say. Pure, so that every store ends in the same numbers. */
export function summaryOf(figures: SummaryFigures, { filter, interval, recentMinutes }: SummaryFrame): Summary {
  const wanted = ({ outcome }: { readonly outcome: MessageOutcome }) =>
    filter.outcome === undefined || filter.outcome === outcome;
  const parts = partsOf(figures).filter(wanted);
  const sum = (amount: keyof Amounts, of: (part: Part) => boolean = () => true) =>
    parts.reduce((total, part) => (of(part) ? total + part[amount] : total), 0);
  return {
    since: filter.since ?? null,
    until: filter.until ?? null,
    interval,
    messages: sum('messages'),
    events: sum('events'),
    repeats: sum('repeats'),
    late: sum('late'),
    conflicted: sum('messages', ({ series }) => series.conflicted),
    healed: sum('messages', ({ series }) => series.healed),
    statuses: statusCounts(parts.map(({ series, messages }) => ({ status: series.status, messages }))),
    outcomes: outcomeCounts(parts),
    timeline: timelineOf(figures, interval, wanted),
    errors: errorsOf(parts),
    by: {
      number: sharesOf(parts, 'number'),
      projectId: sharesOf(parts, 'projectId'),
      dialect: sharesOf(parts, 'dialect'),
      kind: sharesOf(parts, 'kind'),
      prefix: sharesOf(parts, 'prefix'),
    },
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

/** The outcome of a status where time does not matter; of messages at `sent`, those that nobody waits for any more. */
function settledOutcome(status: Series['status']): MessageOutcome {
  return outcomeOf({ status, kind: 'mms', statuses: {} }, { now: 0 });
}

// Rollups know statuses. What is at `sent` is of two outcomes, and the store counts those awaited one by one.
function partsOf({ totals, awaited }: SummaryFigures): readonly Part[] {
  const awaitedOf = new Map<string, SeriesFigures>();
  for (const row of awaited) {
    const key = JSON.stringify(Object.values(row.series));
    const other = awaitedOf.get(key);
    awaitedOf.set(key, other === undefined ? row : { series: row.series, ...combine(other, row, 1) });
  }
  return totals.flatMap((row): readonly Part[] => {
    const settled = { ...row, outcome: settledOutcome(row.series.status) };
    const part = row.series.status === 'sent' ? awaitedOf.get(JSON.stringify(Object.values(row.series))) : undefined;
    if (part === undefined) return [settled];
    return [
      { ...part, outcome: 'in_transit' },
      { ...settled, ...combine(row, part, -1) },
    ];
  });
}

function combine(a: Amounts, b: Amounts, sign: 1 | -1): Amounts {
  return {
    messages: a.messages + sign * b.messages,
    events: a.events + sign * b.events,
    repeats: a.repeats + sign * b.repeats,
    late: a.late + sign * b.late,
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
  const counts: Record<MessageOutcome, number> = {
    pending: 0,
    in_transit: 0,
    delivered: 0,
    failed: 0,
    accepted_no_receipt: 0,
    received: 0,
    unknown: 0,
  };
  for (const { outcome, messages } of parts) counts[outcome] += messages;
  return counts;
}

function errorsOf(parts: readonly Part[]): Summary['errors'] {
  const counts = new Map<string, number>();
  for (const { series, outcome, messages } of parts) {
    if (outcome === 'failed') counts.set(series.errorCode, (counts.get(series.errorCode) ?? 0) + messages);
  }
  return [...counts]
    .map(([code, messages]) => ({ code, messages }))
    .sort((a, b) => b.messages - a.messages || compareTexts(a.code, b.code));
}

function sharesOf(parts: readonly Part[], by: keyof Summary['by']): readonly Share[] {
  const groups = new Map<string, Part[]>();
  for (const part of parts) {
    if (part.messages === 0) continue;
    const group = groups.get(part.series[by]);
    if (group === undefined) groups.set(part.series[by], [part]);
    else group.push(part);
  }
  return [...groups]
    .map(([value, group]) => ({
      value,
      messages: group.reduce((total, part) => total + part.messages, 0),
      outcomes: outcomeCounts(group),
    }))
    .sort((a, b) => b.messages - a.messages || compareTexts(a.value, b.value));
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
