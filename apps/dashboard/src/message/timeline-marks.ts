import { isContradictory, isOutOfOrder, lateByMs } from '@statuswire/reference/oddities';
import type { RecordedEvent } from '../api/client.ts';

/** Who told a fact. */
export type Teller = 'callback' | 'rest' | 'replay' | 'replay and callback';

/** What is odd about an event, beside those around it. */
export interface TimelineMarks {
  /** A status that follows this one was known already. */
  readonly outOfOrder: boolean;
  /** How far our clock was behind SignalWire's when it came, in milliseconds; `null` where that is nothing to speak of. */
  readonly lateMs: number | null;
  /** How often it was delivered, beyond the first time. */
  readonly repeats: number;
  /** One of several endings that exclude each other. */
  readonly contradictory: boolean;
}

/** When its first delivery was read from quarantine, where it could not be read when it came; else `null`. */
export function replayedAt({ provenance }: RecordedEvent): string | null {
  const at = provenance?.details.replayed;
  return at === undefined || Number.isNaN(Date.parse(at)) ? null : at;
}

/**
 * Who told a fact. Of several deliveries the earliest tells where it came from, as its provenance is what is kept: a replay of
 * what a callback had told before counts as a repeat of that.
 */
export function tellerOf(event: RecordedEvent): Teller {
  if (event.source === 'rest' || replayedAt(event) === null) return event.source;
  return event.deliveries.callback > 1 ? 'replay and callback' : 'replay';
}

/** Marks each event of a timeline. */
export function timelineMarks(timeline: readonly RecordedEvent[]): readonly TimelineMarks[] {
  const statuses = timeline.map(({ status }) => status);
  return timeline.map((event) => {
    const before = timeline.filter(({ receivedAt }) => receivedAt < event.receivedAt).map(({ status }) => status);
    return {
      outOfOrder: isOutOfOrder(event.status, before),
      lateMs: lateByMs(event),
      repeats: event.deliveries.callback + event.deliveries.rest - 1,
      contradictory: isContradictory(event.status, statuses),
    };
  });
}
