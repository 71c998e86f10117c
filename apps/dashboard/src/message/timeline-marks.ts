import { isTerminal, statusRank } from '@statuswire/contracts';
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

/** An attempt of SignalWire's may take this long, in milliseconds: what took longer is late. */
const lateAfterMs = 5_000;

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
  const endings = new Set(
    timeline.filter(({ status }) => isTerminal(status) && status !== 'read').map(({ status }) => status),
  );
  return timeline.map((event) => {
    const rank = statusRank(event.status);
    const outOfOrder =
      rank !== null &&
      timeline.some((other) => (statusRank(other.status) ?? -1) > rank && other.receivedAt < event.receivedAt);
    const behindMs = event.occurredAt === null ? 0 : Date.parse(event.receivedAt) - Date.parse(event.occurredAt);
    return {
      outOfOrder,
      lateMs: behindMs > lateAfterMs ? behindMs : null,
      repeats: event.deliveries.callback + event.deliveries.rest - 1,
      contradictory: endings.size > 1 && endings.has(event.status),
    };
  });
}
