import { type MessageStatus, statusRank } from '@statuswire/contracts';
import { callbackBit, type StatusEvidence, type StatusEvidences } from './evidence.ts';
import { millisecondsOf } from './instant.ts';

/** What is measured: from the first status until `sent`, and from `sent` until `delivered`. */
export const latencyMeasures = ['sent', 'delivered'] as const;

/** Which way a message went while it was timed. */
export type LatencyMeasure = (typeof latencyMeasures)[number];

/** Whose clock timed it: the provider's, or ours as callbacks came in. Readings of the two are never mixed. */
export const latencyClocks = ['provider', 'observed'] as const;

/** Whose clock timed it. */
export type LatencyClock = (typeof latencyClocks)[number];

/** One reading, as the step of the histogram that it falls into. */
export interface Latency {
  readonly measure: LatencyMeasure;
  readonly clock: LatencyClock;
  readonly step: number;
}

const stepsPerDoubling = 4;
// Up to 2^33 ms, which is 99 days. Integers, so that a reading falls into the same step wherever it is computed.
const bounds = Array.from({ length: 33 * stepsPerDoubling + 1 }, (_, index) =>
  Math.round(2 ** (index / stepsPerDoubling)),
);

/** The step of the histogram for a duration in milliseconds: step n holds what is below its bound and not below the one before. */
export function latencyStep(milliseconds: number): number {
  let low = 0;
  let high = bounds.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((bounds[middle] ?? 0) <= milliseconds) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The durations between which a step lies, in milliseconds: from (included) and to (not included). */
export function latencyRange(step: number): readonly [number, number] {
  return [bounds[step - 1] ?? 0, bounds[step] ?? Number.POSITIVE_INFINITY];
}

/** What a message adds to the histograms: at most one reading of each measure. */
export function latenciesOf(statuses: StatusEvidences): readonly Latency[] {
  const latencies: Latency[] = [];
  const { sent, delivered } = statuses;
  if (sent !== undefined) {
    const reading = readingBetween(beforeSent(statuses), sent);
    if (reading !== null) latencies.push({ measure: 'sent', ...reading });
  }
  if (sent !== undefined && delivered !== undefined) {
    const reading = readingBetween([sent], delivered);
    if (reading !== null) latencies.push({ measure: 'delivered', ...reading });
  }
  return latencies;
}

function beforeSent(statuses: StatusEvidences): readonly StatusEvidence[] {
  const names = Object.keys(statuses) as (MessageStatus | 'unknown')[];
  return names.flatMap((name) => {
    const evidence = statuses[name];
    return evidence !== undefined && (statusRank(name) ?? 2) < 2 ? [evidence] : [];
  });
}

function readingBetween(starts: readonly StatusEvidence[], end: StatusEvidence): Omit<Latency, 'measure'> | null {
  const provider = milliseconds(
    starts.map((start) => start.occurredAt),
    end.occurredAt,
  );
  if (provider !== null) return { clock: 'provider', step: latencyStep(provider) };
  // What REST told was observed when we asked, not when it happened.
  const observed = milliseconds(starts.map(observedAt), observedAt(end));
  return observed === null ? null : { clock: 'observed', step: latencyStep(observed) };
}

function observedAt({ sources, firstSeenAt }: StatusEvidence): string | null {
  return (sources & callbackBit) === 0 ? null : firstSeenAt;
}

// Statuses that came out of order give no reading: a negative duration tells of the network, not of the message.
function milliseconds(starts: readonly (string | null)[], end: string | null): number | null {
  const known = starts.filter((start) => start !== null).sort();
  const start = known[0];
  if (start === undefined || end === null || start > end) return null;
  return millisecondsOf(end) - millisecondsOf(start);
}
