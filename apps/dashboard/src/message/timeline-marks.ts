import { isContradictory, isOutOfOrder, lateByMs } from '@statuswire/reference/oddities';
import type { RecordedEvent } from '../api/client.ts';

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
